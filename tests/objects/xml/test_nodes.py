"""System.Xml: reading, changing, searching, and PowerShell's view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psbridge.clixml import dumps, loads
from psbridge.objects import NetError, Property, XmlText, find_type
from psbridge.objects.access import find_member, get_property, properties_of, set_property
from psbridge.objects.convert import convert, enumerate_value, error_id_of, to_text, truth
from psbridge.objects.xml import XmlDocument, parse_document
from psbridge.objects.xml import adapter as _adapter
from psbridge.objects.xml.members import METHODS, PROPERTIES
from psbridge.objects.xml.nodes import XmlNodeList
from psbridge.objects.xml.reading import xml_error
from psbridge.objects.xml.xpath import select

TEXT = '<r a="1"><b>t</b><b>u</b><c><d /></c><e x="y">z</e></r>'


def call(node, name, *args):
    return find_member(node, name).call(node, *args)


@pytest.fixture
def root():
    return get_property(parse_document(TEXT), "r")


def test_children_and_attributes_are_properties(root):
    assert _adapter.__doc__
    assert get_property(root, "A") == "1"
    assert get_property(root, "b") == ["t", "u"]
    assert get_property(get_property(root, "c"), "d") == ""
    assert get_property(get_property(root, "e"), "x") == "y"
    assert get_property(root, "nope") is None
    assert [view.name for view in properties_of(root)] == ["a", "b", "c", "e"]
    assert [view.name for view in properties_of(root.document)] == ["r"]


def test_setting(root):
    set_property(root, "a", "5")
    set_property(get_property(root, "c"), "d", "new")
    assert root.outer_xml == '<r a="5"><b>t</b><b>u</b><c><d>new</d></c><e x="y">z</e></r>'
    for name, value, error_id in (
        ("a", 5, "XmlNodeSetShouldBeAString"),
        ("b", "x", "XmlNodeSetRestrictionsMoreThanOneChild"),
        ("c", "x", "XmlNodeSetRestrictionsNodeType"),
    ):
        with pytest.raises(NetError) as caught:
            set_property(root, name, value)
        assert error_id_of(caught.value) == error_id


def test_texts(root):
    assert to_text(root) == "r"
    assert to_text(root.document) == "#document"
    assert get_property(root, "InnerText") == "tuz"
    assert get_property(root.document, "OuterXml") == TEXT
    assert get_property(root, "InnerXml").startswith("<b>t</b>")


def test_conversion():
    assert isinstance(convert("<a/>", find_type("System.Xml.XmlDocument")), XmlDocument)
    with pytest.raises(NetError) as caught:
        convert("zz", find_type("System.Xml.XmlDocument"))
    assert error_id_of(caught.value) == "InvalidCastToXmlDocument"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Root element is missing."),
        ("zz", "Data at the root level is invalid. Line 1, position 1."),
        ("<a>", "Unexpected end of file has occurred. The following elements are not closed: a. Line 1, position 4."),
        ("<a></b>", "The 'a' start tag on line 1 position 2 does not match the end tag of 'b'. Line 1, position 6."),
        ("<a/><b/>", "There are multiple root elements. Line 1, position 6."),
        ("<p:a/>", "'p' is an undeclared prefix. Line 1, position 2."),
        ("<!DOCTYPE a><a/>", "For security reasons DTD is prohibited in this XML document."),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "For security reasons DTD is prohibited"),
    ],
)
def test_bad_documents(text, message):
    with pytest.raises(NetError) as caught:
        parse_document(text)
    assert message in caught.value.exception.message
    assert caught.value.exception.is_a(xml_error("").exception.kind.full_name)


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0" encoding="utf-16"?><a><!--c--><?pi data?><![CDATA[<x>]]></a>',
        '<a b="&quot;&lt;&#xA;">&amp;&lt;é</a>',
        '<p:a xmlns:p="urn:p" p:b="1"><p:c /></p:a>',
        "<a><b /></a>",
    ],
)
def test_documents_are_written_as_read(text):
    assert parse_document(text).outer_xml == text


def test_blanks_between_elements_do_not_count():
    assert parse_document("<a>\n  <b> x </b>\n</a>").outer_xml == "<a><b> x </b></a>"
    assert parse_document("<a>\n</a>", preserve_whitespace=True).outer_xml == "<a>\n</a>"


def test_building():
    document = XmlDocument()
    root = document.append(call(document, "CreateElement", "root"))
    call(root, "SetAttribute", "id", "1")
    first = call(root, "AppendChild", call(document, "CreateElement", "one"))
    call(root, "InsertBefore", call(document, "CreateComment", "note"), first)
    call(first, "AppendChild", call(document, "CreateTextNode", "a&b"))
    call(root, "PrependChild", call(document, "CreateCDataSection", "raw"))
    assert document.outer_xml == '<root id="1"><![CDATA[raw]]><!--note--><one>a&amp;b</one></root>'
    assert call(root, "GetAttribute", "id") == "1"
    assert call(root, "HasAttribute", "id")
    call(root, "RemoveAttribute", "id")
    call(root, "ReplaceChild", call(document, "CreateElement", "two"), first)
    call(root, "RemoveChild", get_property(root, "FirstChild"))
    assert document.outer_xml == "<root><!--note--><two /></root>"
    copy = call(document, "CloneNode", True)
    call(root, "RemoveAll")
    assert (document.outer_xml, copy.outer_xml) == ("<root />", "<root><!--note--><two /></root>")
    other = call(document, "ImportNode", copy.element, True)
    call(root, "AppendChild", other)
    assert get_property(other, "OwnerDocument") is document
    with pytest.raises(NetError, match="already has a 'DocumentElement'"):
        document.append(call(document, "CreateElement", "more"))
    with pytest.raises(NetError, match="as a child of itself"):
        other.append(root)
    with pytest.raises(NetError, match="not a child of this node"):
        root.remove_child(first)


def test_namespaces_of_new_elements_are_declared():
    document = XmlDocument()
    root = document.append(call(document, "CreateElement", "p", "root", "urn:p"))
    call(root, "AppendChild", call(document, "CreateElement", "p:in", "urn:p"))
    assert document.outer_xml == '<p:root xmlns:p="urn:p"><p:in /></p:root>'


def test_members(root):
    child = get_property(root, "LastChild")
    assert get_property(child, "NodeType").label == "Element"
    assert get_property(child, "PreviousSibling").name == "c"
    assert get_property(child, "NextSibling") is None
    assert get_property(child, "ParentNode") is root
    assert get_property(root.document, "DocumentElement") is root
    assert get_property(get_property(root, "Attributes"), "Count") == 1
    assert [node.name for node in enumerate_value(get_property(root, "ChildNodes"))] == ["b", "b", "c", "e"]
    set_property(child, "InnerXml", "<q/>text")
    assert child.inner_xml == "<q />text"
    set_property(child, "InnerText", "<")
    assert child.inner_xml == "&lt;"
    with pytest.raises(NetError, match="Cannot set a value"):
        set_property(child, "Value", "x")
    assert call(root, "GetElementsByTagName", "b").count == 2
    document = root.document
    call(document, "LoadXml", "<n/>")
    assert document.outer_xml == "<n />"
    assert all(isinstance(one, Property) for one in PROPERTIES.values())
    assert "selectnodes" in METHODS


def test_lists(root):
    found = call(root, "SelectNodes", "b")
    assert isinstance(found, XmlNodeList)
    assert truth(found)
    assert found[1].inner_text == "u"
    assert found.item(5) is None
    assert get_property(found, "Count") == 2


@pytest.mark.parametrize(
    ("path", "texts"),
    [("//b", ["t", "u"]), ("b[2]", ["u"]), ("//@x", ["y"]), ("//e/text()", ["z"]), ("c/..", ["tuz"]), ("//none", []), ("c/d", [""])],
)
def test_paths(root, path, texts):
    assert [node.inner_text for node in select(root, path)] == texts


def test_paths_with_namespaces():
    document = parse_document('<r xmlns="urn:q"><n>v</n></r>')
    assert [node.inner_text for node in select(document, "//z:n", {"z": "urn:q"})] == ["v"]
    assert select(document, "//n") == []


def test_bad_paths(root):
    with pytest.raises(NetError, match="invalid token"):
        select(root, "//[")
    with pytest.raises(NetError, match="must evaluate to a node-set"):
        select(root, "1+1")


def test_over_the_wire():
    document = parse_document(TEXT)
    assert loads(dumps(document))[0] == XmlText(TEXT)
    source = XmlText(TEXT)
    assert get_property(get_property(source, "r"), "a") == "1"
    assert [view.name for view in properties_of(source)] == ["r"]
    assert find_member(source, "SelectSingleNode").call(source, "//c").name == "c"


_trees = st.recursive(
    st.text("ab<&>\"' é", max_size=4),
    lambda inner: st.tuples(
        st.sampled_from("pqr"), st.dictionaries(st.sampled_from("xy"), st.text('a<&"\n', max_size=3)), st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_trees)
def test_any_tree_is_read_as_written(tree):
    document = XmlDocument()
    root = document.append(call(document, "CreateElement", "root"))

    def build(parent, part):
        if isinstance(part, str):
            if part.strip():
                parent.append(call(document, "CreateTextNode", part))
            return
        made = parent.append(call(document, "CreateElement", part[0]))
        for name, value in part[1].items():
            made.set_attribute(name, value)
        for inner in part[2]:
            build(made, inner)

    build(root, tree)
    assert parse_document(document.outer_xml).outer_xml == document.outer_xml
