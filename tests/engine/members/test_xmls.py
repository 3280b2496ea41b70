"""XML documents, as scripts use them."""

from __future__ import annotations

import pytest

CASES = [
    ('([xml]\'<a><b c="1">t</b><b c="2"/></a>\').a.b[0].c', ["1"]),
    ("([xml]'<a><b>1</b></a>').SelectSingleNode('//b').InnerText", ["1"]),
    (
        "$x = [xml]'<r/>'; $e = $x.CreateElement('k'); $e.InnerText = 'v'; $null = $x.DocumentElement.AppendChild($e); $x.OuterXml",
        ["<r><k>v</k></r>"],
    ),
    ("$x = [xml]'<r><v>1</v></r>'; $x.r.v = '2'; $x.OuterXml", ["<r><v>2</v></r>"]),
    ("$x = [xml]'<r a=\"1\"/>'; $x.r.SetAttribute('b', '2'); $x.r.GetAttribute('b'); $x.r.HasAttribute('z')", ["2", "False"]),
    ("([xml]'<r xmlns=\"urn:q\"><n>v</n></r>').DocumentElement.NamespaceURI", ["urn:q"]),
    ("try { [xml]'<r' } catch { $_.Exception.GetType().Name }", ["RuntimeException"]),
    ("$w = [IO.StringWriter]::new(); ([xml]'<a><b/></a>').Save($w); $w.ToString().Replace(\"`n\", '/')", ["<a>/  <b />/</a>"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected
