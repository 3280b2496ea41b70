"""Job ids: one counter for a whole process, never reused, and ids that an adapter brings back from an earlier session.

A process here is what scripts take for one: an emulated machine has many in this one, each with a counter of its own.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from psbridge.objects import NetError


@dataclass(frozen=True, slots=True)
class JobIdentifier:
    """An id together with the instance it belongs to; only `IdSource` makes them."""

    id: int
    instance_id: uuid.UUID


class IdSource:
    """Hands out ids from 1 upward and remembers those that adapters want back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._kept: dict[uuid.UUID, int] = {}

    def next(self) -> int:
        with self._lock:
            self._last += 1
            return self._last

    @property
    def last(self) -> int:
        """The highest id handed out."""
        return self._last

    def keep(self, instance_id: uuid.UUID, number: int) -> None:
        """Let `number` be had again by the same instance (StoreJobIdForReuse)."""
        with self._lock:
            self._kept[instance_id] = number

    def again(self, instance_id: uuid.UUID) -> JobIdentifier | None:
        """The identifier that was kept for an instance, None when there is none (RetrieveJobIdForReuse)."""
        number = self._kept.get(instance_id)
        return None if number is None else JobIdentifier(number, instance_id)

    def claim(self, identifier: JobIdentifier) -> int:
        """Use an identifier; NetError JobIdNotYetAssigned when its number was never handed out in this process."""
        if identifier.id > self._last:
            text = (
                f"Attempted to create a job with ID {identifier.id}. A job with this ID cannot be created now. Verify that the ID has "
                "already been assigned once on this computer."
            )
            raise NetError.of("System.ArgumentException", text, error_id="JobIdNotYetAssigned")
        return identifier.id


class CurrentIds:
    """The ids of the process that the running thread works for: this one's, unless `whose` knows another."""

    def __init__(self) -> None:
        self.own = IdSource()
        self.whose: Callable[[], IdSource | None] = lambda: None

    def source(self) -> IdSource:
        return self.whose() or self.own

    def next(self) -> int:
        return self.source().next()

    @property
    def last(self) -> int:
        return self.source().last

    def keep(self, instance_id: uuid.UUID, number: int) -> None:
        self.source().keep(instance_id, number)

    def again(self, instance_id: uuid.UUID) -> JobIdentifier | None:
        return self.source().again(instance_id)

    def claim(self, identifier: JobIdentifier) -> int:
        return self.source().claim(identifier)


IDS = CurrentIds()
