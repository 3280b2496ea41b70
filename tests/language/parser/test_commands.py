import pytest

from psbridge.language import RedirectionStream, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("echo a b", "(Command [echo a b])"),
        ("echo\ta\tb", "(Command [echo a b])"),
        ("echo -5 2+2 5 0x10 1kb", "(Command [echo -5 2+2 5 16 1024])"),
        ("echo 'a' \"b\" $c @d", "(Command [echo 'a' \"b\" $c @d])"),
        ("echo a,b, c", "(Command [echo (ArrayLiteral [a b c])])"),
        ("get -Name x -Force", "(Command [get (CommandParameter Name) x (CommandParameter Force)])"),
        ("get -Name:x -Flag:$true", "(Command [get (CommandParameter Name x) (CommandParameter Flag $true)])"),
        ("get -Path: a,b", "(Command [get (CommandParameter Path (ArrayLiteral [a b]))])"),
        ("echo -- -a", "(Command [echo (CommandParameter -) -a])"),
        ("echo $a/b", "(Command [echo word[$a '/b']])"),
        ("echo $a.b", "(Command [echo (MemberExpression $a b)])"),
        ("echo a$(1)b", "(Command [echo word['a' (SubExpression (StatementBlock [(Pipeline [(CommandExpression 1)])])) 'b']])"),
        ("echo x\"y z\"'w'", "(Command [echo xy zw])"),
        ("echo a`;b #c", "(Command [echo a;b])"),
        ("echo a#b", "(Command [echo a#b])"),
        ('echo -o"$x"', "(Command [echo word['-o' $x]])"),
        ("& $x 1", "(Command [$x 1] Ampersand)"),
        (". ./x.ps1", "(Command [./x.ps1] Dot)"),
        ("./x.ps1", "(Command [./x.ps1])"),
        ("77z", "(Command [77z])"),
        ("% { 1 }", "(Command [% (ScriptBlockExpression (ScriptBlock (NamedBlock End True [(Pipeline [(CommandExpression 1)])])))])"),
        ("echo a `\n b", "(Command [echo a b])"),
        (
            "echo (1).x [int] @{}",
            "(Command [echo (MemberExpression (ParenExpression (Pipeline [(CommandExpression 1)])) x) [int] (Hashtable)])",
        ),
    ],
)
def test_command(shape, text, expected):
    assert shape(text) == expected


def test_verbatim_arguments_end_at_a_pipe():
    pipeline = parse('icacls --% a $b "c|d" & e | sort').ast.end_block.statements[0]
    assert [element.extent.text for element in pipeline.pipeline_elements[0].command_elements] == [
        "icacls",
        "--%",
        'a $b "c|d" & e ',
    ]
    assert len(pipeline.pipeline_elements) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > b", [("File", 1, False)]),
        ("a >> b", [("File", 1, True)]),
        ("a 2> b 3>> c", [("File", 2, False), ("File", 3, True)]),
        ("a *> b", [("File", 0, False)]),
        ("a 2>&1", [("Merging", 2, None)]),
        ("a *>&1 6>&1", [("Merging", 0, None), ("Merging", 6, None)]),
        ("'x' > b", [("File", 1, False)]),
        ("a > b c", [("File", 1, False)]),
    ],
)
def test_redirection(text, expected):
    result = parse(text)
    assert not result.errors
    element = result.ast.end_block.statements[0].pipeline_elements[0]
    found = [
        (type(r).__name__.removesuffix("RedirectionAst"), r.from_stream.value, getattr(r, "append", None)) for r in element.redirections
    ]
    assert found == expected


def test_streams_have_powershells_numbers():
    assert [stream.value for stream in RedirectionStream] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b", ["RedirectionNotSupported"]),
        ("a 1>&2", ["RedirectionNotSupported"]),
        ("a 2>&1 2>&1", ["StreamAlreadyRedirected"]),
        ("a > ", ["MissingFileSpecification"]),
        ("a -b:", ["ParameterRequiresArgument"]),
        ("a b,", ["MissingExpression"]),
        ("a , b", ["MissingArgument"]),
        ("&", ["MissingExpression"]),
        ("a @b,1", ["SplattingNotPermittedInArgumentList"]),
        ("a @+", ["UnrecognizedToken"]),
    ],
)
def test_errors(errors, text, expected):
    assert [error for error in errors(text) if error != "UnexpectedToken"] == expected
