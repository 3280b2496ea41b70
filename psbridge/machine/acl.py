"""Access control lists: what adding, setting and removing an entry makes of a list, and what a child inherits from one.

Decides as .NET and Windows do: denials stand before permissions and both before what is inherited, entries of one account with the same
flags share their rights, entries with the same rights share where they reach. Lists are tuples, entries do not change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

OBJECT, CONTAINER, NO_PROPAGATE, INHERIT_ONLY, INHERITED = 1, 2, 4, 8, 16
_HANDED_DOWN = OBJECT | CONTAINER | NO_PROPAGATE | INHERIT_ONLY
ALL_RIGHTS = 0xFFFFFFFF
_OWNER, _GROUP = "S-1-3-0", "S-1-3-1"
GENERIC_ALL, GENERIC_EXECUTE, GENERIC_WRITE, GENERIC_READ = 0x10000000, 0x20000000, 0x40000000, 0x80000000
_GENERIC = GENERIC_ALL | GENERIC_EXECUTE | GENERIC_WRITE | GENERIC_READ
FILE_RIGHTS = {GENERIC_ALL: 0x1F01FF, GENERIC_EXECUTE: 0x1200A0, GENERIC_WRITE: 0x120116, GENERIC_READ: 0x120089}
KEY_RIGHTS = {GENERIC_ALL: 0xF003F, GENERIC_EXECUTE: 0x20019, GENERIC_WRITE: 0x20006, GENERIC_READ: 0x20019}


@dataclass(frozen=True, slots=True)
class Ace:
    """An entry: an account (its SID), rights, and flags that say where they reach."""

    allow: bool
    sid: str
    mask: int
    flags: int = 0

    @property
    def inherited(self) -> bool:
        return bool(self.flags & INHERITED)


Acl = tuple[Ace, ...]


@dataclass(frozen=True, slots=True)
class Descriptor:
    """Who owns something, and who may do what with it. `protected`: nothing is inherited; `auto`: what is inherited comes by itself."""

    owner: str | None = None
    group: str | None = None
    aces: Acl = ()
    protected: bool = False
    auto: bool = False


# -- where an entry reaches: the thing itself, folders and files in it, folders and files below those

_SELF, _FOLDER, _FILE, _DEEP_FOLDER, _DEEP_FILE = 1, 2, 4, 8, 16


def _reach(flags: int) -> int:
    here = 0 if flags & INHERIT_ONLY else _SELF
    folders = (_FOLDER if flags & NO_PROPAGATE else _FOLDER | _DEEP_FOLDER) if flags & CONTAINER else 0
    files = (_FILE if flags & NO_PROPAGATE else _FILE | _DEEP_FILE) if flags & OBJECT else 0
    return here | folders | files


_FLAGS = {_reach(flags): flags for flags in (0, *(flags for flags in range(1, 16) if flags & (OBJECT | CONTAINER)))}


def meaningful(ace: Ace, container: bool) -> Ace | None:
    """The entry without flags that say nothing; None when it is without effect altogether."""
    if not ace.mask:
        return None
    if not container:
        return None if ace.flags & INHERIT_ONLY else replace(ace, flags=ace.flags & ~_HANDED_DOWN)
    if not ace.flags & (OBJECT | CONTAINER):
        return None if ace.flags & INHERIT_ONLY else replace(ace, flags=ace.flags & ~NO_PROPAGATE)
    return ace


# -- order


def _sid_order(sid: str) -> tuple[int, int, tuple[int, ...]]:
    authority, *rest = (int(part) for part in sid.split("-")[2:])
    return authority, len(rest), tuple(rest)


def _order(place: int, ace: Ace) -> tuple[int, int, tuple[int, int, tuple[int, ...]]]:
    """Inherited entries keep their places, the others go by denial and account."""
    return (2, place, (0, 0, ())) if ace.inherited else (int(ace.allow), 0, _sid_order(ace.sid))


def is_canonical(aces: Iterable[Ace]) -> bool:
    stages = [2 if ace.inherited else int(ace.allow) for ace in aces]
    return stages == sorted(stages)


def canonical(aces: Iterable[Ace]) -> Acl:
    """The entries in the order in which Windows wants them; those of one account stay in theirs."""
    return tuple(ace for _, ace in sorted(enumerate(aces), key=lambda pair: _order(*pair)))


def loaded(aces: Iterable[Ace], container: bool) -> Acl:
    """A list as it was read: sorted, and neighbours that say the same of one account in one; a list out of order stays as it is."""
    found = [one for one in (meaningful(ace, container) for ace in aces) if one is not None]
    if not is_canonical(found):
        return tuple(found)
    made: list[Ace] = []
    for ace in canonical(found):
        joined = _merged(made[-1], ace) if made else None
        if joined is None:
            made.append(ace)
        else:
            made[-1] = joined
    return tuple(made)


# -- changes


def _merged(one: Ace, other: Ace) -> Ace | None:
    """Both entries as one; None when one cannot say what both do."""
    if one.inherited or other.inherited or (one.allow, one.sid) != (other.allow, other.sid):
        return None
    if one.flags == other.flags:
        return replace(one, mask=one.mask | other.mask)
    flags = _FLAGS.get(_reach(one.flags) | _reach(other.flags)) if one.mask == other.mask else None
    return None if flags is None else replace(one, flags=flags)


def _concerns(ace: Ace, given: Ace) -> bool:
    return not ace.inherited and (ace.allow, ace.sid) == (given.allow, given.sid)


def add(aces: Acl, given: Ace, container: bool) -> Acl:
    """The list with an entry more, or with an entry that takes it in."""
    wanted = meaningful(given, container)
    if wanted is None:
        return aces
    for i, ace in enumerate(aces):
        joined = _merged(ace, wanted)
        if joined is not None:
            return (*aces[:i], joined, *aces[i + 1 :])
    return canonical((*aces, wanted))


def put(aces: Acl, given: Ace, container: bool) -> Acl:
    """The list with this entry in the place of all of its account and kind."""
    wanted = meaningful(given, container)
    if wanted is None:
        return aces
    return canonical((*(ace for ace in aces if not _concerns(ace, wanted)), wanted))


def remove(aces: Acl, given: Ace) -> Acl | None:
    """The list without the rights of an entry where it reaches; None when what would be left cannot be said by entries."""
    made: list[Ace] = []
    for ace in aces:
        shared = _reach(ace.flags) & _reach(given.flags)
        if not _concerns(ace, given) or not ace.mask & given.mask or not shared:
            made.append(ace)
            continue
        rest = _reach(ace.flags) & ~shared
        if rest and rest not in _FLAGS:
            return None
        made += [replace(ace, mask=ace.mask & ~given.mask)] if ace.mask & ~given.mask else []
        made += [replace(ace, mask=ace.mask & given.mask, flags=_FLAGS[rest])] if rest else []
    return canonical(made)


def remove_same(aces: Acl, given: Ace) -> Acl:
    """The list without the entries that are exactly this one."""
    return tuple(ace for ace in aces if not (_concerns(ace, given) and (ace.mask, ace.flags) == (given.mask, given.flags)))


def purge(aces: Acl, sid: str) -> Acl:
    """The list without any entry that is an account's own."""
    return tuple(ace for ace in aces if ace.inherited or ace.sid != sid)


# -- inheritance


def inherited_from(parent: Descriptor, owner: str | None, group: str | None, container: bool, generic: dict[int, int]) -> Acl:
    """What something in a container has of it; who made it gets nothing for that which they have anyway.

    `generic`: which rights of its kind the generic rights stand for.
    """
    creators = {_OWNER: owner, _GROUP: group}
    pairs = [(ace, one) for ace in parent.aces for one in _handed_down(ace, container, creators, generic)]
    others = [one for ace, one in pairs if ace.sid == one.sid]
    return tuple(one for ace, one in pairs if ace.sid == one.sid or not any(_covers(other, one) for other in others))


def _covers(one: Ace, other: Ace) -> bool:
    same = (one.allow, one.sid) == (other.allow, other.sid)
    return same and not other.mask & ~one.mask and not _reach(other.flags) & ~_reach(one.flags)


def _handed_down(ace: Ace, container: bool, creators: dict[str, str | None], generic: dict[int, int]) -> list[Ace]:
    applies = bool(ace.flags & (CONTAINER if container else OBJECT))
    goes_on = container and not ace.flags & NO_PROPAGATE and bool(ace.flags & (OBJECT | CONTAINER))
    further = ace.flags & (OBJECT | CONTAINER) if goes_on else 0
    if not applies:
        return [replace(ace, flags=further | INHERIT_ONLY | INHERITED)] if further else []
    here = replace(ace, sid=creators.get(ace.sid) or ace.sid, mask=mapped(ace.mask, generic), flags=further | INHERITED)
    if (here.sid, here.mask) == (ace.sid, ace.mask):
        return [here]
    later = [replace(ace, flags=further | INHERIT_ONLY | INHERITED)] if further else []
    return [replace(here, flags=INHERITED), *later]


def mapped(mask: int, generic: dict[int, int]) -> int:
    """Rights with the generic ones as those that they stand for."""
    for bit, rights in generic.items():
        if mask & bit:
            mask |= rights
    return mask & ~_GENERIC
