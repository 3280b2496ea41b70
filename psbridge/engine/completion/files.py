"""Paths on any drive, quoted where they must be, relative ones with `./` in front so that they cannot be taken for something else."""

from __future__ import annotations

import re

from psbridge.engine.completion.words import Offer, fitting, quietly, quoted
from psbridge.engine.context import Context
from psbridge.objects.convert import to_text

_LOOK = """param($p) Get-Item -Path $p -Force -ErrorAction Ignore | ForEach-Object {
    '{0}|{1}|{2}' -f [int][bool]$_.PSIsContainer, $_.PSChildName, $(if ($_.FullName) { $_.FullName } else { $_.PSPath }) }"""
_ROOTED = re.compile(r"[\\/~]|[\w]+:|\.\.?(?:[\\/]|\Z)")


def paths(
    ctx: Context, typed: str, quote: str = "", *, containers: bool = False, extensions: tuple[str, ...] = (), bare: bool = True
) -> list[Offer]:
    """What there is under a beginning of a path.  Not ``bare``: drives are left out, as behind a name that may be a command's."""
    cut = max(typed.rfind("/"), typed.rfind("\\"), typed.rfind(":")) + 1
    folder, leaf = typed[:cut], typed[cut:]
    shown = _shown(ctx, folder)
    found = _drives(ctx, typed) if not folder and bare and typed else []
    for line in quietly(ctx, _LOOK, folder + _pattern(leaf)):
        number, name, full = to_text(line).split("|", 2)
        is_container = number == "1"
        if (containers and not is_container) or (extensions and not is_container and not name.lower().endswith(extensions)):
            continue
        if not is_container and not bare and not _is_script(name):
            continue
        if name.startswith(".") and not leaf.startswith(".") and not ctx.runspace.is_windows:
            continue
        found.append(Offer(_quoted(shown + name, quote), name, "ProviderContainer" if is_container else "ProviderItem", full))
    return sorted(found, key=lambda one: one.label.lower())


def _is_script(name: str) -> bool:
    """What may be called: the others of a folder are offered when a path is typed."""
    return name.lower().endswith(".ps1")


def _pattern(leaf: str) -> str:
    """The typed beginning as a wildcard: brackets are taken as they are, `*` and `?` mean what they mean."""
    return re.sub(r"([\[\]`])", r"`\1", leaf) + "*"


def _shown(ctx: Context, folder: str) -> str:
    """The folder as it stands in the offer."""
    separator = "\\" if ctx.runspace.is_windows else "/"
    if ctx.runspace.is_windows:
        folder = folder.replace("/", "\\")
    if folder.startswith("~"):
        return str(ctx.runspace.home).rstrip(separator) + folder[1:]
    return folder if _ROOTED.match(folder) else f".{separator}{folder}"


def _quoted(text: str, quote: str) -> str:
    """Brackets would be wildcards: they are escaped, and the whole is quoted."""
    return quoted(re.sub(r"([\[\]])", r"`\1", text), quote or ("'" if re.search(r"[\[\]]", text) else ""))


def _drives(ctx: Context, typed: str) -> list[Offer]:
    fits = fitting(typed)
    names = [to_text(one) for one in quietly(ctx, "Get-PSDrive | ForEach-Object Name")]
    return [Offer(name + ":", name + ":", "ProviderContainer", name) for name in names if fits(name) and name != "/" and len(typed) > 1]
