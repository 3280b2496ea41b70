"""The binder: names, positions, sets, pipeline input, values - by what a call binds or refuses."""

from __future__ import annotations

import pytest

from psbridge.engine.binder import arguments, coerce, commandline, failures, frompipeline, sets
from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, metadata_of, parameter
from psbridge.engine.commonparameters import COMMON
from psbridge.engine.errors import ScriptError
from psbridge.engine.metadata import CommandMetadata
from psbridge.engine.parameters import Parameter, SetUse
from psbridge.engine.validation import ValidateRange, ValidateSet, ValidationFailed

F = """function f { [CmdletBinding(DefaultParameterSetName = 'A')] param(
    [Parameter(ParameterSetName = 'A', Position = 0)] [int] $Number,
    [Parameter(ParameterSetName = 'B', Mandatory)] [string] $Name,
    [Parameter(ValueFromPipeline)] $Value, [switch] $On)
    process { "$($PSCmdlet.ParameterSetName)|$Number|$Name|$Value|$On" } }
"""

BOUND = [
    ("f 3", ["A|3|||False"]),
    ("f -Nam x -On", ["B|0|x||True"]),
    ("f -On:$false 4", ["A|4|||False"]),
    ("1, 2 | f", ["A|0||1|False", "A|0||2|False"]),
    ("$h = @{ Name = 'q'; On = $true }; f @h", ["B|0|q||True"]),
    ("$a = 7; f @a", ["A|7|||False"]),
    ("function g { \"$args\" }; g 1 -a 2 -b:3 'x y'", ["1 -a 2 -b: 3 x y"]),
    ('function g($x, $y) { "$x$y" }; g -y 1 2', ["21"]),
    ("function g { param([Parameter(ValueFromRemainingArguments)] $rest) $rest.Count }; g 1 2 3", [3]),
    ("function g { param([Parameter(ValueFromPipelineByPropertyName)][int] $Id) process { $Id } }; [pscustomobject]@{ Id = '5' } | g", [5]),
    ("function g { [CmdletBinding()] param([Alias('q')] $Thing) $Thing }; g -q 1", [1]),
    ("function g { [CmdletBinding()] param([int[]] $n) $n.Count }; g 1, 2", [2]),
    ('function g { param([string] $s) "[$s]" }; g $null', ["[]"]),
    ("$PSDefaultParameterValues['k:n'] = 9; function k { [CmdletBinding()] param($n) $n }; k", [9]),
]

PLACED = """function g { [CmdletBinding()] param([Parameter(Position = 0, ParameterSetName = 'A', Mandatory, ValueFromPipeline)] [guid[]] $Id,
    [Parameter(Position = 0, ParameterSetName = 'B')] [string[]] $Text)
    process { $PSCmdlet.ParameterSetName } }
"""
BOUND += [
    ("function g { \"$args\" }; $h = @{ Blah = 'x'; 'Q ' = 1 }; g @h", ["-Blah: x -Q:  1"]),
    # two parameters of one place: nobody asks when only names are given
    ("function g { [CmdletBinding()] param([Parameter(Position = 0)] $a, [Parameter(Position = 0)] $b) \"$a $b\" }; g -a 1 2", ["1 2"]),
    # no input to evaluate the block for: the other parameter of the place takes it
    (PLACED + "g { 1 }", ["B"]),
]

REFUSED = [
    ("function g { [CmdletBinding()] param([Parameter(Position = 0)] $a, [Parameter(Position = 0)] $b) }; g 1", "AmbiguousPositionalParameterNoName,g"),
    (
        "function g { [CmdletBinding()] param([Parameter(Position = 0)] $c, [Parameter(Position = 1)] $a, [Parameter(Position = 1)] $b) }; g 1",
        "AmbiguousPositionalParameterNoName,g",
    ),
    (PLACED + "g -Id { 1 }", "ScriptBlockArgumentNoInput,g"),
    ("f -Nope 1", "NamedParameterNotFound,f"),
    ("f 1 2", "PositionalParameterNotFound,f"),
    ("f -Number 1 -Name x", "AmbiguousParameterSet,f"),
    ("f -Number x", "ParameterArgumentTransformationError,f"),
    ("f -Number", "MissingArgument,f"),
    ("f -N 1", "AmbiguousParameter,f"),
    ("f -On -On", "ParameterAlreadyBound,f"),
    ("function g { param([Parameter(Mandatory)] $x) }; g", "MissingMandatoryParameter,g"),
    ("function g { param([Parameter(Mandatory)] [string] $x) }; g ''", "ParameterArgumentValidationErrorEmptyStringNotAllowed,g"),
    ("function g { param([Parameter(Mandatory)] $x) }; g $null", "ParameterArgumentValidationErrorNullNotAllowed,g"),
    ("function g { param([Parameter(Mandatory)] [int[]] $x) }; g @()", "ParameterArgumentValidationErrorEmptyArrayNotAllowed,g"),
    ("function g { param([ValidateSet('a', 'b')] $x) }; g c", "ParameterArgumentValidationError,g"),
    ("function g { param([ValidateScript({ $_ -gt 2 })] $x) }; g 1", "ParameterArgumentValidationError,g"),
    ("function g { [CmdletBinding()] param($x) process { } }; 1 | g", "InputObjectNotBound,g"),
    ("function g { [CmdletBinding()] param([Parameter(ValueFromPipeline)][int] $x) process { } }; 'a' | g", "InputObjectNotBound,g"),
    ("function g { param([PSTypeName('T')] $x) }; g 1", "MismatchedPSTypeName,g"),
]


@pytest.mark.parametrize(("script", "expected"), BOUND)
def test_bound(ps, script, expected):
    assert ps(F + script) == expected


@pytest.mark.parametrize(("script", "error_id"), REFUSED)
def test_refused(ps, script, error_id):
    ran = ps.run(F + script)
    assert (ran.ids, ran.output) == ([error_id], [])


@pytest.mark.parametrize(
    ("attribute", "value", "error_id"),
    [
        ("ValidateRange(1, 10)", "11", "ValidateRangeTooBig"),
        ("ValidateRange('Positive')", "0", "ValidateRangePositiveFailure"),
        ("ValidateCount(2, 2)", "@(1)", "ValidateCountExactFailure"),
        ("ValidateCount(2, 3)", "@(1)", "ValidateCountMinMaxFailure"),
        ("ValidateLength(2, 5)", "a", "ValidateLengthMinLengthFailure"),
    ],
)
def test_the_attribute_that_refused_tells_its_own_error(ps, attribute, value, error_id):
    script = f"function g {{ param([{attribute}] $x) }}; try {{ g {value} }} catch {{ $e = $_.Exception.InnerException }}; "
    told = "$e.GetType().Name; $e.ErrorRecord.FullyQualifiedErrorId; $e.ErrorRecord.CategoryInfo.Category.ToString()"
    assert ps(script + told) == ["ValidationMetadataException", error_id, "MetadataError"]


def test_a_conversion_for_a_function_fails_in_the_name_of_its_attribute(ps):
    script = "function g { param([int] $x) }; try { g y } catch { for ($e = $_.Exception; $e; $e = $e.InnerException) { $e.GetType().Name } }"
    kinds = ["ParameterBindingArgumentTransformationException", "ArgumentTransformationMetadataException", "PSInvalidCastException"]
    assert ps(script) == [*kinds, "FormatException"]


def test_validation_leaves_an_enumerator_at_its_beginning(ps):
    script = "function g { param([ValidateNotNullOrEmpty()] $x) \"$(foreach ($i in $x) { $i })\" }; $a = 1, 2; g $a.GetEnumerator()"
    assert ps(script) == ["1 2"]


@pytest.mark.parametrize("name", ["HelpMessage", "HelpMessageBaseName", "HelpMessageResourceId"])
def test_help_must_say_something(ps, name):
    assert ps.run(f"function g {{ param([Parameter({name} = '')] $x) }}; g").ids == ["Argument"]


def test_default_set_stands_in_when_nothing_decides():
    a, b = Parameter("A", uses=(SetUse("One"),)), Parameter("B", uses=(SetUse("Two"),))
    meta = CommandMetadata("X", (a, b), "Two", has_common=False)
    binder = commandline.Binder(meta, failures.Blame("X", "X", None, None))
    binder.bind([])
    assert binder.set_name == "Two"
    assert isinstance(binder, sets.Sets)


def test_common_parameters_are_the_last():
    meta = CommandMetadata("X", (Parameter("A"),))
    assert meta.all[1:] == COMMON
    assert meta.names["ea"].name == "ErrorAction"


def test_a_set_that_the_named_parameters_exclude_is_refused():
    a, b = Parameter("A", uses=(SetUse("One"),)), Parameter("B", uses=(SetUse("Two"),))
    binder = commandline.Binder(CommandMetadata("X", (a, b), has_common=False), failures.Blame("X", "X", None, None))
    with pytest.raises(ScriptError) as caught:
        binder.bind([arguments.Arg("A", 1), arguments.Arg("B", 2)])
    assert caught.value.record.fully_qualified_error_id == "AmbiguousParameterSet,X"


def test_input_binder_knows_the_simple_case():
    one = Parameter("In", "psobject", (SetUse(pipeline=True),))
    binder = commandline.Binder(CommandMetadata("X", (one,), has_common=False), failures.Blame("X", "X", None, None), expecting=True)
    binder.bind([])
    assert frompipeline.InputBinder(binder).simple is one


def test_a_host_may_answer_for_missing_parameters(ps):
    class Answering(type(ps.runspace.host.ui)):
        def prompt(self, caption, message, fields):
            return {one.name: 7 for one in fields}

    ps.runspace.host.ui = Answering()
    assert ps("function g { param([Parameter(Mandatory)] [int] $x) $x }; g") == [7]


def test_fits_looks_at_elements():
    number = Parameter("N", "int[]")
    assert coerce.fits([1, 2], number.net)
    assert coerce.fits(1, number.net)
    assert not coerce.fits(["a"], number.net)


def test_declared_cmdlet_gives_metadata_once():
    @cmdlet("Get-Thing", default_set="Name")
    class GetThing(Cmdlet):
        name = parameter("Name", "string[]", position=0, validate=(NotNullOrEmpty(),), sets=("Name", In("Other", mandatory=True)))

    meta = metadata_of(GetThing)
    assert meta is metadata_of(GetThing)
    assert meta.set_names == ("Name", "Other")
    assert [use.mandatory for use in meta.own[0].uses] == [False, True]


@pytest.mark.parametrize(("validator", "value"), [(ValidateSet("a"), "b"), (ValidateRange(1, 3), 4), (ValidateRange("Positive"), 0)])
def test_validators_refuse(validator, value):
    with pytest.raises(ValidationFailed):
        validator.check(value)


def test_string_parameters_of_cmdlets_hold_strings(tmp_path):
    """Lines of Get-Content carry notes; what a string parameter holds does not."""
    from psbridge.modules.shell import run

    (tmp_path / "x.json").write_text('{"a": 1}')
    script = "param($p) (Get-Content $p | ConvertFrom-Json).a; (ConvertFrom-Json (Get-Content $p)).a"
    assert run(script, str(tmp_path / "x.json")) == [1, 1]


@pytest.mark.parametrize(
    ("call", "error_id", "kind"),
    [
        ("f -ErrorAction Bogus", "CannotConvertArgumentNoMessage,f", "ParameterBindingException"),
        ("f -ErrorAction Suspend", "ParameterBindingFailed,f", "ParameterBindingException"),
        ("f -WarningAction Suspend", "ParameterBindingFailed,f", "ParameterBindingException"),
        ("f -OutBuffer -1", "ParameterArgumentValidationError,f", "ParameterBindingValidationException"),
        ("f -OutBuffer x", "CannotConvertArgumentNoMessage,f", "ParameterBindingException"),
        ("f -ErrorAction $null", "ParameterBindingFailed,f", "ParameterBindingException"),
        ("f -Number x", "ParameterArgumentTransformationError,f", "ParameterBindingArgumentTransformationException"),
    ],
)
def test_common_parameters_are_converted_not_transformed(ps, call, error_id, kind):
    assert ps(F + f"try {{ {call} }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.GetType().Name }}") == [error_id, kind]


def test_strings_are_splatted_by_character(ps):
    assert ps("function g { $args.Count; $args[0].GetType().Name }; $s = 'str'; g @s") == [3, "Char"]


def test_what_remains_is_a_list_of_objects(ps):
    told = ps("function f { param($a, [Parameter(ValueFromRemainingArguments)]$r) $r.GetType().Name; $r.Count }; f 1 2 3; f 1 2; f 1 2,3")
    assert told == ["List`1", 2, "List`1", 1, "Object[]", 2]


def test_texts_are_no_truth_values_in_an_array_either(ps):
    simple = "function f { param([bool[]]$x) $x }; f a, b"
    assert ps(simple) == [True, True]
    told = ps("function f { [CmdletBinding()]param([bool[]]$x) $x }; f 1, 0; try { f a, b } catch { $_.FullyQualifiedErrorId }")
    assert told == [True, False, "ParameterArgumentTransformationError,f"]


def test_a_range_takes_what_can_be_converted(ps):
    script = "function f { param([ValidateRange(1, 10)]$x) $x }; f '5'; f 10.4; try { f x } catch { \"$_\" }"
    told = ps(script)
    assert told[:2] == ["5", 10.4]
    assert 'type "String" is not the same type (Int32)' in told[2]
