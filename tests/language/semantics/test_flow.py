import pytest

from psbridge.language import parse
from psbridge.language.semantics.flow import completes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("try { } catch { } catch [A] { }", ["EmptyCatchNotLast"]),
        ("try { } catch [System.Exception] { } catch [System.ArgumentException] { }", ["ExceptionTypeAlreadyCaught"]),
        ("try { } catch [System.ArgumentException] { } catch [System.Exception] { }", []),
        ("try { } catch [A] { } catch [B] { }", []),
        ("try { } finally { return }", ["ControlLeavingFinally"]),
        ("while (1) { try { } finally { break } }", ["ControlLeavingFinally"]),
        ("try { } finally { while (1) { break } }", []),
        ("try { } finally { while (1) { break a } }", ["ControlLeavingFinally"]),
        ("try { } finally { :a while (1) { break a } }", []),
        ("try { } finally { & { return } }", []),
        ("try { } finally { while (1) { break $x } }", ["ControlLeavingFinally"]),
    ],
)
def test_try(errors, text, expected):
    assert errors(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", True),
        ("return", False),
        ("throw 'x'", False),
        ("if (1) { return } else { throw }", False),
        ("if (1) { return }", True),
        ("switch (1) { default { return } }", True),
        ("while ($true) { return }", True),
        ("for (;;) { a }", False),
        ("for (;;) { break }", True),
        ("for (;;) { while (1) { break } }", False),
        ("do { return } while (1)", False),
        ("do { continue } while (1)", True),
        ("try { return } catch { throw }", False),
        ("try { return } catch { }", True),
        ("try { a } finally { throw }", False),
    ],
)
def test_completes(text, expected):
    assert completes(parse(text).ast.end_block.statements) is expected
