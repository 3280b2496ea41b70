"""What a version of PowerShell has, on Windows and elsewhere: `--strict` hides the rest.

Decides which commands and parameters a session that is to be strict does not know; names and versions are those of the release notes.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from importlib import import_module
from typing import Any

from psbridge.engine.cmdlet import variant

Version = tuple[int, int]

# command: the version that brought it
COMMANDS: dict[str, Version] = {
    "get-uptime": (6, 0),
    "remove-alias": (6, 0),
    "remove-service": (6, 0),
    "convertfrom-markdown": (6, 1),
    "get-markdownoption": (6, 1),
    "set-markdownoption": (6, 1),
    "show-markdown": (6, 1),
    "start-threadjob": (6, 1),
    "test-json": (6, 1),
    "join-string": (6, 2),
    "get-error": (7, 0),
    "get-experimentalfeature": (6, 2),
    "enable-experimentalfeature": (6, 2),
    "disable-experimentalfeature": (6, 2),
    "new-pstransportoption": (5, 0),
    "get-securerandom": (7, 4),
    "convertfrom-clixml": (7, 5),
    "convertto-clixml": (7, 5),
}
# what Unix never had, or has had since a later version only
NOT_ON_UNIX: dict[str, Version] = {
    **dict.fromkeys(("connect-pssession", "disconnect-pssession", "receive-pssession"), (99, 0)),
    **dict.fromkeys(("get-cmsmessage", "protect-cmsmessage", "unprotect-cmsmessage"), (7, 1)),
}
WINDOWS_MODULES = frozenset({"BitsTransfer"})
# command: its parameters, each with the version that brought it
PARAMETERS: dict[str, dict[str, Version]] = {
    "foreach-object": {"Parallel": (7, 0), "ThrottleLimit": (7, 0), "TimeoutSeconds": (7, 0), "AsJob": (7, 0), "UseNewRunspace": (7, 1)},
    "where-object": {"Not": (6, 1)},
    "split-path": {"LeafBase": (6, 0), "Extension": (6, 0)},
    "join-path": {"AdditionalChildPath": (6, 0), "Extension": (7, 6)},
    "resolve-path": {"Force": (7, 5), "RelativeBasePath": (7, 4)},
    "get-childitem": {"FollowSymlink": (6, 0)},
    "get-content": {"AsByteStream": (6, 0)},
    "set-content": {"AsByteStream": (6, 0)},
    "add-content": {"AsByteStream": (6, 0)},
    "convertfrom-json": {"AsHashtable": (6, 0), "Depth": (6, 2), "NoEnumerate": (7, 0), "DateKind": (7, 5)},
    "convertto-json": {"AsArray": (6, 1), "EnumsAsStrings": (6, 0), "EscapeHandling": (6, 2)},
    "convertto-csv": {"QuoteFields": (7, 0), "UseQuotes": (7, 0), "IncludeTypeInformation": (6, 0), "NoHeader": (7, 4)},
    "export-csv": {"QuoteFields": (7, 0), "UseQuotes": (7, 0), "IncludeTypeInformation": (6, 0), "NoHeader": (7, 4)},
    "get-date": {"UnixTimeSeconds": (7, 1), "AsUTC": (7, 1)},
    "get-error": {},
    "get-random": {"Shuffle": (7, 1)},
    "group-object": {},
    "measure-object": {"AllStats": (6, 0), "StandardDeviation": (6, 0)},
    "new-guid": {"Empty": (7, 5), "InputObject": (7, 5)},
    "out-string": {"NoNewline": (6, 0)},
    "select-object": {"CaseInsensitive": (7, 3)},
    "get-unique": {"CaseInsensitive": (7, 3)},
    "select-string": {"Culture": (7, 0), "NoEmphasis": (7, 0), "Raw": (7, 0)},
    "sort-object": {"Bottom": (6, 0), "Stable": (6, 1), "Top": (6, 0)},
    "start-process": {"Environment": (7, 4)},
    "test-json": {"SchemaFile": (7, 0), "Options": (7, 5), "LiteralPath": (7, 4), "Path": (7, 4)},
    "start-sleep": {"Duration": (7, 3)},
    "tee-object": {"Encoding": (7, 2)},
    "get-verb": {"Group": (6, 0)},
    "get-culture": {"Name": (6, 2), "NoUserOverrides": (6, 2), "ListAvailable": (6, 2)},
    "set-service": {"SecurityDescriptorSddl": (7, 0)},
    "get-command": {"FuzzyMinimumDistance": (7, 4), "UseFuzzyMatching": (7, 0)},
    "import-module": {"SkipEditionCheck": (6, 1), "UseWindowsPowerShell": (7, 0)},
    "get-module": {"SkipEditionCheck": (6, 1), "PSEdition": (5, 1)},
    "invoke-webrequest": {"AllowInsecureRedirect": (7, 4), "HttpVersion": (7, 3), "MaximumRetryCount": (6, 1), "RetryIntervalSec": (6, 1)},
    "invoke-restmethod": {"AllowInsecureRedirect": (7, 4), "HttpVersion": (7, 3), "MaximumRetryCount": (6, 1), "RetryIntervalSec": (6, 1)},
    "stop-computer": {},
}
_WEB_SINCE_6 = (
    *("AllowUnencryptedAuthentication", "Authentication", "CustomMethod", "Form", "NoProxy", "PreserveAuthorizationOnRedirect", "Resume"),
    *("SkipCertificateCheck", "SkipHeaderValidation", "SslProtocol", "Token"),
)
for _name in ("invoke-webrequest", "invoke-restmethod"):
    PARAMETERS[_name] |= dict.fromkeys(_WEB_SINCE_6, (6, 0)) | {"SkipHttpErrorCheck": (7, 0)}
PARAMETERS["invoke-restmethod"] |= {
    **dict.fromkeys(("FollowRelLink", "MaximumFollowRelLink", "ResponseHeadersVariable"), (6, 0)),
    "StatusCodeVariable": (7, 0),
}


def version_of(text: str) -> Version:
    """Major and minor number."""
    major, _, rest = text.partition(".")
    return int(major), int(rest.partition(".")[0] or 0)


def strictly(runspace: Any) -> Any:
    """For a runspace that is to be strict: which of a module's commands it knows, and in which form."""
    version, windows = version_of(str(runspace.version)), bool(runspace.is_windows)

    def select(told: Any, offers: dict[str, tuple[str, Any]]) -> dict[str, tuple[str, Any]]:
        return _selected(told.name, version, windows, tuple(offers.items()))

    return select


@functools.cache
def _selected(module: str, version: Version, windows: bool, offers: tuple[tuple[str, tuple[str, Any]], ...]) -> dict[str, tuple[str, Any]]:
    if module in WINDOWS_MODULES and not windows:
        return {}
    found = {}
    for key, (name, place) in offers:
        since = COMMANDS.get(key, (0, 0)) if windows else max(COMMANDS.get(key, (0, 0)), NOT_ON_UNIX.get(key, (0, 0)))
        if since > version:
            continue
        newer = frozenset(one for one, at in PARAMETERS.get(key, {}).items() if at > version)
        found[key] = (name, functools.partial(_without, place, newer) if newer else place)
    return found


@functools.cache
def _without(place: Any, hidden: frozenset[str]) -> Any:
    """A command's class without some of its parameters, which keep their defaults, and without the sets that need one of them."""
    if isinstance(place, str):
        module, _, name = place.partition(":")
        place = getattr(import_module(module), name)
    gone = {use.name for one in place.PARAMETERS.values() if one.name in hidden for use in one.uses if use.mandatory}
    kept = {}
    for attribute, one in place.PARAMETERS.items():
        uses = tuple(use for use in one.uses if use.name not in gone)
        if one.name not in hidden and uses:
            kept[attribute] = one if uses == one.uses else replace(one, uses=uses)
    return variant(place, kept)
