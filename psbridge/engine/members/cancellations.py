"""CancellationTokenSource and the tokens that it gives."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from psbridge.engine.members.arguments import seconds_of
from psbridge.engine.members.lists import items_of
from psbridge.engine.members.table import fill
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import define
from psbridge.objects.psobject import NetObject
from psbridge.objects.waithandle import ManualResetEvent

_T = "System.Threading."
_C = _T + "CancellationToken"


class CancellationSource(NetObject):
    """CancellationTokenSource."""

    __slots__ = ("actions", "clock", "event", "gone")
    net_type = define(_T + "CancellationTokenSource", interfaces=["System.IDisposable"])

    def __init__(self, span: Any = None) -> None:
        super().__init__()
        self.event, self.gone = ManualResetEvent(), False
        self.actions: list[Callable[[], Any]] = []
        self.clock: threading.Timer | None = None
        if span is not None:
            self.cancel_after(span)

    def register(self, act: Callable[[], Any]) -> None:
        if self.event.is_set:
            act()
        else:
            self.actions.append(act)

    def cancel(self, first_error: bool = False) -> None:
        if self.gone:
            raise NetError.of("System.ObjectDisposedException", "The CancellationTokenSource has been disposed.")
        if not self.event.is_set:
            self.event.set_event()
            for act in self.actions:
                act()

    def cancel_after(self, span: Any) -> None:
        seconds = seconds_of(span)
        if self.clock is not None:
            self.clock.cancel()
        if seconds == 0:
            self.cancel()
        elif seconds is not None:
            self.clock = threading.Timer(seconds, self.cancel)
            self.clock.daemon = True
            self.clock.start()

    def dispose(self) -> None:
        self.gone = True
        if self.clock is not None:
            self.clock.cancel()


class CancellationToken(NetObject):
    """Says whether its source was cancelled; without a source it never is."""

    __slots__ = ("source",)
    net_type = define(_C, "System.ValueType", kind="struct")

    def __init__(self, source: Any = None) -> None:
        super().__init__()
        if isinstance(source, bool):
            given, source = source, CancellationSource()
            if given:
                source.cancel()
        self.source: CancellationSource | None = source

    @property
    def requested(self) -> bool:
        return self.source is not None and self.source.event.is_set

    def check(self) -> None:
        if self.requested:
            raise NetError.of("System.OperationCanceledException", "The operation was canceled.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CancellationToken) and other.source is self.source

    def __hash__(self) -> int:
        return id(self.source)


def _linked(*given: Any) -> CancellationSource:
    made = CancellationSource()
    for one in given:
        for token in [one] if isinstance(one, CancellationToken) else items_of(one):
            if token.source is not None:
                token.source.register(made.cancel)
    return made


def _register(token: CancellationToken, act: Any) -> Registration:
    if token.source is not None:
        token.source.register(act)
    return Registration(token, act)


class Registration(NetObject):
    """What can be taken back."""

    __slots__ = ("act", "token")
    net_type = define(_T + "CancellationTokenRegistration", "System.ValueType", kind="struct")

    def __init__(self, token: CancellationToken, act: Any) -> None:
        super().__init__()
        self.token, self.act = token, act

    def forget(self) -> bool:
        source = self.token.source
        if source is None or self.act not in source.actions:
            return False
        source.actions.remove(self.act)
        return True


fill(
    Registration.net_type,
    f"{_C} Token {{get;}}\nvoid Dispose()\nbool Unregister()",
    {"Token": "token", "Dispose": lambda own: own.forget() and None, "Unregister": Registration.forget},
)
fill(
    CancellationSource.net_type,
    f"""
    new()
    new(int millisecondsDelay)
    new(timespan delay)
    bool IsCancellationRequested {{get;}}
    {_C} Token {{get;}}
    void Cancel()
    void Cancel(bool throwOnFirstException)
    void CancelAfter(int millisecondsDelay)
    void CancelAfter(timespan delay)
    void Dispose()
    static System.Threading.CancellationTokenSource CreateLinkedTokenSource({_C} token1, {_C} token2)
    static System.Threading.CancellationTokenSource CreateLinkedTokenSource({_C}[] tokens)
    """,
    {
        "new": CancellationSource,
        "IsCancellationRequested": lambda own: own.event.is_set,
        "Token": CancellationToken,
        "Cancel": CancellationSource.cancel,
        "CancelAfter": CancellationSource.cancel_after,
        "Dispose": CancellationSource.dispose,
        "::CreateLinkedTokenSource": _linked,
    },
)
fill(
    CancellationToken.net_type,
    f"""
    new(bool canceled)
    bool CanBeCanceled {{get;}}
    bool IsCancellationRequested {{get;}}
    System.Threading.WaitHandle WaitHandle {{get;}}
    static {_C} None {{get;}}
    bool Equals({_C} other)
    System.Threading.CancellationTokenRegistration Register(System.Action callback)
    void ThrowIfCancellationRequested()
    """,
    {
        "new": CancellationToken,
        "CanBeCanceled": lambda token: token.source is not None,
        "IsCancellationRequested": "requested",
        "WaitHandle": lambda token: token.source.event if token.source is not None else ManualResetEvent(),
        "::None": lambda net: CancellationToken(),
        "Equals": CancellationToken.__eq__,
        "Register": _register,
        "ThrowIfCancellationRequested": CancellationToken.check,
    },
)
