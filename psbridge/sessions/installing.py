"""`session.install_module()`: a PowerShell module copied to the modules of the session's user.

Decides where (the user's folder of $env:PSModulePath on the host, a folder for each version), when nothing is to be done (the same files
are there), when not to (other files or a newer version, unless forced), and that a copy gets its name only after its hashes were compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psbridge.errors import ConfigurationError, PsBridgeError

_CHUNK = 1 << 18
_LOOK = r"""
param($Name, $Version)
$homes = @($HOME, [System.Environment]::GetFolderPath('MyDocuments')) | Where-Object { $_ } | ForEach-Object { $_.TrimEnd('\', '/') }
$found = @($env:PSModulePath.Split([System.IO.Path]::PathSeparator) | Where-Object {
    $folder = $_
    $folder -and @($homes | Where-Object { $folder -like ([WildcardPattern]::Escape($_) + '[\/]*') }).Count
})
$own = @(@($found | Where-Object { $_ -match 'PowerShell[\\/]Modules[\\/]?$' }) + $found)[0]
if (-not $own) {
    $own = Join-Path (Join-Path $HOME '.local/share/powershell') 'Modules'
    if ($env:OS -eq 'Windows_NT') {
        $edition = if ($PSVersionTable.PSEdition -eq 'Desktop') { 'WindowsPowerShell' } else { 'PowerShell' }
        $own = Join-Path (Join-Path $homes[-1] $edition) 'Modules'
    }
    $env:PSModulePath = $own + [System.IO.Path]::PathSeparator + $env:PSModulePath
}
$folder = Join-Path $own $Name
$target = Join-Path $folder $Version
$versions = @()
if (Test-Path -LiteralPath $folder) {
    $inner = Get-ChildItem -LiteralPath $folder | Where-Object { $_.PSIsContainer }
    $versions = @($inner | ForEach-Object { $_.Name } | Where-Object { $_ -match '^\d+(\.\d+)+$' })
}
$folder; $target; $versions.Count; $versions
"""
_HASHES = r"""
param($Folder)
if (Test-Path -LiteralPath $Folder) {
    $root = (Get-Item -LiteralPath $Folder -Force).FullName
    foreach ($file in Get-ChildItem -LiteralPath $root -Recurse -Force | Where-Object { -not $_.PSIsContainer }) {
        $file.FullName.Substring($root.Length).TrimStart('\', '/').Replace('\', '/')
        (Get-FileHash -LiteralPath $file.FullName -Algorithm SHA256).Hash
    }
}
"""
_TAKE = r"""
param($Folder)
begin {
    $ErrorActionPreference = 'Stop'
    if (Test-Path -LiteralPath $Folder) { Remove-Item -LiteralPath $Folder -Recurse -Force }
    $null = New-Item -ItemType Directory -Path $Folder -Force
}
process {
    $path = Join-Path $Folder $_['Path']
    $null = New-Item -ItemType Directory -Path (Split-Path -Path $path -Parent) -Force
    $data = [byte[]] $_['Data']
    $file = [System.IO.File]::Open($path, [System.IO.FileMode]::Append)
    $file.Write($data, 0, $data.Length)
    $file.Dispose()
}
"""
_PLACE = r"""
param($Folder, $Target)
$ErrorActionPreference = 'Stop'
if (Test-Path -LiteralPath $Target) { Remove-Item -LiteralPath $Target -Recurse -Force }
Move-Item -LiteralPath $Folder -Destination $Target
"""
_DROP = "param($Folder) Remove-Item -LiteralPath $Folder -Recurse -Force -ErrorAction SilentlyContinue"


class InstallError(PsBridgeError):
    """A module could not be installed on a host."""


@dataclass(frozen=True, slots=True)
class InstalledModule:
    """A module on a host.  `copied`: the files that had to be copied; none when all of them were there."""

    name: str
    version: str
    path: str
    copied: tuple[str, ...] = ()


def install_module(session: Any, module: str | Path = "PSBridge", *, force: bool = False) -> InstalledModule:
    """Copy a module (a folder, or one that comes with psbridge by name) to the user's modules on the host of a session.

    ``force``: replace other files of the same version, and install beside a newer version.
    """
    source = module_folder(module)
    version = version_of(source)
    files = {path.relative_to(source).as_posix(): path for path in sorted(source.rglob("*")) if _belongs(path)}
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    folder, target, count, *versions = _told(session, _LOOK, source.name, version)
    if version in versions[: int(count)] and _hashes(session, target) == hashes:
        return InstalledModule(source.name, version, target)
    if not force:
        _must_be_free(source.name, version, versions[: int(count)], session.host)
    staging = f"{folder}{'/' if folder.startswith('/') else chr(92)}.psbridge-{version}"
    _told(session, _TAKE, staging, given=_pieces(files))
    if _hashes(session, staging) != hashes:
        _told(session, _DROP, staging)
        raise InstallError(f"The files of {source.name} did not arrive as they are", where=session.host, hint="Install it again.")
    _told(session, _PLACE, staging, target)
    return InstalledModule(source.name, version, target, tuple(files))


def _must_be_free(name: str, version: str, versions: list[str], host: str) -> None:
    if version in versions:
        raise InstallError(f"{name} {version} is there with other files", where=host, hint="force=True replaces them.")
    newer = [one for one in versions if _numbers(one) > _numbers(version)]
    if newer:
        raise InstallError(f"{name} {newer[-1]} is there and newer than {version}", where=host, hint="force=True installs it beside.")


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _belongs(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")


def _pieces(files: dict[str, Path]) -> Iterator[dict[str, Any]]:
    for name, path in files.items():
        data = path.read_bytes()
        for i in range(0, max(len(data), 1), _CHUNK):
            yield {"Path": name, "Data": data[i : i + _CHUNK]}


def _hashes(session: Any, folder: str) -> dict[str, str]:
    found = _told(session, _HASHES, folder)
    return {name: digest.lower() for name, digest in zip(found[::2], found[1::2], strict=True)}


def _told(session: Any, script: str, *arguments: Any, given: Any = None) -> list[Any]:
    try:
        output: list[Any] = session.invoke(script, *arguments, input=given).raise_for_error().output
    except InstallError:
        raise
    except PsBridgeError as error:
        raise InstallError(f"The module could not be installed: {error}", where=session.host) from error
    return output


# -- the module here


def module_folder(module: str | Path) -> Path:
    """The folder of a module: one that is given, or one that comes with psbridge."""
    given = Path(module)
    if given.is_file():
        given = given.parent
    package = Path(__file__).resolve().parents[1]
    for place in (given, package / "_modules" / given, package.parent / "ps_modules" / given):
        if (place / f"{place.resolve().name}.psd1").is_file():
            return place.resolve()
    raise ConfigurationError(f"There is no module '{module}'", hint="Give the folder that holds its .psd1, or PSBridge.")


def version_of(folder: Path) -> str:
    """What the manifest of a module says."""
    from psbridge.engine.datafiles import read_data

    table = read_data((folder / f"{folder.name}.psd1").read_text(encoding="utf-8-sig"))
    return str(table.get("ModuleVersion") or "0.0")


__all__ = ["InstallError", "InstalledModule", "install_module", "module_folder", "version_of"]
