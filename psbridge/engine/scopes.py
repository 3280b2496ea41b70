"""Scopes and variables: who sees which name.

Decides look-up, creation and protection of variables.  A scope keeps plain values under lower-case names; a name that has a type,
attributes, options or a description holds a `Variable` instead, and every writer looks for one before it overwrites.  Knows nothing of
running code: what converts or validates a new value is handed in as `Variable.transforms`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from psbridge.errors import PsBridgeError
from psbridge.objects import NetType


class _Unset:
    """The answer of look-ups that found nothing (None is a value)."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()

# ScopedItemOptions
NONE, READ_ONLY, CONSTANT, PRIVATE, ALL_SCOPE, UNSPECIFIED = 0, 1, 2, 4, 8, 16


def is_protected(options: int, force: bool) -> bool:
    """Whether what has these options (a variable, an alias) may be neither changed nor removed: constants never, the rest by force."""
    return bool(options & CONSTANT or (options & READ_ONLY and not force))


class Variable:
    """A variable that is more than its value.

    ``transforms`` are called in order with (context, value) on every assignment and give the value to keep (conversion, validation);
    ``getter``/``setter`` make a computed variable such as $? or $PWD.
    """

    __slots__ = ("attributes", "description", "getter", "module", "name", "options", "setter", "transforms", "type", "value", "visibility")

    def __init__(
        self,
        name: str,
        value: Any = None,
        options: int = NONE,
        *,
        description: str = "",
        type: NetType | None = None,  # noqa: A002 - named as the attribute
        attributes: tuple[Any, ...] = (),
        transforms: tuple[Callable[[Any, Any], Any], ...] = (),
        getter: Callable[[], Any] | None = None,
        setter: Callable[[Any], None] | None = None,
    ) -> None:
        self.name, self.value, self.options, self.description = name, value, options, description
        self.type, self.attributes, self.transforms = type, attributes, transforms
        self.getter, self.setter = getter, setter
        self.visibility = 0  # SessionStateEntryVisibility: Public
        self.module: Any = None

    def get(self) -> Any:
        return self.value if self.getter is None else self.getter()

    def set(self, context: Any, value: Any, force: bool = False) -> None:
        """Assign: refuse protected variables, run the transforms."""
        if is_protected(self.options, force):
            raise VariableProtected(self.name)
        for transform in self.transforms:
            value = transform(context, value)
        if self.setter is not None:
            self.setter(value)
        else:
            self.value = value

    def __repr__(self) -> str:
        return f"Variable({self.name!r}, {self.value!r}, options={self.options})"


class VariableProtected(PsBridgeError):
    """An assignment to a read-only or constant variable."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Cannot overwrite variable {name} because it is read-only or constant.")
        self.name = name


def _is_private(info: Any) -> bool:
    """Whether only the scope that a function or an alias stands in sees it."""
    return bool(int(getattr(info, "options", 0)) & PRIVATE)


class Scope:
    """One level of the scope chain.

    ``kind``: "global", "module", "script" or "local".  ``script`` is the scope that ``$script:`` names from here.  ``functions`` (name ->
    FunctionInfo) and ``aliases`` (name -> AliasInfo) belong to the command layer, ``types`` to class definitions; all keys are lower case.
    ``strict`` is what Set-StrictMode set here: None (ask the parent), 0 (off), 1, 2 or 3.
    """

    __slots__ = (
        *("added", "aliases", "drives", "functions", "kind", "module", "parent", "script", "spelling", "strict", "types", "variables"),
    )

    def __init__(self, parent: Scope | None = None, kind: str = "local", module: Any = None) -> None:
        self.parent = parent
        self.kind = kind
        self.module: Any = module if module is not None or parent is None else parent.module
        self.script: Scope = self if kind != "local" or parent is None else parent.script
        self.variables: dict[str, Any] = {}
        self.spelling: dict[str, str] | None = None  # lower -> as first written, where that differs
        self.functions: dict[str, Any] | None = None
        self.aliases: dict[str, Any] | None = None
        self.types: dict[str, NetType] | None = None
        self.added: dict[str, NetType] | None = None  # of a global scope: what Add-Type made in the process
        self.drives: dict[str, Any] | None = None
        self.strict: int | None = None

    # -- variables

    def lookup(self, key: str) -> Any:
        """What stands under a lower-case name here or in an outer scope: a value, a Variable, or UNSET."""
        found = self.variables.get(key, UNSET)
        if found is not UNSET:
            return found
        scope = self.parent
        while scope is not None:
            found = scope.variables.get(key, UNSET)
            if found is not UNSET and not (found.__class__ is Variable and found.options & PRIVATE):
                return found
            scope = scope.parent
        return UNSET

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a variable by its unqualified name, as `$name` reads it."""
        found = self.lookup(name.lower())
        if found.__class__ is Variable:
            return found.get()
        return default if found is UNSET else found

    def own(self, name: str) -> Any:
        """The value, Variable or UNSET that this very scope holds."""
        return self.variables.get(name.lower(), UNSET)

    def set(self, name: str, value: Any, context: Any = None, force: bool = False) -> None:
        """Assign in this scope, as `$name = value` does."""
        key = name.lower()
        old = self.variables.get(key, UNSET)
        if old.__class__ is Variable:
            old.set(context, value, force)
        elif old is UNSET:
            self.create(key, name, value, context, force)
        else:
            self.variables[key] = value

    def create(self, key: str, name: str, value: Any, context: Any = None, force: bool = False) -> None:
        """First assignment of a name in this scope; a variable for all scopes is assigned where it lives."""
        everywhere = self.all_scope(key)
        if everywhere is not None:
            everywhere.set(context, value, force)
            return
        self.variables[key] = value
        if name != key:
            self.spell(key, name)

    def spell(self, key: str, name: str) -> None:
        """Remember how a name was written."""
        if self.spelling is None:
            self.spelling = {}
        self.spelling[key] = name

    def put(self, variable: Variable) -> Variable:
        """Define a Variable in this scope, whatever was there."""
        key = variable.name.lower()
        self.variables[key] = variable
        return variable

    def variable(self, name: str) -> Variable | None:
        """The Variable object of this scope under a name; a plain value is promoted to one. None when there is nothing."""
        key = name.lower()
        found = self.variables.get(key, UNSET)
        if found is UNSET:
            return None
        if found.__class__ is not Variable:
            found = self.variables[key] = Variable(self.name_of(key), found)
        made: Variable = found
        return made

    def find_variable(self, name: str) -> tuple[Scope, Variable] | None:
        """Where a visible variable lives, and it as an object (Get-Variable, Set-Variable, [ref])."""
        key = name.lower()
        scope: Scope | None = self
        while scope is not None:
            found = scope.variables.get(key, UNSET)
            hidden = scope is not self and found.__class__ is Variable and found.options & PRIVATE
            if found is not UNSET and not hidden:
                made = scope.variable(name)
                assert made is not None
                return scope, made
            scope = scope.parent
        return None

    def remove(self, name: str) -> bool:
        """Take a variable of this scope away; False when there is none."""
        key = name.lower()
        if self.spelling is not None:
            self.spelling.pop(key, None)
        return self.variables.pop(key, UNSET) is not UNSET

    def name_of(self, key: str) -> str:
        """How the name of a variable of this scope is written."""
        found = self.variables.get(key)
        if found.__class__ is Variable:
            return str(found.name)
        return key if self.spelling is None else self.spelling.get(key, key)

    def visible(self) -> Iterator[tuple[str, Scope]]:
        """Lower-case names of all visible variables with the scope that each lives in, inner scopes first."""
        seen: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            for key, value in list(scope.variables.items()):
                hidden = scope is not self and value.__class__ is Variable and value.options & PRIVATE
                if key not in seen and not hidden:
                    seen.add(key)
                    yield key, scope
            scope = scope.parent

    def all_scope(self, key: str) -> Variable | None:
        scope = self.parent
        while scope is not None:
            found = scope.variables.get(key)
            if found.__class__ is Variable and found.options & ALL_SCOPE:
                return found
            scope = scope.parent
        return None

    # -- the chain

    @property
    def top(self) -> Scope:
        """The global scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def chain(self) -> Iterator[Scope]:
        """This scope and the outer ones."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def numbered(self, which: str | int) -> Scope | None:
        """The scope of a -Scope argument: a number (0 is this one), Global, Script, Local or Private; None: no such scope."""
        text = str(which).lower()
        named = {"global": lambda: self.top, "script": lambda: self.script, "local": lambda: self, "private": lambda: self}
        if text in named:
            return named[text]()
        steps = int(text)
        for scope in self.chain():
            if steps == 0:
                return scope
            steps -= 1
        return None

    def find_type(self, key: str) -> NetType | None:
        """A class or enum of the script that is visible from here."""
        scope: Scope | None = self
        while scope is not None:
            if scope.types is not None and key in scope.types:
                return scope.types[key]
            if scope.parent is None:
                return scope.added.get(key) if scope.added is not None else None
            scope = scope.parent
        return None

    def add_type(self, name: str, net: NetType) -> None:
        if self.types is None:
            self.types = {}
        self.types[name.lower()] = net

    def find_function(self, key: str) -> Any:
        """The function that a lower-case name means here, or None."""
        scope: Scope | None = self
        while scope is not None:
            if scope.functions is not None:
                found = scope.functions.get(key)
                if found is not None and (scope is self or not _is_private(found)):
                    return found
            scope = scope.parent
        return None

    def add_function(self, key: str, function: Any) -> None:
        if self.functions is None:
            self.functions = {}
        self.functions[key] = function

    def find_alias(self, key: str) -> Any:
        """The alias that a lower-case name means here, or None."""
        scope: Scope | None = self
        while scope is not None:
            if scope.aliases is not None:
                found = scope.aliases.get(key)
                if found is not None and (scope is self or not _is_private(found)):
                    return found
            scope = scope.parent
        return None

    def add_alias(self, key: str, alias: Any) -> None:
        if self.aliases is None:
            self.aliases = {}
        self.aliases[key] = alias

    @property
    def strict_mode(self) -> int:
        """The strict mode that counts here: 0 when none was set."""
        for scope in self.chain():
            if scope.strict is not None:
                return scope.strict
        return 0
