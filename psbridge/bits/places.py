"""What a source or destination is, by its text: an address, a share, a path; and names that follow from it.  Touches nothing."""

from __future__ import annotations

import hashlib
import re
import uuid
from enum import Enum
from urllib.parse import unquote, urlsplit

from psbridge.bits.codes import BitsError

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+):(?=//)")
_WILD = re.compile(r"[*?\[\]]")


class Kind(Enum):
    HTTP = "http"
    UNC = "unc"
    LOCAL = "local"


def kind_of(text: str) -> Kind:
    """HTTP for http(s) addresses, UNC for shares, LOCAL for paths; BitsError for other schemes (file: is a path)."""
    found = _SCHEME.match(text)
    if found is not None:
        scheme = found[1].lower()
        if scheme in ("http", "https"):
            if not urlsplit(text).hostname:
                raise BitsError("INVALID_URL", where=text)
            return Kind.HTTP
        raise BitsError("UNRECOGNIZED_SCHEME", where=text)
    return Kind.UNC if text.startswith("\\\\") else Kind.LOCAL


def is_wild(text: str) -> bool:
    return _WILD.search(text) is not None


def file_name(text: str) -> str:
    """The last part of an address or a path."""
    if kind_of(text) is Kind.HTTP:
        return unquote(urlsplit(text).path).rpartition("/")[2]
    return re.split(r"[\\/]", text.rstrip("\\/"))[-1]


def split(path: str, separator: str) -> tuple[str, str]:
    """Directory (with its separator) and name."""
    place = max(path.rfind(separator), path.rfind("/"))
    return path[: place + 1], path[place + 1 :]


def temporary_name(job: uuid.UUID, position: int, destination: str, separator: str) -> str:
    """Beside the destination, so that the last step is a rename; the same for the same file of the same job."""
    directory, _ = split(destination, separator)
    digest = hashlib.sha256(f"{job}/{position}".encode()).hexdigest()[:12].upper()
    return f"{directory}BIT{digest}.tmp"


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def bypasses(host: str, rules: tuple[str, ...]) -> bool:
    """Whether a host is reached without proxy: names with *, <local> for names without a dot."""
    name = host.lower()
    for rule in rules:
        text = rule.strip().lower().rpartition("//")[2]
        if text == "<local>":
            if "." not in name:
                return True
        elif re.fullmatch(re.escape(text.partition(":")[0]).replace(r"\*", ".*"), name):
            return True
    return False
