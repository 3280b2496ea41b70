import pytest

from psbridge.language import FunctionDefinitionAst, find, find_all, parse
from psbridge.language.help import help_of

BLOCK = """<#
.SYNOPSIS
    Short.
.DESCRIPTION
    Long
      indented

    last
.PARAMETER Name
    The name.
.EXAMPLE
    PS> one
.EXAMPLE
    PS> two
.INPUTS
    None
.OUTPUTS
    Text
.NOTES
    n
.LINK
    about_x
.LINK
    https://example.org
.COMPONENT
    c
.ROLE
    r
.FUNCTIONALITY
    f
#>"""


def test_sections():
    info = help_of(parse(BLOCK + "\nparam($Name)").ast)
    assert (info.synopsis, info.description) == ("Short.\n", "Long\n  indented\n\nlast\n")
    assert info.parameters == {"NAME": "The name.\n"}
    assert info.examples == ["PS> one\n", "PS> two\n"]
    assert info.links == ["about_x", "https://example.org"]
    assert (info.inputs, info.outputs, info.notes) == (["None\n"], ["Text\n"], "n\n")
    assert (info.component, info.role, info.functionality) == ("c\n", "r\n", "f\n")


@pytest.mark.parametrize(
    "text",
    [
        "{block}\nfunction f {{ 1 }}",
        "{block}\n\nfunction f {{ 1 }}",
        "function f {{\n{block}\n1 }}",
        "function f {{ 1\n{block}\n}}",
        "function f {{\n{block}\nparam($x) 1 }}",
    ],
)
def test_places_of_a_functions_help(text):
    tree = parse(text.format(block=BLOCK)).ast
    assert help_of(find(tree, FunctionDefinitionAst)).synopsis == "Short.\n"


def test_help_too_far_away_belongs_to_the_script():
    tree = parse(BLOCK + "\n\n\nfunction f { 1 }").ast
    assert help_of(find(tree, FunctionDefinitionAst)) is None
    assert help_of(tree).synopsis == "Short.\n"


def test_help_right_above_a_function_is_not_the_scripts():
    assert help_of(parse(BLOCK + "\nfunction f { 1 }").ast) is None


def test_help_at_the_end_of_a_script():
    assert help_of(parse("1\n" + BLOCK).ast).synopsis == "Short.\n"


def test_line_comments():
    tree = parse("# .SYNOPSIS\n#   Short\n# .PARAMETER x\n# Ex\nfunction f { }").ast
    info = help_of(find(tree, FunctionDefinitionAst))
    assert (info.synopsis, info.parameters) == ("Short\n", {"X": "Ex\n"})


def test_comments_before_parameters():
    info = help_of(parse("# .SYNOPSIS\n# s\n\nparam(\n# first\n$a,\n# second\n$b)").ast)
    assert info.parameters == {"A": "first\n", "B": "second\n"}


@pytest.mark.parametrize(
    "comment", ["# text", "# .UNKNOWN\n# x", "# text\n# .SYNOPSIS\n# x", "# .SYNOPSIS too much\n# x", "# .PARAMETER\n# x"]
)
def test_what_is_no_help(comment):
    assert help_of(find(parse(comment + "\nfunction f { }").ast, FunctionDefinitionAst)) is None


def test_forwarding():
    info = help_of(parse("# .FORWARDHELPTARGETNAME Get-Foo\n# .FORWARDHELPCATEGORY Cmdlet\n# .EXTERNALHELP a.xml\n1").ast)
    assert (info.forward_help_target_name, info.forward_help_category, info.maml_help_file) == ("Get-Foo", "Cmdlet", "a.xml")


def test_each_function_has_its_own():
    tree = parse("# .SYNOPSIS\n# a\nfunction a { }\n# .SYNOPSIS\n# b\nfunction b { }").ast
    assert [help_of(function).synopsis for function in find_all(tree, FunctionDefinitionAst)] == ["a\n", "b\n"]
