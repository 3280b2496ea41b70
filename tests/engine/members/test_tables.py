"""Every table can be read: definitions parse, types exist, what the index promises is there."""

from __future__ import annotations

import pytest

from psbridge.engine.invoke.plans import plan_of
from psbridge.engine.members import (
    arguments,
    arrays,
    automation,
    chars,
    collections,
    comparers,
    concurrent,
    consoles,
    converting,
    cryptography,
    defaults,
    dictionaries,
    directories,
    enum_data,
    enumerations,
    enumerators,
    exceptions,
    files,
    filestreams,
    generics,
    identities,
    index,
    interfaces,
    languages,
    linq,
    lists,
    mathematics,
    memberinfo,
    memberreflection,
    network,
    numbers,
    offsets,
    parameterattributes,
    paths,
    reflection,
    regexes,
    results,
    runtime,
    splitting,
    streams,
    strings,
    table,
    texts,
    threads,
    timeparse,
    timers,
    times,
    tuples,
    universal,
    uris,
    xmldom,
    xmls,
    xmlviews,
)
from psbridge.objects.adapted import _DECLARED, Method
from psbridge.objects.nettypes import find_type, lookup_type

MODULES = (
    arguments, arrays, automation, chars, collections, comparers, concurrent, consoles, converting, cryptography, defaults, dictionaries,
    directories, enum_data, enumerations, enumerators, exceptions, files, filestreams, generics, identities, interfaces, languages, linq, lists, mathematics, memberinfo,
    memberreflection, network, numbers, offsets, parameterattributes, paths, reflection, regexes, results, runtime, splitting, streams, strings, table, texts, threads,
    timeparse, timers, times, tuples, universal, uris, xmldom, xmls, xmlviews,
)  # fmt: skip
_OBJECT = find_type("System.Object")
_ANY = dict.fromkeys(("T", "TKey", "TValue", "TEnum", "TResult", *(f"T{i}" for i in range(1, 9))), _OBJECT)


def declared_methods() -> list[tuple[str, Method]]:
    found = []
    for net, members in list(_DECLARED.items()):
        for group in (members.methods, members.static_methods):
            found += [(net.full_name, method) for method in group.values() if isinstance(method, Method)]
        if members.constructor is not None:
            found.append((net.full_name, members.constructor))
    return found


def test_every_module_says_what_it_decides():
    assert all(module.__doc__ for module in MODULES)


def test_every_definition_names_known_types():
    from psbridge.engine.invoke.signatures import parse

    unknown = [
        f"{owner}: {line} ({parameter.name})"
        for owner, method in declared_methods()
        for line in method.definitions
        for parameter in parse(line, _ANY).parameters
        if parameter.net is None
    ]
    assert unknown == []


def test_the_tables_are_large_enough_to_be_of_use():
    assert sum(len(method.definitions) for _, method in declared_methods()) > 1800


@pytest.mark.parametrize("module", sorted(index.MODULES))
def test_types_of_the_index_exist_once_their_module_is_loaded(module):
    missing = []
    for name in index.MODULES[module].split():
        index.load(name)
        if lookup_type(name) is None:
            missing.append(name)
    assert missing == []


def test_a_function_that_is_missing_is_found_at_once():
    net = find_type("System.Random")
    with pytest.raises(KeyError, match="no function for Nonsense"):
        table.fill(net, "int Nonsense()", {})


def test_unreadable_lines_are_refused():
    with pytest.raises(ValueError, match="cannot read the line"):
        table.fill(find_type("System.Random"), "int 5;", {})


def test_results_take_the_declared_width():
    long = results.wrapper(find_type("System.Int64"))
    assert long is not None
    assert type(long(5)).__name__ == "Int64"


def test_plans_know_generic_arguments():
    closed = find_type("System.Collections.Generic.List`1").close(find_type("System.Int32"))
    from psbridge.objects.adapted import members_of

    plan = plan_of(members_of(closed).methods["add"], closed)
    assert plan.signatures[0].parameters[0].net is find_type("System.Int32")
