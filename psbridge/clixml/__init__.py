"""CLIXML: PowerShell's objects as XML, read and written as PowerShell does.

`loads` and `dumps` take documents (and bare elements) as text, `load`, `dump` and `iterparse` files, `read_element` and `write_element`
the bodies of remoting messages.  Values are those of `psbridge.objects`; what PowerShell cannot make live again is a property bag under
`Deserialized.*` names.

Examples:
    >>> psb.to_python(psb.clixml.loads(psb.clixml.dumps({"ports": [80, 443]})))
    [{'ports': [80, 443]}]
"""

from __future__ import annotations

from psbridge.clixml.documents import dump, dumps, iterparse, load, loads, read_element, read_elements, write_element, write_text
from psbridge.clixml.limits import LIMITS, Limits
from psbridge.errors import ClixmlError

__all__ = [
    "LIMITS",
    "ClixmlError",
    "Limits",
    "dump",
    "dumps",
    "iterparse",
    "load",
    "loads",
    "read_element",
    "read_elements",
    "write_element",
    "write_text",
]
