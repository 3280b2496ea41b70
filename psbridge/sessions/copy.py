"""Files to and from a session: in chunks, resumable, with the hash checked before a file gets its name.

A file is written beside its place under a name of its own; what is there from an interrupted copy is continued when its hash is that of the
beginning.  Only commands that every PowerShell since 4 has are used on the other side.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psbridge.errors import PsBridgeError
from psbridge.objects.natural import from_python, to_python
from psbridge.psrp import Command, Pipeline
from psbridge.sessions.client import ClientSession

CHUNK = 1 << 18
PART = ".psbridge-part"
_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))
OnProgress = Callable[[str, int, int], object]  # name, bytes done, bytes in all

_WHERE = r"""
param($path, $leaf)
$full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($path)
$inside = $leaf -and (Test-Path -LiteralPath $full -PathType Container)
if ($inside) { $full = [IO.Path]::Combine($full, $leaf) }
$part = $full + '.psbridge-part'; $size = 0L; $hash = ''
if (Test-Path -LiteralPath $part) {
    $size = (Get-Item -LiteralPath $part).Length
    $hash = (Get-FileHash -LiteralPath $part -Algorithm SHA256).Hash
}
$full; $size; $hash
$folder = Split-Path -Path $full -Parent
if ($leaf -and $path -match '[\\/]$' -and -not $inside) { $folder = $full }
if ($folder -and -not (Test-Path -LiteralPath $folder -PathType Container)) { $folder } else { '' }
"""
_TAKE = r"""
param($part, $offset)
begin {
    $file = [IO.File]::Open($part, [IO.FileMode]::OpenOrCreate)
    $file.SetLength($offset); $null = $file.Seek($offset, [IO.SeekOrigin]::Begin)
}
process { $file.Write($_, 0, $_.Length) }
end { $file.Dispose(); (Get-FileHash -LiteralPath $part -Algorithm SHA256).Hash }
"""
_NAME = r"""
param($part, $full)
if (Test-Path -LiteralPath $full -PathType Leaf) { Remove-Item -LiteralPath $full -Force -ErrorAction Stop }
[IO.File]::Move($part, $full)  # the destination of Move-Item is a pattern
"""
_MAKE = "param($path) $null = New-Item -ItemType Directory -Path $path -Force -ErrorAction Stop"
_FIND = r"""
param($path, $recurse)
$items = if (Test-Path -LiteralPath $path) { Get-Item -LiteralPath $path -Force } else { Get-Item -Path $path -Force -ErrorAction Stop }
foreach ($item in $items) {
    if (-not $item.PSIsContainer) { $item.FullName; $item.Name; [long]$item.Length; continue }
    if (-not $recurse) { $item.FullName; $item.Name + '/'; 0L; continue }
    $root = $item.FullName; $item.FullName; $item.Name + '/'; 0L
    foreach ($inner in Get-ChildItem -LiteralPath $root -Recurse -Force) {
        $name = $item.Name + '/' + $inner.FullName.Substring($root.Length).TrimStart('\/')
        $inner.FullName
        if ($inner.PSIsContainer) { $name + '/'; 0L } else { $name; [long]$inner.Length }
    }
}
"""
_GIVE = r"""
param($path, $offset, $chunk)
(Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash
$file = [IO.File]::OpenRead($path)
try {
    $null = $file.Seek($offset, [IO.SeekOrigin]::Begin)
    while ($true) {
        $buffer = New-Object byte[] $chunk
        $count = $file.Read($buffer, 0, $chunk)
        if ($count -le 0) { break }
        if ($count -lt $chunk) { $buffer = [byte[]]$buffer[0..($count - 1)] }
        , $buffer
    }
} finally { $file.Dispose() }
"""


class CopyError(PsBridgeError):
    """A file could not be copied, or did not arrive as it was."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One file that was copied."""

    source: str
    target: str
    size: int
    resumed_at: int = 0


def copy_to(session: Any, source: str | Path, target: str, *, recurse: bool = False, on_progress: OnProgress | None = None) -> list[Copied]:
    """A file, or a directory with `recurse`, to a place in the session: a directory that is there, or a new name in one.

    A file is never the reason to make a directory, as with Copy-Item -ToSession; a place that ends with a separator means a directory.
    """
    mover, local = _Mover(session.client, on_progress), Path(source)
    if not local.exists():
        raise CopyError(f"There is no {local}", hint="Check the path; it is one of this computer.")
    if not local.is_dir():
        return [mover.send(local, target, local.name)]
    if not recurse:
        raise CopyError(f"{local} is a directory", hint="Copy it with everything in it: recurse=True (-r).")
    root = mover.ask(_WHERE, target, local.name)[0]
    made, done = root, []
    mover.ask(_MAKE, made)
    for inner in sorted(local.rglob("*")):
        place = _join(made, inner.relative_to(local).parts)
        if inner.is_dir():
            mover.ask(_MAKE, place)
        else:
            done.append(mover.send(inner, place, ""))
    return done


def copy_from(
    session: Any, source: str, target: str | Path, *, recurse: bool = False, on_progress: OnProgress | None = None
) -> list[Copied]:
    """Files of the session (wildcards are theirs), or directories with `recurse`, to a place here."""
    mover, place = _Mover(session.client, on_progress), Path(target)
    if str(target).endswith(_SEPARATORS) and not recurse and not place.is_dir():
        raise CopyError(f"There is no folder {place} here", hint=f"Make it first (mkdir {place}), or name a file.")
    found = mover.ask(_FIND, source, recurse)
    items = list(zip(found[::3], found[1::3], found[2::3], strict=True))
    if not items:
        raise CopyError(f"There is no {source} on the host")
    done, into = [], place.is_dir() or len(items) > 1
    for path, name, size in items:
        parts = [part for part in str(name).replace("\\", "/").split("/") if part]
        if any(part == ".." for part in parts):
            raise CopyError(f"The host names a file outside of the directory: {name}")
        local = place.joinpath(*parts) if into else place
        if str(name).endswith("/"):
            if not recurse:
                raise CopyError(f"{path} is a directory", hint="Copy it with everything in it: recurse=True (-r).")
            local.mkdir(parents=True, exist_ok=True)
        else:
            done.append(mover.fetch(str(path), local, int(size)))
    return done


def _join(root: str, parts: tuple[str, ...]) -> str:
    mark = "/" if root.startswith("/") else "\\"
    return mark.join([root.rstrip("\\/"), *parts])


class _Mover:
    """Copies single files through a session."""

    def __init__(self, client: ClientSession, on_progress: OnProgress | None) -> None:
        self._client, self._tell = client, on_progress or (lambda name, done, size: None)

    def ask(self, text: str, *arguments: Any) -> list[Any]:
        """The output of a script."""
        running = self._client.run(_pipeline(text, arguments))
        return [to_python(value, plain=True) for value in self._finished(running)]

    @staticmethod
    def _finished(running: Any) -> list[Any]:
        try:
            found: list[Any] = running.result()
        except PsBridgeError as error:
            raise CopyError(getattr(error, "what", str(error))) from error
        errors = running.streams.values(2, keep=True)
        if errors:
            raise CopyError(errors[0].message)
        return found

    def send(self, local: Path, target: str, leaf: str) -> Copied:
        if not local.is_file():
            raise CopyError(f"{local} is no file", hint="Pipes, sockets and devices cannot be copied.")
        full, size, known, missing = self.ask(_WHERE, target, leaf)
        if missing:
            hint = f"Make it first (New-Item -ItemType Directory -Path '{missing}'), or name a folder that is there."
            raise CopyError(f"There is no folder {missing} on the host", where=full, hint=hint)
        total = local.stat().st_size
        offset = int(size) if size and _hash(local, int(size)).lower() == str(known).lower() else 0
        running = self._client.run(_pipeline(_TAKE, (full + PART, offset), no_input=False))
        running.feed(self._chunks(local, offset, total))
        arrived = self._finished(running)
        digest = _hash(local, None)
        if not arrived or str(to_python(arrived[-1])).lower() != digest.lower():
            raise CopyError(f"{local} did not arrive as it is", where=full, hint="Copy it again; was it changed meanwhile?")
        self.ask(_NAME, full + PART, full)
        return Copied(str(local), full, total, offset)

    def _chunks(self, local: Path, offset: int, total: int) -> Iterator[Any]:
        self._tell(local.name, offset, total)
        with local.open("rb") as file:
            file.seek(offset)
            while data := file.read(CHUNK):
                yield from_python(data)
                offset += len(data)
                self._tell(local.name, offset, total)

    def fetch(self, path: str, local: Path, total: int) -> Copied:
        part = local.with_name(local.name + PART)
        offset = part.stat().st_size if part.exists() else 0
        offset = offset if offset <= total else 0
        digest = self._stream(path, part, offset, total)
        if _hash(part, None).lower() != digest.lower() and offset:
            offset = 0  # what was there belonged to something else
            digest = self._stream(path, part, 0, total)
        if _hash(part, None).lower() != digest.lower():
            raise CopyError(f"{path} did not arrive as it is", hint="Copy it again; was it changed meanwhile?")
        os.replace(part, local)  # noqa: PTH105 - both are Paths already
        return Copied(path, str(local), total, offset)

    def _stream(self, path: str, part: Path, offset: int, total: int) -> str:
        part.parent.mkdir(parents=True, exist_ok=True)
        digest: list[str] = []
        done = offset
        with part.open("r+b" if part.exists() else "wb") as file:
            file.truncate(offset)
            file.seek(offset)

            def sink(stream: int, value: Any) -> None:
                nonlocal done
                if stream == 2:
                    digest.append(f"!{value.message}")
                if stream != 1:
                    return
                found = to_python(value, plain=True)
                if isinstance(found, str):
                    digest.append(found)
                    return
                file.write(found)
                done += len(found)
                self._tell(part.name.removesuffix(PART), done, total)

            running = self._client.run(_pipeline(_GIVE, (path, offset, CHUNK)), sink=sink)
            running.wait()
        if running.reason is not None:
            raise CopyError(running.reason.message, where=path)
        if not digest or digest[0].startswith("!"):
            raise CopyError((digest or ["!nothing came"])[0][1:], where=path)
        return digest[0]


def _pipeline(text: str, arguments: tuple[Any, ...] | Any, **options: Any) -> Pipeline:
    command = Command(text, is_script=True, parameters=[(None, from_python(value)) for value in arguments])
    return Pipeline([command], **options)


def _hash(path: Path, size: int | None) -> str:
    """SHA-256 of a file, or of its first bytes."""
    digest, left = hashlib.sha256(), size
    with path.open("rb") as file:
        while data := file.read(CHUNK if left is None else min(CHUNK, left)):
            digest.update(data)
            if left is not None:
                left -= len(data)
    return digest.hexdigest() if not left else ""


def copy_for_cmdlet(session: Any, command: Any, sources: list[str], destination: str | None, *, to_remote: bool) -> Iterator[Any]:
    """Copy-Item -ToSession and -FromSession: what was copied, as paths; failures are errors of the command."""
    recurse = bool(command.recurse)
    for source in sources:
        try:
            if to_remote:
                done = copy_to(session, source, destination or ".", recurse=recurse)
            else:
                done = copy_from(session, source, command.runspace.full_path(destination or "."), recurse=recurse)
        except (PsBridgeError, OSError) as problem:
            kind = "System.IO.IOException"
            command.write_error(command.error(kind, str(problem), "CopyError", "WriteError", source))
            continue
        yield from (one.target for one in done)


__all__ = ["CHUNK", "Copied", "CopyError", "copy_for_cmdlet", "copy_from", "copy_to"]
