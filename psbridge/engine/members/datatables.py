"""System.Data: DataSet, DataTable, their columns and rows, in memory.

Decides that a row shows its columns as properties, that a value is converted to its column's type or refused, that what is not there is
DBNull, and that a table in a pipeline stands for its rows.
"""

from __future__ import annotations

from typing import Any

from psbridge.engine.members.arguments import bad_argument
from psbridge.engine.members.datacolumns import ASSEMBLY, BASE, COMPONENT, COUNT, Collection, D, DataColumn, DataColumnCollection
from psbridge.engine.members.datafilters import filtered, sorted_rows
from psbridge.engine.members.table import IndexedProperty
from psbridge.jobs.declaring import methods, properties
from psbridge.objects import NetError, NetObject, define, define_enum, find_type, unwrap
from psbridge.objects.access import register_adapter
from psbridge.objects.adapted import Method, Property, declare
from psbridge.objects.containers import TypedArray
from psbridge.objects.convert import equals, register_enumerable
from psbridge.objects.dbnull import DB_NULL
from psbridge.objects.scalars import AutomationNull

_OBJECT = find_type("System.Object")
DataRowState: Any = define_enum(D + "DataRowState", "Detached=1 Unchanged=2 Added=4 Deleted=8 Modified=16", flags=True, assembly=ASSEMBLY)


class DataRow(NetObject):
    """A row: the values of its columns, as properties and by index."""

    __slots__ = ("cells", "error", "state", "table")
    net_type = define(D + "DataRow", assembly=ASSEMBLY)
    PROPERTIES = properties(
        f"""
        string RowError {{get;set;}} -> error
        {D}DataRowState RowState {{get;}} -> state
        {D}DataTable Table {{get;}} -> table
        System.Object[] ItemArray {{get;set;}} -> item_array
        bool HasErrors {{get;}} -> has_errors
        """
    )
    METHODS = methods(
        f"""
        bool IsNull(int columnIndex); bool IsNull(string columnName); bool IsNull({D}DataColumn column) -> is_null
        void Delete() -> delete
        void AcceptChanges() -> accept
        void BeginEdit() -> nothing
        void EndEdit() -> nothing
        void ClearErrors() -> clear_errors
        """
    )

    def __init__(self, table: DataTable) -> None:
        super().__init__()
        self.table = table
        self.state = DataRowState.parse("Detached")
        self.error = ""
        self.cells = [table.next_number(one) if one.auto else one.default for one in table.columns]

    @property
    def has_errors(self) -> bool:
        return bool(self.error)

    @property
    def item_array(self) -> TypedArray:
        return TypedArray(_OBJECT, list(self.cells))

    @item_array.setter
    def item_array(self, values: Any) -> None:
        self.fill(list(values))

    def fill(self, values: list[Any]) -> None:
        if len(values) > len(self.cells):
            raise bad_argument("Input array is longer than the number of columns in this table.", None)
        for i, value in enumerate(values):
            column = self.table.columns.parts[i]
            if not (column.auto and unwrap(value) is None):
                self.cells[i] = column.fitting(value)

    def _at(self, key: Any) -> int:
        bare = unwrap(key)
        columns = self.table.columns
        at = columns.index_of(bare) if isinstance(bare, str | DataColumn) else int(bare)
        if isinstance(bare, str | DataColumn) and at < 0:
            text = f"Column '{bare}' does not belong to table {self.table.name}."
            raise NetError.of("System.ArgumentException", text)
        columns.at(at)
        return at

    def item(self, key: Any) -> Any:
        return self.cells[self._at(key)]

    def set_item(self, key: Any, value: Any) -> None:
        at = self._at(key)
        column = self.table.columns.parts[at]
        if column.read_only:
            raise NetError.of(D + "ReadOnlyException", f"Column '{column.name}' is read only.")
        self.cells[at] = column.fitting(value)
        if self.state == DataRowState.parse("Unchanged"):
            self.state = DataRowState.parse("Modified")

    def is_null(self, key: Any) -> bool:
        return self.item(key) is DB_NULL

    def delete(self) -> None:
        if self in self.table.rows.parts:
            self.table.rows.parts.remove(self)
        self.state = DataRowState.parse("Detached")

    def accept(self) -> None:
        self.state = DataRowState.parse("Unchanged")

    def clear_errors(self) -> None:
        self.error = ""

    def nothing(self) -> None:
        """Edits count at once."""


class DataRowCollection(Collection):
    """The rows of a table."""

    __slots__ = ()
    what = "There is no row at position"
    net_type = define(D + "DataRowCollection", BASE, assembly=ASSEMBLY)
    PROPERTIES = COUNT
    METHODS = methods(
        f"""
        {D}DataRow Add(Params System.Object[] values); void Add({D}DataRow row) -> add
        void Clear() -> clear
        bool Contains(System.Object key) -> contains
        {D}DataRow Find(System.Object key) -> find
        int IndexOf({D}DataRow row) -> index_of
        void InsertAt({D}DataRow row, int pos) -> insert
        void Remove({D}DataRow row) -> drop
        void RemoveAt(int index) -> remove_at
        """
    )

    def add(self, *values: Any) -> Any:
        first = unwrap(values[0]) if len(values) == 1 else None
        if isinstance(first, DataRow):
            self.insert(first, len(self.parts))
            return AutomationNull
        given = list(first) if isinstance(first, list) else list(values)
        made = DataRow(self.owner)
        made.fill(given)
        self.insert(made, len(self.parts))
        return made

    def insert(self, row: DataRow, at: int) -> None:
        if row.state != DataRowState.parse("Detached"):
            raise bad_argument("This row already belongs to this table.", None)
        if row.table is not self.owner:
            raise bad_argument("This row already belongs to another table.", None)
        self._check(row)
        row.state = DataRowState.parse("Added")
        self.parts.insert(at, row)

    def _check(self, row: DataRow) -> None:
        for i, column in enumerate(self.owner.columns):
            if not column.allow_null and row.cells[i] is DB_NULL:
                raise NetError.of(D + "NoNullAllowedException", f"Column '{column.name}' does not allow nulls.")
            if column.unique and any(one.cells[i] == row.cells[i] for one in self.parts):
                text = f"Column '{column.name}' is constrained to be unique.  Value '{row.cells[i]}' is already present."
                raise NetError.of(D + "ConstraintException", text)

    def clear(self) -> None:
        self.parts.clear()

    def find(self, key: Any) -> DataRow | None:
        keys = list(self.owner.primary_key)
        if not keys:
            raise NetError.of(D + "MissingPrimaryKeyException", "Table doesn't have a primary key.")
        wanted = unwrap(key)
        given = list(wanted) if isinstance(wanted, list) else [wanted]
        parts = [(one, one.fitting(part)) for one, part in zip(keys, given, strict=True)]
        same = not self.owner.case_sensitive
        return next((row for row in self.parts if all(equals(row.item(one), part, same) for one, part in parts)), None)

    def contains(self, key: Any) -> bool:
        return self.find(key) is not None

    def drop(self, row: Any) -> None:
        bare = unwrap(row)
        if bare not in self.parts:
            raise NetError.of("System.IndexOutOfRangeException", "The given DataRow is not in the current DataRowCollection.")
        bare.delete()


class DataTable(NetObject):
    """Columns and rows."""

    __slots__ = ("case_sensitive", "columns", "counters", "data_set", "name", "primary_key", "rows", "view")
    net_type = define(D + "DataTable", COMPONENT, assembly=ASSEMBLY)
    PROPERTIES = properties(
        f"""
        bool CaseSensitive {{get;set;}} -> case_sensitive
        {D}DataColumnCollection Columns {{get;}} -> columns
        {D}DataSet DataSet {{get;}} -> data_set
        {D}DataView DefaultView {{get;}} -> default_view
        bool HasErrors {{get;}} -> has_errors
        {D}DataColumn[] PrimaryKey {{get;set;}} -> keys
        {D}DataRowCollection Rows {{get;}} -> rows
        string TableName {{get;set;}} -> name
        """
    )
    METHODS = methods(
        f"""
        {D}DataRow NewRow() -> new_row
        void Clear() -> clear
        {D}DataTable Clone() -> clone
        {D}DataTable Copy() -> copied
        {D}DataRow[] Select(); {D}DataRow[] Select(string filterExpression); {D}DataRow[] Select(string filterExpression, string sort) -> select
        System.Object Compute(string expression, string filter) -> compute
        void ImportRow({D}DataRow row) -> import_row
        void Merge({D}DataTable table) -> merge
        void AcceptChanges() -> accept
        void Dispose() -> accept
        """
    )

    def __init__(self, name: Any = "", *_: Any) -> None:
        super().__init__()
        self.name = str(name or "")
        self.case_sensitive = False
        self.columns, self.rows = DataColumnCollection(self), DataRowCollection(self)
        self.data_set: DataSet | None = None
        self.primary_key: list[DataColumn] = []
        self.counters: dict[DataColumn, int] = {}
        self.view: DataView | None = None

    @property
    def keys(self) -> TypedArray:
        return TypedArray(DataColumn.net_type, self.primary_key)

    @keys.setter
    def keys(self, value: Any) -> None:
        bare = unwrap(value)
        self.primary_key = [] if bare is None else [unwrap(one) for one in (bare if isinstance(bare, list) else [bare])]
        for one in self.primary_key:
            one.allow_null = False
            one.unique = one.unique or len(self.primary_key) == 1

    @property
    def has_errors(self) -> bool:
        return any(row.error for row in self.rows)

    @property
    def default_view(self) -> DataView:
        if self.view is None:
            self.view = DataView(self)
        return self.view

    def next_number(self, column: DataColumn) -> Any:
        number = self.counters.get(column, column.seed)
        self.counters[column] = number + column.step
        return column.fitting(number)

    def new_row(self) -> DataRow:
        return DataRow(self)

    def clear(self) -> None:
        self.rows.clear()

    def clone(self) -> DataTable:
        made = DataTable(self.name)
        for one in self.columns:
            column = made.columns.add(one.name, one.net)
            column.default, column.allow_null, column.auto = one.default, one.allow_null, one.auto
            column.seed, column.step, column.unique, column.caption = one.seed, one.step, one.unique, one.caption
        return made

    def copied(self) -> DataTable:
        made = self.clone()
        made.merge(self)
        return made

    def merge(self, other: Any) -> None:
        for row in unwrap(other).rows:
            self.import_row(row)

    def import_row(self, row: Any) -> None:
        bare = unwrap(row)
        made = DataRow(self)
        made.fill([bare.item(one.name) if bare.table.columns.contains(one.name) else None for one in self.columns])
        made.state = bare.state
        self.rows.parts.append(made)

    def select(self, text: Any = None, sort: Any = None) -> TypedArray:
        return TypedArray(DataRow.net_type, sorted_rows(filtered(self, text), sort))

    def compute(self, expression: str, text: Any = None) -> Any:
        from psbridge.engine.members.datafilters import aggregate

        return aggregate(filtered(self, text), expression, DB_NULL)

    def accept(self) -> None:
        for row in self.rows:
            row.accept()

    def __str__(self) -> str:
        return self.name


class DataView(NetObject):
    """Rows of a table, filtered and sorted."""

    __slots__ = ("row_filter", "sort", "table")
    net_type = define(D + "DataView", COMPONENT, assembly=ASSEMBLY)
    PROPERTIES = properties(
        f"""
        int Count {{get;}} -> count
        string RowFilter {{get;set;}} -> row_filter
        string Sort {{get;set;}} -> sort
        {D}DataTable Table {{get;set;}} -> table
        """
    )
    METHODS = methods(
        f"""
        {D}DataTable ToTable(); {D}DataTable ToTable(bool distinct, Params string[] columnNames) -> to_table
        """
    )

    def __init__(self, table: Any = None) -> None:
        super().__init__()
        self.table = unwrap(table)
        self.row_filter = self.sort = ""

    def rows(self) -> list[DataRow]:
        return sorted_rows(filtered(self.table, self.row_filter), self.sort)

    @property
    def count(self) -> int:
        return len(self.rows())

    def at(self, index: int) -> DataRow:
        return self.rows()[index]

    def to_table(self, distinct: Any = False, *names: Any) -> DataTable:
        chosen = [str(one) for name in names for one in (name if isinstance(name, list) else [name])] or [c.name for c in self.table.columns]
        made = DataTable(self.table.name)
        for name in chosen:
            made.columns.add(name, self.table.columns.named(name).net)
        seen: list[list[Any]] = []
        for row in self.rows():
            values = [row.item(name) for name in chosen]
            if not distinct or values not in seen:
                seen.append(values)
                made.rows.add(*values)
        return made


class DataTableCollection(Collection):
    """The tables of a set."""

    __slots__ = ()
    what = "Cannot find table"
    net_type = define(D + "DataTableCollection", BASE, assembly=ASSEMBLY)
    PROPERTIES = COUNT
    METHODS = methods(
        f"""
        {D}DataTable Add(); {D}DataTable Add(string name); void Add({D}DataTable table) -> add
        bool Contains(string name) -> contains
        int IndexOf(string tableName); int IndexOf({D}DataTable table) -> index_of
        void Remove(string name); void Remove({D}DataTable table) -> drop
        void RemoveAt(int index) -> remove_at
        void Clear() -> clear
        """
    )

    def add(self, table: Any = None) -> Any:
        bare = unwrap(table)
        made = bare if isinstance(bare, DataTable) else DataTable(bare)
        made.name = made.name or f"Table{len(self.parts) + 1}"
        if self.contains(made.name):
            raise NetError.of(D + "DuplicateNameException", f"A DataTable named '{made.name}' already belongs to this DataSet.")
        made.data_set = self.owner
        self.parts.append(made)
        return AutomationNull if made is bare else made

    def drop(self, table: Any) -> None:
        self.remove_at(self.index_of(table))

    def clear(self) -> None:
        self.parts.clear()


class DataSet(NetObject):
    """Tables."""

    __slots__ = ("name", "tables")
    net_type = define(D + "DataSet", COMPONENT, assembly=ASSEMBLY)
    PROPERTIES = properties(
        f"""
        string DataSetName {{get;set;}} -> name
        {D}DataTableCollection Tables {{get;}} -> tables
        """
    )
    METHODS = methods("void Clear() -> clear\nvoid AcceptChanges() -> accept\nvoid Dispose() -> accept")

    def __init__(self, name: Any = "NewDataSet") -> None:
        super().__init__()
        self.name = str(name)
        self.tables = DataTableCollection(self)

    def clear(self) -> None:
        for table in self.tables:
            table.clear()

    def accept(self) -> None:
        for table in self.tables:
            table.accept()


class _Columns:
    """The columns of a row as its properties; what the type has is there, but not listed."""

    exclusive = True

    def find(self, value: Any, name: str) -> Property | None:
        column = value.table.columns.named(name)
        return None if column is None else _property(column, "System.Object")

    def properties(self, value: Any) -> list[Property]:
        return [_property(one, one.net.full_name) for one in value.table.columns]


def _property(column: DataColumn, kind: str) -> Property:
    """A column of a row; the column itself converts what it is given."""
    return Property(column.name, lambda row: row.item(column), lambda row, value: row.set_item(column, value), kind)


def _by_key(collection: Collection, key: Any) -> Any:
    bare = unwrap(key)
    return collection.named(bare) if isinstance(bare, str) else collection.at(int(bare))


register_adapter(DataRow, _Columns())
for _kind, _walk in ((DataTable, lambda t: iter(t.rows.parts)), (DataView, lambda v: iter(v.rows())), (Collection, lambda c: iter(c.parts))):
    register_enumerable(_kind, _walk)
for _made, _overloads in (
    (DataColumn, "DataColumn() DataColumn(string_columnName) DataColumn(string_columnName,_type_dataType)"),
    (DataTable, "DataTable() DataTable(string_tableName)"),
    (DataSet, "DataSet() DataSet(string_dataSetName)"),
    (DataView, f"DataView() DataView({D}DataTable_table)"),
):
    declare(_made.net_type).constructor = Method("new", _made, tuple(one.replace("_", " ") for one in _overloads.split()))
declare(DataRow.net_type).methods["item"] = IndexedProperty(
    "Item",
    DataRow.item,
    (
        "System.Object Item(int columnIndex) {get;set;}",
        "System.Object Item(string columnName) {get;set;}",
        f"System.Object Item({D}DataColumn column) {{get;set;}}",
    ),
    DataRow.set_item,
)
for _several, _one in ((DataColumnCollection, "DataColumn"), (DataTableCollection, "DataTable")):
    declare(_several.net_type).methods["item"] = IndexedProperty(
        "Item", _by_key, (f"{D}{_one} Item(int index) {{get;}}", f"{D}{_one} Item(string name) {{get;}}")
    )
declare(DataRowCollection.net_type).methods["item"] = IndexedProperty("Item", DataRowCollection.at, (f"{D}DataRow Item(int index) {{get;}}",))
declare(DataView.net_type).methods["item"] = IndexedProperty("Item", DataView.at, (f"{D}DataRow Item(int index) {{get;}}",))
