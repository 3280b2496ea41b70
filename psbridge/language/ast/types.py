"""Type names as written in a script: [int], [List[string]], [int[,]]. Nothing here knows which types exist."""

from __future__ import annotations

from psbridge.language.ast.base import Ast, node


@node
class ITypeName(Ast):
    """A type name of one of the three forms below."""

    @property
    def full_name(self) -> str:
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The name without assembly."""
        return self.full_name

    @property
    def is_array(self) -> bool:
        return False

    @property
    def is_generic(self) -> bool:
        return False


@node
class TypeName(ITypeName):
    """`int`, `System.Collections.ArrayList`, `Outer+Inner`; `assembly_name` if one was written."""

    type_name: str
    assembly_name: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.type_name},{self.assembly_name}" if self.assembly_name else self.type_name

    @property
    def name(self) -> str:
        return self.type_name


@node
class GenericTypeName(ITypeName):
    """`Dictionary[string, int]`."""

    type_name: TypeName
    generic_arguments: tuple[ITypeName, ...]

    @property
    def full_name(self) -> str:
        arguments = ",".join(argument.full_name for argument in self.generic_arguments)
        suffix = f",{self.type_name.assembly_name}" if self.type_name.assembly_name else ""
        return f"{self.type_name.name}[{arguments}]{suffix}"

    @property
    def is_generic(self) -> bool:
        return True


@node
class ArrayTypeName(ITypeName):
    """`int[]` (rank 1), `int[,]` (rank 2)."""

    element_type: ITypeName
    rank: int = 1

    @property
    def full_name(self) -> str:
        return f"{self.element_type.full_name}[{',' * (self.rank - 1)}]"

    @property
    def is_array(self) -> bool:
        return True
