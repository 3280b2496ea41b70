"""ShouldProcess, ShouldContinue and the Inquire preference: when to ask, what to print for -WhatIf, what an answer means for the next
question.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.scopes import UNSET
from psbridge.objects.convert import truth
from psbridge.objects.records import HostInformationMessage, InformationRecord

_IMPACT = {"none": 0, "low": 1, "medium": 2, "high": 3}


class Confirmation:
    """Remembers "yes to all" and "no to all" of one command."""

    __slots__ = ("all_continue", "all_process", "runtime")

    def __init__(self, runtime: Any) -> None:
        self.runtime = runtime
        self.all_process: bool | None = None
        self.all_continue: bool | None = None

    def should_process(self, target: str, action: str) -> bool:
        runtime = self.runtime
        description = f'Performing the operation "{action}" on target "{target}".'
        query = f"Are you sure you want to perform this action?\n{description}"
        return self._process(description, query, "Confirm") if runtime is not None else True

    def should_process_text(self, description: str, query: str, caption: str) -> bool:
        return self._process(description, query, caption)

    def _process(self, description: str, query: str, caption: str) -> bool:
        runtime = self.runtime
        if self._what_if():
            self._show(f"What if: {description}")
            return False
        if self._must_ask():
            if self.all_process is not None:
                return self.all_process
            answer = self._ask(caption, query)
            if answer in ("YesToAll", "NoToAll"):
                self.all_process = answer == "YesToAll"
            return answer.startswith("Yes")
        runtime.write_verbose(description)
        return True

    def is_silent(self) -> bool:
        """Whether neither -WhatIf nor a question stands before anything."""
        return not self._what_if() and not self._must_ask()

    def _what_if(self) -> bool:
        said = self.runtime.common.get("whatif", UNSET)
        return bool(said) if said is not UNSET else truth(self.runtime.ctx.get_variable("WhatIfPreference"))

    def _must_ask(self) -> bool:
        said = self.runtime.common.get("confirm", UNSET)
        if said is not UNSET:
            return bool(said) and str(self.runtime.impact).lower() != "none"
        wanted = str(self.runtime.ctx.get_variable("ConfirmPreference", "High")).lower()
        level = _IMPACT.get(wanted, 3)
        return level > 0 and _IMPACT.get(str(self.runtime.impact).lower(), 2) >= level

    def _show(self, text: str) -> None:
        record = InformationRecord(HostInformationMessage(text), self.runtime.name, ["PSHOST"])
        host = self.runtime.ctx.runspace.host
        host.ui.write_line(text)
        del record

    def should_continue(self, query: str, caption: str) -> bool:
        if self.all_continue is not None:
            return self.all_continue
        answer = self._ask(caption, query)
        return answer.startswith("Yes")

    def inquire(self, message: str) -> bool:
        return self._ask("Confirm", message).startswith("Yes")

    def _ask(self, caption: str, query: str) -> str:
        return str(self.runtime.ctx.runspace.host.ui.prompt_for_choice(caption, query, ("Yes", "YesToAll", "No", "NoToAll", "Suspend"), 0))
