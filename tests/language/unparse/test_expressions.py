"""Round trips of generated trees: parse(unparse(parse(x))) is stable."""

from hypothesis import example, given
from hypothesis import strategies as st

from psbridge.language import parse, same_tree, unparse
from psbridge.language.unparse.expressions import ExpressionWriter

names = st.sampled_from(["a", "b1", "_", "env:PATH", "script:x", "using:u"])
words = st.text(alphabet="ab1-_.`'\"$#@,;(){}|& \n\té\u201c\u2019", min_size=1, max_size=8)
numbers = st.sampled_from(["0", "1", "-5", "1.5", "2kb", "0xFF", "9999999999", "1d", "3l", "7uy"])


def quoted(text: str) -> str:
    return "'" + "".join(c + c if c in "'\u2018\u2019\u201a\u201b" else c for c in text) + "'"


def in_double_quotes(text: str) -> str:
    return "".join("`" + c if c in '`$"\u201c\u201d\u201e' else c for c in text)


variables = names.map(lambda name: "$" + name)
atoms = st.one_of(numbers, variables, words.map(quoted), words.map(lambda text: f'"{in_double_quotes(text)}"'))


def larger(inner):
    operators = st.sampled_from(["+", "-", "*", "/", "%", "-eq", "-cmatch", "-and", "-bor", "..", "-f", "-is", "??", ","])
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["-not", "!", "-join", "-bnot", "+"]), inner).map(lambda t: f"({t[0]} {t[1]})"),
        inner.map(lambda e: f"[int]({e})"),
        inner.map(lambda e: f"@({e})"),
        inner.map(lambda e: f"$({e}; {e})"),
        inner.map(lambda e: f"({e}).x"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})[{t[1]}]"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]}).m({t[1]}, 1)"),
        st.tuples(inner, inner).map(lambda t: f"@{{ a = {t[0]}; 'b' = {t[1]} }}"),
        inner.map(lambda e: f"{{ param($p) {e} }}"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} ? {t[1]} : {t[2]})"),
        inner.map(lambda e: f"(foo -Bar:{e} {e} baz)"),
        st.tuples(words, names).map(lambda t: f'"{in_double_quotes(t[0])}${{{t[1]}}}{in_double_quotes(t[0])}"'),
    )


expressions = st.recursive(atoms, larger, max_leaves=12)


@given(expressions)
@example("\"a$('b')c\"")
@example('"a$(""b"")c"')
def test_round_trip(text):
    result = parse(text)
    if result.errors:
        return
    once = unparse(result.ast)
    again = parse(once)
    assert not again.errors, once
    assert same_tree(result.ast, again.ast), once
    assert unparse(again.ast) == once


@given(st.text(alphabet="ab1 \n\t$@(){}[];|&,.:'\"`#<>=+-*/%!?\u201c\u2019\u2013\u00a0é\0", max_size=40))
@example("@'\n")
@example('$a = @"\n$(')
def test_any_text_parses_and_errors_lie_inside_of_it(text):
    result = parse(text)
    for error in result.errors:
        assert 0 <= error.extent.start <= len(text) + 1
        assert error.extent.start <= error.extent.end
        assert str(error)
    if not result.errors:
        again = parse(unparse(result.ast))
        assert not again.errors
        assert same_tree(result.ast, again.ast)


def test_null_conditional_targets_keep_their_braces():
    written = ExpressionWriter().write(parse("${a}?.b").ast.end_block.statements[0].get_pure_expression())
    assert written == "${a}?.b"
