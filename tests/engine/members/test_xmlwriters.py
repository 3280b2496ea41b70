"""XML written piece by piece."""

from __future__ import annotations

import pytest

from psbridge.engine.members import xmlwriters


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "$x=[xml]'<r a=\"1\"><i>one</i><j/><m>t<b>x</b></m></r>'; $sw=[IO.StringWriter]::new(); $xw=[Xml.XmlTextWriter]::new($sw); $xw.Formatting='Indented'; $x.WriteContentTo($xw); $sw.ToString()",
            ['<r a="1">\n  <i>one</i>\n  <j />\n  <m>t<b>x</b></m>\n</r>'],
        ),
        (
            "$x=[xml]'<r><i>one</i></r>'; $sw=[IO.StringWriter]::new(); $xw=[Xml.XmlTextWriter]::new($sw); $xw.Formatting=[Xml.Formatting]::Indented; $xw.Indentation=4; $x.Save($xw); \"$sw\"",
            ['<?xml version="1.0" encoding="utf-16"?>\n<r>\n    <i>one</i>\n</r>'],
        ),
        (
            "$s=[Xml.XmlWriterSettings]::new(); $s.Indent=$true; $s.OmitXmlDeclaration=$true; $sb=[Text.StringBuilder]::new(); $w=[Xml.XmlWriter]::Create($sb,$s); $w.WriteStartElement('root'); $w.WriteAttributeString('k','a<\"b'); $w.WriteElementString('c','x & y'); $w.WriteStartElement('e'); $w.WriteEndElement(); $w.WriteComment(' c '); $w.WriteEndElement(); $w.Close(); \"$sb\"",
            ['<root k="a&lt;&quot;b">\n  <c>x &amp; y</c>\n  <e />\n  <!-- c -->\n</root>'],
        ),
        (
            "$sw=[IO.StringWriter]::new(); $w=[Xml.XmlWriter]::Create($sw); $w.WriteStartDocument(); $w.WriteStartElement('p','r','u:1'); $w.WriteElementString('c','u:1','v'); $w.WriteEndDocument(); $w.Flush(); \"$sw\"",
            ['<?xml version="1.0" encoding="utf-16"?><p:r xmlns:p="u:1"><p:c>v</p:c></p:r>'],
        ),
        (
            "$m=[IO.MemoryStream]::new(); $w=[Xml.XmlTextWriter]::new($m,[Text.Encoding]::UTF8); $w.WriteStartDocument(); $w.WriteStartElement('r'); $w.WriteCData('<x>'); $w.WriteEndElement(); $w.WriteEndDocument(); $w.Flush(); [Text.Encoding]::UTF8.GetString($m.ToArray()).TrimStart([char]0xfeff); $w.Close()",
            ['<?xml version="1.0" encoding="utf-8"?><r><![CDATA[<x>]]></r>'],
        ),
        (
            '$x=[xml]\'<?xml version="1.0" encoding="utf-8"?><r><a/></r>\'; $sw=[IO.StringWriter]::new(); $s=[Xml.XmlWriterSettings]@{Indent=$true}; $w=[Xml.XmlWriter]::Create($sw,$s); $x.Save($w); "$sw"',
            ['<?xml version="1.0" encoding="utf-16"?>\n<r>\n  <a />\n</r>'],
        ),
        (
            '$w = [Xml.XmlWriter]::Create([Text.StringBuilder]::new()); try { $w.WriteEndElement() } catch { $_.FullyQualifiedErrorId }; try { $w.WriteAttributeString("a", "b") } catch { $_.FullyQualifiedErrorId }',
            ["InvalidOperationException", "InvalidOperationException"],
        ),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [xmlwriters])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []
