"""Group-Object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import Cmdlet, In, cmdlet, parameter
from psbridge.formatting.expressions import default_key_set
from psbridge.modules.utility.argumentkeys import EXACT_EXPRESSION
from psbridge.modules.utility.expressions import Entry, evaluate, parse_entries
from psbridge.modules.utility.ordering import Comparer, Key, order
from psbridge.modules.utility.sorting import culture_of, expression_failure
from psbridge.objects import (
    ArrayList,
    CaseSensitiveHashtable,
    GenericList,
    Hashtable,
    Int64,
    NetObject,
    define,
    find_type,
    type_of,
    unwrap,
)
from psbridge.objects.containers import NetDictionary
from psbridge.objects.convert import dotnet_text, enumerate_value, to_text
from psbridge.objects.convert.collation import sort_key
from psbridge.objects.culture import current_culture

if TYPE_CHECKING:
    from collections.abc import Sequence

_PSOBJECT = find_type("System.Management.Automation.PSObject")
_DUPLICATE = (  # also the error's id
    "The objects grouped by this property cannot be expanded because there is a key duplication. Provide a valid value for the property, "
    "and then try again."
)
_COLLECTION = "System.Collections.ObjectModel.Collection`1"


class GroupInfo(NetObject):
    """Objects with the same values under the grouped properties."""

    __slots__ = ("group", "keys", "name")
    net_type = define("Microsoft.PowerShell.Commands.GroupInfo", assembly="Microsoft.PowerShell.Commands.Utility")
    PROPERTIES = {"Values": "keys", "Count": "count", "Group": "group", "Name": "name"}

    def __init__(self, keys: list[Any], whole: bool = False) -> None:
        """``whole``: the only key is the object itself."""
        super().__init__()
        self.keys = ArrayList(keys)
        self.group = GenericList(_PSOBJECT, (), _COLLECTION)
        if whole:
            self.name = to_text(keys[0], current_culture(), " ")
        else:
            self.name = ", ".join(_name_of(key) for key in keys if key is not None)

    @property
    def count(self) -> int:
        return len(self.group)

    def add(self, value: Any) -> None:
        self.group.append(value)


class GroupInfoNoElement(GroupInfo):
    """A group that only counts."""

    __slots__ = ("_count",)
    net_type = define("Microsoft.PowerShell.Commands.GroupInfoNoElement", "Microsoft.PowerShell.Commands.GroupInfo")

    def __init__(self, keys: list[Any], whole: bool = False) -> None:
        super().__init__(keys, whole)
        self._count = 0

    @property
    def count(self) -> int:
        return self._count

    def add(self, value: Any) -> None:
        self._count += 1


def _name_of(key: Any) -> str:
    """The part of a group's name that a value of a property gives, as ToString has it here and now."""
    if isinstance(key, NetDictionary):
        return "{" + ", ".join(["System.Collections.DictionaryEntry"] * len(key)) + "}"
    items = enumerate_value(key)
    if items is None:
        return dotnet_text(key)
    return "{" + ", ".join(dotnet_text(item) for item in items) + "}"


@cmdlet("Group-Object", default_set="HashTable", aliases=("group",), output=("System.Collections.Hashtable", GroupInfo.net_type.full_name))
class GroupObject(Cmdlet):
    """Groups objects that have the same value for given properties."""

    no_element = parameter("NoElement", "switch")
    as_hash_table = parameter("AsHashTable", "switch", sets=(In("HashTable"),), aliases=("AHT",))
    as_string = parameter("AsString", "switch", sets=(In("HashTable"),))
    input_object = parameter("InputObject", "psobject", pipeline=True)
    property = parameter("Property", "object[]", position=0)
    culture = parameter("Culture", "string")
    case_sensitive = parameter("CaseSensitive", "switch")

    def begin(self) -> None:
        self._entries = parse_entries(self, self.property, (EXACT_EXPRESSION,))
        self._comparer = Comparer(case_sensitive=bool(self.case_sensitive), culture=culture_of(self, self.culture))
        self._groups: list[GroupInfo] = []
        self._by_key: dict[Any, list[GroupInfo]] = {}
        self._known: dict[tuple[tuple[type, Any], ...], GroupInfo] = {}  # by class and value
        self._kinds: list[Any] | None = None
        self._mixed = False

    def process(self) -> None:
        value = self.input_object
        if value is None:
            return
        if self.property is None and not self._groups:
            self._entries = parse_entries(self, default_key_set(value), (EXACT_EXPRESSION,))
        keys = self._keys(value)
        exact = tuple([(key.__class__, key) for key in keys if key.__class__ in _SIMPLE])
        known = len(exact) == len(keys)
        group = self._known.get(exact) if known else None
        if group is None:
            group = self._group_of(keys)
            if known:
                self._known[exact] = group
        group.add(value)

    def _group_of(self, keys: list[Any]) -> GroupInfo:
        """The group of keys that were not there before in just this form; a new one when they are equal to none."""
        if not self._groups:
            self._refuse(keys)
        self._note_kinds(keys)
        group = self._find(keys)
        if group is None:
            group = (GroupInfoNoElement if self.no_element else GroupInfo)(keys, not self._entries)
            self._groups.append(group)
            self._by_key.setdefault(self._bucket(keys), []).append(group)
        return group

    def _keys(self, value: Any) -> list[Any]:
        if not self._entries:
            return [value]
        return [found for entry in self._entries for found in _values(self, entry, value)]

    def _refuse(self, keys: list[Any]) -> None:
        """What cannot be done is said when the first object has come."""
        if self.as_string and not self.as_hash_table:
            text = "The command cannot be run because the AsString parameter requires that you specify the AsHashtable parameter."
            self.fail(self.error("System.ArgumentException", text, "ArgumentException", "InvalidArgument", self.as_string))
        if self.as_hash_table and not self.as_string and len(self.property or ()) > 1:
            text = (
                "The command cannot be run because using the AsHashTable parameter with more than one property requires adding the "
                "AsString parameter."
            )
            self.fail(self.error("System.ArgumentException", text, "ArgumentException", "InvalidArgument", self.property))

    def _note_kinds(self, keys: list[Any]) -> None:
        """Groups are put in order as long as each property has values of one type only."""
        kinds = [None if key is None else type_of(unwrap(key)) for key in keys]
        if self._kinds is None:
            self._kinds = kinds
        elif len(kinds) != len(self._kinds):
            self._mixed = True
        elif not self._mixed:
            for i, (old, new) in enumerate(zip(self._kinds, kinds, strict=True)):
                if old is None:
                    self._kinds[i] = new
                elif new is not None and new is not old:
                    self._mixed = True

    def _bucket(self, keys: list[Any]) -> Any:
        """Groups that may be equal share a bucket: text by its folded form, all else by its text."""
        tailoring = self._comparer.tailoring
        if tailoring is not None:
            return tuple(sort_key(to_text(key), True, tailoring) if key is not None else "" for key in keys)
        return tuple(to_text(key).lower() if key is not None else "" for key in keys)

    def _find(self, keys: list[Any]) -> GroupInfo | None:
        for group in self._by_key.get(self._bucket(keys), ()):
            if len(group.keys) == len(keys) and all(self._comparer.same(a, b) for a, b in zip(group.keys, keys, strict=True)):
                return group
        return None

    def end(self) -> None:
        groups = self._groups
        if not self._mixed:
            width = max((len(group.keys) for group in groups), default=0)
            rows: list[tuple[Sequence[Key], Any]] = [([Key(key) for key in group.keys], group) for group in groups]
            groups = [group for _, group in order(rows, [self._comparer] * width)]
        if self.as_hash_table:
            if groups:
                self._write_table(groups)
            return
        for group in groups:
            self.write(group)

    def _write_table(self, groups: list[GroupInfo]) -> None:
        table = CaseSensitiveHashtable() if self.case_sensitive else Hashtable()
        for group in groups:
            key = group.name if self.as_string else unwrap(group.keys[0]) if len(group.keys) == 1 else ArrayList(group.keys)
            if key is None or key in table:
                self.write_error(self.error("System.Exception", _DUPLICATE, _DUPLICATE, "InvalidArgument"))
                return
            table[key] = group.group
        self.write(table)


_SIMPLE = frozenset((str, int, bool, Int64, type(None)))  # classes whose values are equal when Python says so


def _values(cmd: Cmdlet, entry: Entry, value: Any) -> list[Any]:
    """What an entry gives for an object; what fails is told and counts as missing."""
    values = []
    for one in evaluate(cmd, entry, value):
        if one.failure is not None:
            cmd.write_error(expression_failure(cmd, one.failure, value))
        values.append(None if one.failure is not None else one.value)
    return values or [None]
