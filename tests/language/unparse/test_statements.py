import pytest

from psbridge.language import parse, same_tree, unparse
from psbridge.language.unparse.statements import Unparser


@pytest.mark.parametrize(
    "text",
    [
        "if (1) { a } elseif (2) { b } else { c }",
        ":top foreach ($x in 1, 2) { continue top }",
        "for (;;) { break }",
        "do { a } until ($b)",
        "switch -regex -file a.txt { 'x' { 1 } default { 2 } }",
        "try { a } catch [A], [B[]] { b } finally { c }",
        "trap [X] { a }; b",
        "data x -SupportedCommand a { 1 }",
        "function f([int]$a = 1, $b) { begin { 1 } end { 2 } }",
        "filter g { $_ }",
        "[CmdletBinding()] param([Parameter(Mandatory, Position = 1)][string[]]$a, $b = 3)\n$a",
        "class A : B, C { static [int]$x = 1; hidden $y; A($z) : base($z) { } [int] f() { return 1 } }",
        "[Flags()] enum E : byte { a = 1; b }",
        "using namespace System.Text\nusing module @{ ModuleName = 'a' }\n1",
        "a | b 2>&1 > c | d &",
        "a && b || c",
        "& $x -Name:1 -Flag -- -y",
        ". ./a.ps1",
        "echo -''a a` b `$c 'd' a\"b $c\"d 2+2 `#x",
        "cmd --% /c a|b",
        "@{ a = 1; 'b c' = if (1) { 2 }; 3 = { x } }",
        "$a.b.'c d'.$e.(f)[0, 1]::g(1, { 2 })",
        "${a b}?.c?[1]",
        "[int[]]@(1; 2) + $(3)",
        "'it''s' + \"a `$b `\" $c ${d}e $(f 'g' \"h\") \u201c\u201d\"",
        "@'\na'b\n'@ + @\"\n`\"@ $x `$y\n\"@",
        "-not $a -and !$b -or -$c -eq - 5",
        "-5, 5l, 5d, 1.5, 0x10, 1e100, 5n, 5uy",
        ", 1",
        "$i++; --$i",
        "1 ? 2 : 3",
        "return; throw; exit 1",
        "$x = $y ??= 1",
        "process { 1 } end { } dynamicparam { } clean { }",
        "icm { $using:x.y }",
        "[Foo, Bar]::x",
        "[Dictionary[string, List[int]]]::new()",
        "1.ToString()",
    ],
)
def test_round_trip(text):
    tree = parse(text)
    if text != "1.ToString()":
        assert [error.error_id for error in tree.errors] == []
    once = unparse(tree.ast) if not tree.errors else text
    again = parse(once)
    if not tree.errors:
        assert [error.error_id for error in again.errors] == []
        assert same_tree(tree.ast, again.ast)
        assert unparse(again.ast) == once


def test_layout():
    assert unparse(parse("if(1){a;b}").ast) == "if (1) {\n    a\n    b\n}\n"
    assert unparse(parse("$x|%{$_}").ast) == "$x | % { $_ }\n"
    assert Unparser().write(parse("1+1").ast.end_block.statements[0]) == "1 + 1"


def test_error_nodes_have_no_text():
    with pytest.raises(TypeError, match="ErrorStatementAst"):
        unparse(parse("if (1)").ast)
