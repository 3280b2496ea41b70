"""System.Data: columns of a table, and what the collections of columns, rows and tables have in common.

Decides that a value is converted to its column's type or refused, and that what is not there is DBNull.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from psbridge.engine.members.arguments import bad_argument
from psbridge.jobs.declaring import methods, properties
from psbridge.objects import NetError, NetObject, convert, define, find_type, unwrap
from psbridge.objects.dbnull import DB_NULL
from psbridge.objects.numbers import Int64
from psbridge.objects.scalars import AutomationNull

D = "System.Data."
ASSEMBLY = "System.Data.Common"
COMPONENT = define("System.ComponentModel.MarshalByValueComponent", assembly="System.ComponentModel.TypeConverter")
BASE = define(D + "InternalDataCollectionBase", assembly=ASSEMBLY)
_OBJECT, _STRING = find_type("System.Object"), find_type("System.String")
COUNT = properties("int Count {get;} -> count")


class DataColumn(NetObject):
    """A column: its name, the type of its values, and what a new row holds."""

    __slots__ = ("allow_null", "auto", "caption", "default", "expression", "longest", "name", "net", "read_only", "seed", "step", "table", "unique")
    net_type = define(D + "DataColumn", COMPONENT, assembly=ASSEMBLY)
    PROPERTIES = properties(
        f"""
        bool AllowDBNull {{get;set;}} -> allow_null
        bool AutoIncrement {{get;set;}} -> auto
        long AutoIncrementSeed {{get;set;}} -> seed
        long AutoIncrementStep {{get;set;}} -> step
        string Caption {{get;set;}} -> shown
        string ColumnName {{get;set;}} -> name
        type DataType {{get;set;}} -> net
        System.Object DefaultValue {{get;set;}} -> default
        string Expression {{get;set;}} -> expression
        int MaxLength {{get;set;}} -> longest
        int Ordinal {{get;}} -> ordinal
        bool ReadOnly {{get;set;}} -> read_only
        {D}DataTable Table {{get;}} -> table
        bool Unique {{get;set;}} -> unique
        """
    )

    def __init__(self, name: Any = "", net: Any = None) -> None:
        super().__init__()
        self.name, self.net = str(name or ""), unwrap(net) or _STRING
        self.caption: str | None = None
        self.default: Any = DB_NULL
        self.allow_null, self.auto, self.read_only, self.unique = True, False, False, False
        self.seed, self.step, self.longest, self.expression = Int64(0), Int64(1), -1, ""
        self.table: Any = None

    @property
    def shown(self) -> str:
        return self.name if self.caption is None else self.caption

    @shown.setter
    def shown(self, value: str) -> None:
        self.caption = value

    @property
    def ordinal(self) -> int:
        return -1 if self.table is None else self.table.columns.parts.index(self)

    def fitting(self, value: Any) -> Any:
        """A value as the column stores it."""
        bare = unwrap(value)
        if bare is None or bare is DB_NULL:
            if not self.allow_null:
                raise NetError.of(D + "NoNullAllowedException", f"Column '{self.name}' does not allow nulls.")
            return DB_NULL
        if self.net is _OBJECT:
            return value
        try:
            return convert.convert(bare, self.net)
        except NetError as problem:
            expected = self.net.full_name.removeprefix("System.")
            text = f"Input string was not in a correct format.Couldn't store <{bare}> in {self.name} Column.  Expected type is {expected}."
            raise NetError.of("System.ArgumentException", text) from problem

    def __str__(self) -> str:
        return self.name


class Collection(NetObject):
    """What DataColumnCollection, DataRowCollection and DataTableCollection have in common: a list with a count."""

    __slots__ = ("owner", "parts")
    what: ClassVar[str] = ""

    def __init__(self, owner: Any) -> None:
        super().__init__()
        self.owner = owner
        self.parts: list[Any] = []

    @property
    def count(self) -> int:
        return len(self.parts)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.parts)

    def at(self, index: int) -> Any:
        if not 0 <= index < len(self.parts):
            raise NetError.of("System.IndexOutOfRangeException", f"{self.what} {index}.")
        return self.parts[index]

    def remove_at(self, index: int) -> None:
        self.parts.remove(self.at(index))

    def index_of(self, one: Any) -> int:
        bare = unwrap(one)
        found = self.named(bare) if isinstance(bare, str) else bare
        return self.parts.index(found) if found in self.parts else -1

    def named(self, name: str) -> Any:
        return next((one for one in self.parts if one.name.lower() == name.lower()), None)

    def contains(self, name: str) -> bool:
        return self.named(name) is not None

    def __len__(self) -> int:
        return len(self.parts)

    def __bool__(self) -> bool:
        return True


class DataColumnCollection(Collection):
    """The columns of a table."""

    __slots__ = ()
    what = "Cannot find column"
    net_type = define(D + "DataColumnCollection", BASE, assembly=ASSEMBLY)
    PROPERTIES = COUNT
    METHODS = methods(
        f"""
        {D}DataColumn Add(); {D}DataColumn Add(string columnName); {D}DataColumn Add(string columnName, type type); void Add({D}DataColumn column) -> add
        void AddRange({D}DataColumn[] columns) -> add_range
        bool Contains(string name) -> contains
        int IndexOf(string columnName); int IndexOf({D}DataColumn column) -> index_of
        void Remove(string name); void Remove({D}DataColumn column) -> drop
        void RemoveAt(int index) -> remove_at
        void Clear() -> clear
        """
    )

    def add(self, column: Any = None, net: Any = None) -> Any:
        bare = unwrap(column)
        made = bare if isinstance(bare, DataColumn) else DataColumn(bare, net)
        made.name = made.name or f"Column{len(self.parts) + 1}"
        if self.contains(made.name):
            raise NetError.of(D + "DuplicateNameException", f"A column named '{made.name}' already belongs to this DataTable.")
        made.table = self.owner
        self.parts.append(made)
        for row in self.owner.rows:
            row.cells.append(made.default)
        return AutomationNull if made is bare else made

    def add_range(self, columns: Any) -> None:
        for one in columns:
            self.add(one)

    def drop(self, column: Any) -> None:
        at = self.index_of(column)
        if at < 0:
            name = unwrap(column)
            raise bad_argument(f"Column '{name}' does not belong to table {self.owner.name}.", None)
        self.remove_at(at)

    def remove_at(self, index: int) -> None:
        super().remove_at(index)
        for row in self.owner.rows:
            del row.cells[index]

    def clear(self) -> None:
        self.parts.clear()
        for row in self.owner.rows:
            row.cells.clear()
