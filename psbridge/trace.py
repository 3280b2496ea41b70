"""Spans and events for whoever wants to see what happens, with secrets taken out; free of cost while nobody listens.

`add_sink` turns tracing on, as do `to_logging` and `to_file`, and the environment variable PSBRIDGE_TRACE, which names the file (`-`:
standard error). A sink is called with a finished `Span` on the thread that finished it. All text that leaves through here (span attributes,
`redact`) has secrets replaced: those registered with `register_secret`, and what looks like one (authorization headers, passwords in
options and elements, encrypted strings of CLIXML, private keys).
"""

from __future__ import annotations

import contextvars
import os
import re
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HIDDEN = "***"

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # One scheme and one token: NTLM and Kerberos blobs, Basic credentials, CredSSP.
    (
        re.compile(r"(?i)\b((?:proxy-)?(?:authorization|www-authenticate)\s*[:=]\s*[\"']?\w+\s+)[^\s\"',]+"),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?is)(<SS\b[^>]*>).*?(</SS>)"), rf"\1{HIDDEN}\2"),
    (
        re.compile(r"(?is)(<(?:\w+:)?(?:\w*password|secret|token|passphrase)\b[^>]*>).*?(</)"),
        rf"\1{HIDDEN}\2",
    ),
    (
        re.compile(
            r"(?i)((?:\b|_)(?:password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?token|sas[_-]?token)"
            r"[\"']?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&)}\]]+)"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)(-AsPlainText\b[^'\"\n]*)('[^']*'|\"[^\"]*\")"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(ConvertTo-SecureString\s+(?:-String\s+)?)('[^']*'|\"[^\"]*\")"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://[^/\s:@]*:)[^/\s@]+(@)"), rf"\1{HIDDEN}\2"),
    (re.compile(r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END)"), rf"\1{HIDDEN}\2"),
)
_SECRET_KEYS = re.compile(r"(?i)(pass(word|wd|phrase)|secret|token|api_?key|authorization|credential)")
_MIN_SECRET = 3  # shorter registered secrets would blank out ordinary text

_secrets: set[str] = set()
_secrets_lock = threading.Lock()
_sinks: list[Callable[[Span], None]] = []
_current: contextvars.ContextVar[Span | None] = contextvars.ContextVar("psbridge_span", default=None)


class Secret:
    """Text that `repr`, `str`, formatting and pickling do not show; `reveal()` does.

    Examples:
        >>> secret = psb.Secret("Not-a-secret-1")
        >>> secret
        Secret(***)
        >>> secret.reveal()
        'Not-a-secret-1'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        raise TypeError("a Secret is not pickled; reveal() it where that is really wanted")


@dataclass(slots=True)
class Span:
    """One traced piece of work."""

    name: str
    attributes: dict[str, object] = field(default_factory=dict)
    parent: Span | None = None
    started: float = 0.0
    seconds: float = 0.0
    error: str = ""

    def set(self, **attributes: object) -> None:
        """Add attributes; secrets are taken out here, not in the sinks."""
        for key, value in attributes.items():
            self.attributes[key] = HIDDEN if _SECRET_KEYS.search(key) else _clean(value)

    def row(self) -> dict[str, object]:
        """What there is to write down."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(self.started)) + f".{int(self.started % 1 * 1000):03}Z"
        made: dict[str, object] = {"at": at, "name": self.name, **{key: one for key, one in self.attributes.items() if one is not None}}
        if self.seconds:
            made["seconds"] = round(self.seconds, 6)
        return made | ({"error": self.error} if self.error else {})

    def __str__(self) -> str:
        """`request host=web01 action=Create ... 0.012 s`"""
        told = [self.name, *(f"{key}={one}" for key, one in self.attributes.items() if one is not None)]
        return " ".join([*told, *([f"{self.seconds:.3f} s"] if self.seconds else []), *([f"error: {self.error}"] if self.error else [])])


class _NoSpan(Span):
    """What a traced block gets while nobody listens."""

    def set(self, **attributes: object) -> None:
        """Forget them."""


_NO_SPAN = _NoSpan("")


def register_secret(value: str | Secret) -> None:
    """Replace this exact text in everything that goes through `redact` from now on."""
    text = value.reveal() if isinstance(value, Secret) else value
    if len(text) >= _MIN_SECRET:
        with _secrets_lock:
            _secrets.add(text)


def forget_secrets() -> None:
    """Drop all registered secrets (tests, and the end of a session)."""
    with _secrets_lock:
        _secrets.clear()


def redact(text: str) -> str:
    """`text` with everything secret replaced."""
    with _secrets_lock:
        known = sorted(_secrets, key=len, reverse=True)
    for secret in known:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def add_sink(sink: Callable[[Span], None]) -> Callable[[], None]:
    """Have `sink` called with each finished span; returns the function that ends it."""
    _sinks.append(sink)

    def remove() -> None:
        if sink in _sinks:
            _sinks.remove(sink)

    return remove


def to_logging(name: str = "psbridge") -> Callable[[], None]:
    """Have Python's logging told, at level DEBUG; returns the function that ends it."""
    import logging

    logger = logging.getLogger(name)
    return add_sink(lambda one: logger.debug("%s", one))


def to_file(path: str) -> Callable[[], None]:
    """Append each span to a file as a line of JSON; `-` is standard error.  Returns the function that ends it."""
    lock = threading.Lock()

    def write(one: Span) -> None:
        import json

        line = json.dumps(one.row(), ensure_ascii=False) + "\n"
        with lock:
            if path == "-":
                sys.stderr.write(line)
                return
            try:
                with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 - layer of the start-up, without pathlib
                    file.write(line)
            except OSError as problem:
                remove()
                sys.stderr.write(f"psbridge: nothing is traced, {path} cannot be written: {problem.strerror}\n")

    remove = add_sink(write)
    return remove


def enabled() -> bool:
    """Whether anybody listens; callers guard costly attributes with it."""
    return bool(_sinks)


@contextmanager
def span(name: str, **attributes: object) -> Iterator[Span]:
    """Trace a block of code. An exception goes on and leaves its type and redacted text on the span."""
    if not _sinks:
        yield _NO_SPAN
        return
    record = Span(name, parent=_current.get(), started=time.time())
    record.set(**attributes)
    token = _current.set(record)
    begin = time.perf_counter()
    try:
        yield record
    except BaseException as error:
        record.error = redact(f"{type(error).__name__}: {error}")
        raise
    finally:
        record.seconds = time.perf_counter() - begin
        _current.reset(token)
        _deliver(record)


def event(name: str, **attributes: object) -> None:
    """Trace a moment."""
    if _sinks:
        record = Span(name, parent=_current.get(), started=time.time())
        record.set(**attributes)
        _deliver(record)


def _deliver(record: Span) -> None:
    for sink in tuple(_sinks):
        sink(record)


def _clean(value: object) -> object:
    """Numbers stay, everything else becomes redacted text (so that a sink never holds a live object)."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact(value if isinstance(value, str) else str(value))


if _path := os.environ.get("PSBRIDGE_TRACE"):
    to_file(_path)
