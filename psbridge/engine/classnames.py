"""The types that definitions of classes name.

Inside a class PowerShell looks up every type name before anything runs, so that one that nobody knows is a syntax error there. What .NET
has and the tables of this project have not is left to the run: a script may only mention it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, Any

from psbridge.engine.parsefailures import parse_failure
from psbridge.engine.types.names import TypeNames
from psbridge.language.ast import (
    ArrayTypeName,
    AttributeAst,
    GenericTypeName,
    ITypeName,
    ScriptBlockAst,
    TypeConstraintAst,
    TypeDefinitionAst,
    TypeExpressionAst,
    TypeName,
    UsingStatementKind,
)
from psbridge.language.errors import ParseError
from psbridge.language.messages import message
from psbridge.language.visitor import walk

if TYPE_CHECKING:
    from psbridge.engine.compiler.unit import Unit
    from psbridge.engine.context import Context

COMING = "coming_types"  # lower-case full names of types that whoever runs a script makes of its classes, in Runspace.extras
_NET_SPACES = ("system.", "microsoft.", "windows.", "diagnostics.", "componentmodel.", "io.", "net.", "collections.", "threading.", "data.")
# types of the namespace System, and attributes, that the tables have not
_NET_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
    arraysegment attributeusageattribute attributeusage badimageformatexception buffer clscompliantattribute clscompliant
    consolecanceleventargs consolekeyinfo contextboundobject datamisalignedexception dllnotfoundexception
    entrypointnotfoundexception fieldaccessexception flags flagsattribute formattablestring gccollectionmode genericuriparser
    hashcode iasyncdisposable index insufficientexecutionstackexception insufficientmemoryexception invalidtimezoneexception
    iobserver iprogress iserviceprovider lazy loaderoptimization memberaccessexception memory memoryextensions
    methodaccessexception missingfieldexception modulehandle mtathread mtathreadattribute nonserialized nonserializedattribute
    notfinitenumberexception obsolete obsoleteattribute paramarray paramarrayattribute progress range readonlymemory readonlyspan
    resolveeventargs runtimetypehandle serializable serializableattribute span stathread stathreadattribute threadstatic
    threadstaticattribute timezone typeaccessexception typedreference typeunloadedexception uintptr unhandledexceptioneventargs
    uricomponents uriparser weakreference adsi adsisearcher wmi wmiclass wmisearcher credential norunspaceaffinity ordered
        """,
    )
)
_ATTRIBUTE_SPACE = "System.Management.Automation."


def check_names(ctx: Context, unit: Unit, definitions: Iterable[TypeDefinitionAst]) -> None:
    """Raise the syntax errors of definitions that name types which nobody knows."""
    own = unit.own_types | {one.name.lower() for one in definitions}
    errors = list(_unknown(ctx, own, unit.namespaces, definitions))
    if errors:
        raise parse_failure(errors)


def faults(ctx: Context, tree: ScriptBlockAst, file: str | None = None) -> list[ParseError]:
    """The syntax errors of a script that only a session finds: modules and assemblies that are not there, unknown types in classes."""
    from psbridge.engine.compiler.scripts import mentions_types, namespaces_of
    from psbridge.engine.compiler.usings import faults as faults_of_using

    found = list(faults_of_using(ctx, tree.using_statements, file))
    brings_types = any(one.using_statement_kind is UsingStatementKind.Module for one in tree.using_statements)
    if not brings_types and mentions_types(tree.extent.source.text):
        definitions = [node for node in walk(tree) if isinstance(node, TypeDefinitionAst)]
        found += _unknown(ctx, {one.name.lower() for one in definitions}, namespaces_of(tree), definitions)
    return found


def _unknown(ctx: Context, own: Set[str], namespaces: tuple[str, ...], definitions: Iterable[TypeDefinitionAst]) -> Iterator[ParseError]:
    """The types that definitions name and nobody knows; `own`: those that the script defines."""
    own = own | ctx.runspace.extras.get(COMING, frozenset())
    names = TypeNames(lambda text: ctx.scope.find_type(text.lower()), namespaces)
    for definition in definitions:
        for name, arity, is_attribute in _named(definition):
            if name.type_name.lower() not in own and not _is_known(name, arity, is_attribute, names, namespaces):
                error_id = "CustomAttributeTypeNotFound" if is_attribute else "TypeNotFound"
                yield ParseError(name.extent, error_id, message(error_id, name.name))


def _named(definition: TypeDefinitionAst) -> Iterator[tuple[TypeName, int, bool]]:
    for node in walk(definition):
        if isinstance(node, AttributeAst):
            yield from _leaves(node.type_name, True)
        elif isinstance(node, (TypeConstraintAst, TypeExpressionAst)):
            yield from _leaves(node.type_name, False)


def _leaves(name: ITypeName, is_attribute: bool) -> Iterator[tuple[TypeName, int, bool]]:
    """The simple names that a name is made of, each with the number of its type arguments."""
    if isinstance(name, ArrayTypeName):
        yield from _leaves(name.element_type, False)
    elif isinstance(name, GenericTypeName):
        yield name.type_name, len(name.generic_arguments), False
        for argument in name.generic_arguments:
            yield from _leaves(argument, False)
    elif isinstance(name, TypeName):
        yield name, 0, is_attribute


def _is_known(name: TypeName, arity: int, is_attribute: bool, names: TypeNames, namespaces: Any) -> bool:
    text = name.type_name
    key = text.lower()
    if key in _NET_NAMES or key.startswith(_NET_SPACES) or name.assembly_name or "`" in text or "+" in text:
        return True
    if any(space.lower().startswith(_NET_SPACES) or f"{space.lower()}." in _NET_SPACES for space in namespaces):
        return True
    if names.lookup(text, arity) is not None:
        return True
    qualified = _ATTRIBUTE_SPACE + text
    return is_attribute and any(names.lookup(one) is not None for one in (f"{text}Attribute", qualified, f"{qualified}Attribute"))
