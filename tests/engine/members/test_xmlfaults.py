"""What is said of a text that is no XML: psbridge.engine.members.xmlfaults."""

from __future__ import annotations

import pytest

CASES = [
    ("", "Root element is missing."),
    ("abc", "Data at the root level is invalid. Line 1, position 1."),
    ("<a>", "Unexpected end of file has occurred. The following elements are not closed: a. Line 1, position 4."),
    ("<a><b>", "Unexpected end of file has occurred. The following elements are not closed: b, a. Line 1, position 7."),
    ("<a><b></a>", "The 'b' start tag on line 1 position 5 does not match the end tag of 'a'. Line 1, position 9."),
    ("<a/><b/>", "There are multiple root elements. Line 1, position 6."),
    ("<a/>x", "Data at the root level is invalid. Line 1, position 5."),
    ("<a b=1/>", "'1' is an unexpected token. The expected token is '\"' or '''. Line 1, position 6."),
    ('<a b="1" b="2"/>', "'b' is a duplicate attribute name. Line 1, position 10."),
    ("<a>&foo;</a>", "Reference to undeclared entity 'foo'. Line 1, position 5."),
    ("<a>&</a>", "An error occurred while parsing EntityName. Line 1, position 5."),
    ("<a><</a>", "Name cannot begin with the '<' character, hexadecimal value 0x3C. Line 1, position 5."),
    ("<p:a/>", "'p' is an undeclared prefix. Line 1, position 2."),
    ("<a", "Unexpected end of file while parsing Name has occurred. Line 1, position 3."),
]


@pytest.mark.parametrize(("text", "message"), CASES)
def test_the_sentence_and_the_place(evaluate, text, message):
    quoted = text.replace("'", "''")
    assert f'Error: "{message}"' in evaluate(f"try {{ [xml]'{quoted}' }} catch {{ $_.Exception.Message }}")[0]


def test_what_is_xml_is_read(evaluate):
    assert evaluate("""([xml]'<p:a xmlns:p="u" p:b="1"><c/></p:a>').DocumentElement.NamespaceURI""") == ["u"]
