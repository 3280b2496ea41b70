"""What the type names of a script mean: AST or text to NetType, with the script's own classes and `using namespace`.

Decides the order of look-up: classes of the scope, accelerators, full names, names in System, names in the namespaces that are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from psbridge.engine.failures import failure
from psbridge.engine.types.written import lookup_known, type_from_text
from psbridge.language.ast.types import ArrayTypeName, GenericTypeName, ITypeName, TypeName
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType

OwnTypes = Callable[[str], "NetType | None"]
_NO_NAMESPACES: tuple[str, ...] = ()


class TypeNames:
    """The names that one script can use: ``own`` finds its classes and enums, ``namespaces`` are those of `using namespace`."""

    __slots__ = ("namespaces", "own")

    def __init__(self, own: OwnTypes | None = None, namespaces: Iterable[str] = _NO_NAMESPACES) -> None:
        self.own = own
        self.namespaces = tuple(namespaces)

    def lookup(self, name: str, arity: int = 0) -> NetType | None:
        name = name.replace("``", "`")  # as it is written where a backtick stands for another
        if self.own is not None and not arity:
            mine = self.own(name)
            if mine is not None:
                return mine
        found = lookup_known(name, arity)
        if found is not None:
            return found
        for space in self.namespaces:
            found = lookup_known(f"{space}.{name}", arity)
            if found is not None:
                return found
        return None

    def resolve(self, name: ITypeName) -> NetType | None:
        """The type of a name in the AST, None when there is none."""
        if isinstance(name, ArrayTypeName):
            element = self.resolve(name.element_type)
            return None if element is None else element.array(name.rank)
        if isinstance(name, GenericTypeName):
            return self._generic(name)
        assert isinstance(name, TypeName)
        return self.lookup(name.type_name)

    def _generic(self, name: GenericTypeName) -> NetType | None:
        definition = self.lookup(name.type_name.type_name, len(name.generic_arguments))
        arguments = [self.resolve(argument) for argument in name.generic_arguments]
        if definition is None or None in arguments:
            return None
        return definition.close(*(a for a in arguments if a is not None))

    def from_text(self, text: str) -> NetType | None:
        """The type that a text names ([type]'int[]')."""
        if self.own is None and not self.namespaces:
            return type_from_text(text)
        return type_from_text(text, lookup=self.lookup)


PLAIN = TypeNames()


def resolve(ctx: Any, name: ITypeName, names: TypeNames = PLAIN) -> NetType:
    """The type of a name in the AST; TypeNotFound when there is none."""
    found = names.resolve(name)
    if found is None:
        raise not_found(_missing(name, names))
    return found


def _missing(name: ITypeName, names: TypeNames) -> str:
    """The part of a name that nobody knows: of a generic type its own name or an argument, of an array its element."""
    if isinstance(name, ArrayTypeName) and names.resolve(name.element_type) is None:
        return _missing(name.element_type, names)
    if isinstance(name, GenericTypeName):
        if names.lookup(name.type_name.type_name, len(name.generic_arguments)) is None:
            return name.type_name.full_name
        for argument in name.generic_arguments:
            if names.resolve(argument) is None:
                return _missing(argument, names)
    return name.full_name


def resolve_text(ctx: Any, text: str, names: TypeNames = PLAIN) -> NetType:
    """The type that a text names; TypeNotFound when there is none."""
    found = names.from_text(text)
    if found is None:
        raise not_found(text)
    return found


def not_found(name: str) -> NetError:
    """What a script sees of an unknown type; the name is the target, of type TypeName."""
    error = failure(f"Unable to find type [{name}].", "TypeNotFound", target=name)
    info = error.exception.error_record.category_info
    info.target_name, info.target_type = name, "TypeName"
    return error
