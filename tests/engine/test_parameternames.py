"""Names that clash, in the order in which parameters are taken in."""

from __future__ import annotations

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.parameternames import refuse_clashes
from psbridge.engine.parameters import Parameter


def made(name: str, *aliases: str) -> Parameter:
    return Parameter(name, aliases=aliases)


def test_different_names_may_stand_together():
    refuse_clashes([made("A", "x"), made("B", "y")])


@pytest.mark.parametrize(
    ("parameters", "error_id", "words"),
    [
        ([made("Verbose"), made("verbose", "vb")], "ParameterNameAlreadyExistsForCommand", "'verbose' was defined multiple times"),
        ([made("A", "b"), made("B")], "ParameterNameConflictsWithAlias", "'B' cannot be specified because it conflicts"),
        ([made("B"), made("A", "b")], "ParameterNameConflictsWithAlias", "of the same name for parameter 'A'"),
        ([made("A", "a")], "ParameterNameConflictsWithAlias", "of the same name for parameter 'A'"),
        ([made("A", "x"), made("B", "X")], "AliasParameterNameAlreadyExistsForCommand", "an alias with the name 'X'"),
    ],
    ids=str,
)
def test_clashes_are_refused(parameters, error_id, words):
    with pytest.raises(ScriptError) as caught:
        refuse_clashes(parameters)
    record = caught.value.record
    assert record.fully_qualified_error_id == error_id
    assert words in record.message
    assert str(record.category_info.category) == "MetadataError"
