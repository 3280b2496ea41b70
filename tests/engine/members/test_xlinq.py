"""XDocument and XElement: built, read, changed and written."""

from __future__ import annotations

import pytest

from psbridge.engine.members import xlinqreading, xlinqtables
from psbridge.engine.members.xlinq import XAttribute, XElement, XName


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "$d = [Xml.Linq.XDocument]::Parse('<r a=\"1\"><i n=\"x\">one</i><i n=\"y\">two</i><e/></r>'); $d.Root.Name.LocalName; $d.Descendants('i').Count; $d.Root.Elements('i').Value -join ','; $d.Root.Attribute('a').Value; $d.Root.Element('i').Attribute('n').Value; $null -eq $d.Root.Element('zz'); $d.ToString()",
            ["r", "2", "one,two", "1", "x", "True", '<r a="1">\n  <i n="x">one</i>\n  <i n="y">two</i>\n  <e />\n</r>'],
        ),
        (
            "$x = [Xml.Linq.XElement]::new('root', [Xml.Linq.XElement]::new('a', 'text & <more>'), [Xml.Linq.XAttribute]::new('k', 5)); $x.ToString(); $x.ToString('DisableFormatting'); $x.HasAttributes; $x.Element('a').Value; $x.Element('a').Parent.Name.LocalName",
            [
                '<root k="5">\n  <a>text &amp; &lt;more&gt;</a>\n</root>',
                '<root k="5"><a>text &amp; &lt;more&gt;</a></root>',
                "True",
                "text & <more>",
                "root",
            ],
        ),
        (
            "$x = [Xml.Linq.XElement]::Parse('<r><a>1</a><b>2</b></r>'); $x.SetAttributeValue('id', $true); $x.SetElementValue('c', 3); $x.Element('a').Remove(); $x.Element('b').Value = 'x'; $x.Add([Xml.Linq.XComment]::new(' note ')); $x.ToString('DisableFormatting'); $x.SetAttributeValue('id', $null); $x.HasAttributes",
            ['<r id="true"><b>x</b><c>3</c><!-- note --></r>', "False"],
        ),
        (
            "$x = [Xml.Linq.XElement]::Parse('<p:r xmlns:p=\"u:1\" xmlns=\"u:2\"><p:a/><b p:c=\"d\"/></p:r>'); \"$($x.Name)\"; $x.Elements().Name -join ' '; $x.GetDefaultNamespace().NamespaceName; $x.GetPrefixOfNamespace('u:1'); $x.ToString('DisableFormatting'); $x.Element([Xml.Linq.XName]::Get('b', 'u:2')).Attribute('{u:1}c').Value",
            ["{u:1}r", "{u:1}a {u:2}b", "u:2", "p", '<p:r xmlns:p="u:1" xmlns="u:2"><p:a /><b p:c="d" /></p:r>', "d"],
        ),
        (
            "$n = [Xml.Linq.XNamespace]::Get('u:9'); $x = [Xml.Linq.XElement]::new($n + 'r', [Xml.Linq.XElement]::new($n + 'c'), [Xml.Linq.XElement]::new([Xml.Linq.XName]'plain')); $x.ToString('DisableFormatting')",
            ['<r xmlns="u:9"><c /><plain xmlns="" /></r>'],
        ),
        (
            "$x = [Xml.Linq.XElement]::Parse('<r>text<b>bold</b> tail</r>'); $x.ToString(); $x.Value; $x.FirstNode.NodeType; $x.Nodes().Count; [Xml.Linq.XElement]::Parse(\"<r> <a/> </r>\").Nodes().Count; [Xml.Linq.XElement]::Parse(\"<r> <a/> </r>\", 'PreserveWhitespace').Nodes().Count",
            ["<r>text<b>bold</b> tail</r>", "textbold tail", "Text", "3", "1", "3"],
        ),
        (
            "$d = [Xml.Linq.XDocument]::new([Xml.Linq.XDeclaration]::new('1.0', 'utf-8', 'yes'), [Xml.Linq.XElement]::new([Xml.Linq.XName]'r')); \"$($d.Declaration)\"; $w = [IO.StringWriter]::new(); $d.Save($w); \"$w\"",
            ['<?xml version="1.0" encoding="utf-8" standalone="yes"?>', '<?xml version="1.0" encoding="utf-16" standalone="yes"?>\n<r />'],
        ),
        (
            "$x = [Xml.Linq.XElement]::Parse('<r><a/><b/><c/></r>'); $b = $x.Element('b'); $b.AddAfterSelf([Xml.Linq.XElement]::new([Xml.Linq.XName]'n')); $b.NextNode.Name.LocalName; $b.PreviousNode.Name.LocalName; $b.ElementsAfterSelf().Count; $b.ReplaceWith('t'); $x.ToString(); $x.Descendants().Count",
            ["n", "a", "2", "<r><a />t<n /><c /></r>", "3"],
        ),
        (
            "try { [Xml.Linq.XDocument]::Parse('<a><b></a>') } catch { $_.FullyQualifiedErrorId; $_.Exception.InnerException.Message }; try { [Xml.Linq.XName]::Get('a b') } catch { $_.FullyQualifiedErrorId }; try { [Xml.Linq.XElement]::new([Xml.Linq.XName]'r').Remove() } catch { $_.FullyQualifiedErrorId }",
            [
                "XmlException",
                "The 'b' start tag on line 1 position 5 does not match the end tag of 'a'. Line 1, position 9.",
                "XmlException",
                "InvalidOperationException",
            ],
        ),
        (
            "$x = [Xml.Linq.XElement]::Parse('<r><![CDATA[<raw>]]><?pi data?><!--c--></r>'); $x.ToString('DisableFormatting'); $x.Value; $x.Nodes().Count; $c = [Xml.Linq.XElement]::new($x); $c.RemoveNodes(); $x.Nodes().Count; $c.IsEmpty",
            ["<r><![CDATA[<raw>]]><?pi data?><!--c--></r>", "<raw>", "3", "3", "True"],
        ),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [xlinqtables])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []


def test_namespaces_that_nobody_declared_get_prefixes():
    element = XElement(XName("a", "u:1"), XAttribute(XName("b", "u:2"), 1))
    assert element.shown(1) == '<a xmlns="u:1" xmlns:p1="u:2" p1:b="1" />'
    assert xlinqreading.parse(element.shown()).root.attribute(XName("b", "u:2")).content == "1"


def test_documents_go_to_files_and_come_back(evaluate, tmp_path):
    path = str(tmp_path / "d.xml")
    script = f"[Xml.Linq.XElement]::Parse('<r>é</r>').Save('{path}'); [Xml.Linq.XDocument]::Load('{path}').Root.Value"
    assert evaluate(script) == ["é"]
    assert (tmp_path / "d.xml").read_bytes() == '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<r>é</r>'.encode()
