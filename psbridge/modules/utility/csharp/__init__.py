"""Add-Type's C#: a subset that has the same meaning in a script class is translated to one; everything else is refused as a compiler would.

There is no C# compiler here.  The subset: classes, structs and enums with fields, constants, automatic properties, constructors and
methods, the usual statements, and expressions whose operand types are known where they matter (division, text).
"""

from __future__ import annotations

from psbridge.modules.utility.csharp.declarations import TypeSource, parse_source
from psbridge.modules.utility.csharp.tokens import CompileError
from psbridge.modules.utility.csharp.translation import translate

__all__ = ["CompileError", "TypeSource", "parse_source", "translate"]
