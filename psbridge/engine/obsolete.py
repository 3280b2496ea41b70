"""[Obsolete("...")] on functions and parameters: who uses them is warned."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any

from psbridge.engine.members.obsolete import ObsoleteAttribute

if TYPE_CHECKING:
    from psbridge.engine.parameters import Parameter


class ObsoleteParts:
    """What of a function is obsolete: itself (``own``), and parameters by their lower-case names."""

    __slots__ = ("own", "parameters")

    def __init__(self, own: ObsoleteAttribute | None, parameters: dict[str, ObsoleteAttribute]) -> None:
        self.own, self.parameters = own, parameters

    def warnings(self, name: str, bound: Container[str], params: list[Parameter]) -> list[str]:
        """What a call says that binds these parameters; `name` is that of the function, empty for a script block."""
        told = []
        if self.own is not None:
            what = f"command '{name}'" if name else "script block"
            told.append(f"The {what} is obsolete. {self.own.message or ''}")
        for one in params:
            found = self.parameters.get(one.name.lower())
            if found is not None and one.name.lower() in bound:
                told.append(f"Parameter '{one.name}' is obsolete. {found.message or ''}")
        return told

    def warn(self, element: Any, runtime_of: Any) -> None:
        """Warn of what the call of a function (its pipeline element) uses; `runtime_of` makes the runtime that simple functions lack."""
        runtime = element.runtime
        if runtime is None:
            runtime = runtime_of(element.ctx, element.info, element.name, element.name, element.extent)
            runtime.streams = element.streams
        for text in self.warnings(element.name.removeprefix("<ScriptBlock>"), element.binder.values, element.shape.params):
            runtime.write_warning(text)


def obsolete_parts(own: ObsoleteAttribute | None, params: list[Parameter]) -> ObsoleteParts | None:
    """What is obsolete, None when nothing is."""
    marked: dict[str, Any] = {
        one.name.lower(): attribute for one in params for attribute in one.attributes if isinstance(attribute, ObsoleteAttribute)
    }
    return ObsoleteParts(own, marked) if own is not None or marked else None
