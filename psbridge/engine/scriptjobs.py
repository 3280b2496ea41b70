"""Jobs whose class a script wrote: `class MyJob : System.Management.Automation.Job`.

Decides how what the base class leaves open is asked of the script: methods get_HasMoreData, get_Location, get_StatusMessage and StopJob.
"""

from __future__ import annotations

import uuid
from typing import Any

from psbridge.engine.invoke import invoke_method
from psbridge.jobs import Job, JobIdentifier
from psbridge.objects import NetError, unwrap
from psbridge.objects.adapted import members_of
from psbridge.objects.convert import to_text, truth


class ScriptJob(Job):
    """A job that runs whatever its script wants."""

    __slots__ = ("fields",)
    fields: dict[str, Any]

    def construct_base(self, arguments: list[Any]) -> None:
        """`base(...)`: nothing, a command, a command and a name, and then children, an instance id or an identifier."""
        command, name, third = [*map(unwrap, arguments), None, None, None][:3]
        Job.__init__(
            self,
            None if command is None else to_text(command),
            None if name is None else to_text(name),
            third if isinstance(third, list) else (),
            instance_id=third if isinstance(third, uuid.UUID) else None,
            identifier=third if isinstance(third, JobIdentifier) else None,
        )

    def _ask(self, name: str) -> Any:
        method = members_of(self.net_type).methods.get(name.lower())
        if not hasattr(method, "signatures"):
            text = f"The class {self.net_type.full_name} does not implement {name}, which its base class leaves open."
            raise NetError.of("System.TypeLoadException", text)
        return invoke_method(self.net_type.tag.home, self, name, [])

    def stop_job(self, *_: Any) -> None:
        self._ask("StopJob")

    @property
    def has_more_data(self) -> bool:
        return truth(self._ask("get_HasMoreData"))

    @property
    def location(self) -> str:
        return to_text(self._ask("get_Location"))

    @property
    def status_message(self) -> str:
        return to_text(self._ask("get_StatusMessage"))
