"""XmlReader: one node after the other."""

from __future__ import annotations

import pytest

from psbridge.engine.members import xmlreaders
from psbridge.engine.members.xmlsteps import ReaderSettings, steps_of

_OPEN = """
$text = '<?xml version="1.0"?><!-- c --><r a="1" x:b="2" xmlns:x="u:x"><i n="1">one</i><i n="2"/><e></e><x:j> <k>5</k><![CDATA[<&]]></x:j><?p q?></r>'
$r = [Xml.XmlReader]::Create([IO.StringReader]::new($text))
"""
_CAUGHT = "catch { $i = $_.Exception.InnerException; \"$($i.GetType().Name): $($i.Message)\" }"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "$(while ($r.Read()) { \"$($r.NodeType):$($r.Name):$($r.Value):$($r.Depth)\" }) -join ' '",
            [
                ('XmlDeclaration:xml:version="1.0":0 Comment:: c :0 Element:r::0 Element:i::1 Text::one:2 EndElement:i::1 Element:i::1 Element:e::1 '
                "EndElement:e::1 Element:x:j::1 Whitespace:: :2 Element:k::2 Text::5:3 EndElement:k::2 CDATA::<&:2 EndElement:x:j::1 "
                "ProcessingInstruction:p:q:1 EndElement:r::0")
            ],
        ),
        ("$r.ReadState; $r.NodeType; $null = $r.Read(); $r.ReadState; while ($r.Read()) { }; $r.ReadState; $r.EOF; $r.Read()",
         ["Initial", "None", "Interactive", "EndOfFile", "True", "False"]),
        ("$r.MoveToContent(); $r.AttributeCount; $r.HasAttributes; $r.GetAttribute('a'); $r['x:b']; $r.GetAttribute('b', 'u:x'); $r[1]; $null -eq $r['no']",
         ["Element", "3", "True", "1", "2", "2", "2", "True"]),
        (("$null = $r.MoveToContent(); $r.MoveToAttribute('x:b'); \"$($r.NodeType) $($r.LocalName) $($r.Prefix) $($r.NamespaceURI) $($r.Value) $($r.Depth)\";"
         "$r.MoveToElement(); $r.MoveToElement(); $r.Name; $r.MoveToFirstAttribute(); $r.Name; $r.MoveToNextAttribute(); $r.MoveToAttribute('no')"),
         ["True", "Attribute b x u:x 2 1", "True", "False", "r", "True", "a", "True", "False"]),
        ("$r.ReadToFollowing('i'); $r.ReadElementContentAsString(); $r.Name; $r['n']; $r.IsEmptyElement; $r.ReadElementContentAsString(); $r.Name; $r.IsEmptyElement",
         ["True", "one", "i", "2", "True", "", "e", "False"]),
        ("$r.ReadToFollowing('i'); $r.ReadToNextSibling('x:j'); $r.ReadInnerXml(); $r.NodeType", ["True", "True", " <k>5</k><![CDATA[<&]]>", "ProcessingInstruction"]),
        ("$r.ReadToFollowing('k'); $r.ReadOuterXml(); $r.NodeType; $r.ReadToFollowing('k')", ["True", "<k>5</k>", "CDATA", "False"]),
        ("$r.ReadToDescendant('x:j'); $r.ReadToDescendant('k'); $r.ReadElementContentAsInt() + 1", ["True", "True", "6"]),
        ("$r.ReadToFollowing('j', 'u:x'); $r.Skip(); $r.NodeType; $r.ReadToNextSibling('i'); $r.NodeType", ["True", "ProcessingInstruction", "False", "EndElement"]),
        ("$r.IsStartElement('r'); $r.ReadStartElement('r'); $r.ReadElementString(); $r.IsStartElement(); $null = $r.Read(); $r.ReadStartElement(); $r.ReadEndElement(); $r.Name",
         ["True", "one", "True", "x:j"]),
        ("$null = $r.MoveToContent(); $r.LookupNamespace('x'); $null = $r.Read(); $null = $r.Read(); $r.ReadContentAsString(); $r.NodeType; $r.Close(); $r.ReadState; $r.Read()",
         ["u:x", "one", "EndElement", "Closed", "False"]),
        (("$s = [Xml.XmlReaderSettings]@{ IgnoreWhitespace = $true; IgnoreComments = $true; IgnoreProcessingInstructions = $true };"
         "$r = [Xml.XmlReader]::Create([IO.StringReader]::new(\"<!--c--><a>`n <?p?><b> </b></a>`n\"), $s); $(while ($r.Read()) { $r.NodeType }) -join ' '"),
         ["Element Element EndElement EndElement"]),
        ("$r = [Xml.XmlReader]::Create([IO.StringReader]::new(\"<?xml version='1.0'?>`n<a/>`n\")); $(while ($r.Read()) { $r.NodeType }) -join ' '",
         ["XmlDeclaration Whitespace Element Whitespace"]),
        ("$r = [Xml.XmlReader]::Create([IO.StringReader]::new('<a>true</a>')); $null = $r.Read(); $r.ReadElementContentAsBoolean()", ["True"]),
        ("$r = [Xml.XmlTextReader]::new([IO.StringReader]::new(\"<a>`n <b c='d'/></a>\")); $null = $r.ReadToFollowing('b'); $r.LineNumber; $r.LinePosition; $r.GetType().Name",
         ["2", "3", "XmlTextReader"]),
        # what is wrong
        ("$r = [Xml.XmlReader]::Create([IO.StringReader]::new('<a><b></a>')); $null = $r.Read(); $r.Name; $null = $r.Read(); $r.Name;"
         "try { $r.Read() } " + _CAUGHT + "; $r.ReadState",
         ["a", "b", "XmlException: The 'b' start tag on line 1 position 5 does not match the end tag of 'a'. Line 1, position 9.", "Error"]),
        ("$null = $r.ReadToFollowing('x:j'); try { $r.ReadElementContentAsString() } " + _CAUGHT,
         ["XmlException: ReadElementContentAs() methods cannot be called on an element that has child elements. Line 1, position 103."]),
        ("$null = $r.ReadToFollowing('i'); try { $r.ReadElementContentAsInt() } " + _CAUGHT,
         ["XmlException: Content cannot be converted to the type Int. Line 1, position 77."]),
        ("$null = $r.Read(); try { $r.ReadElementContentAsString() } " + _CAUGHT,
         ["InvalidOperationException: The ReadElementContentAsString method is not supported on node type XmlDeclaration. Line 1, position 3."]),
        ("try { $r.ReadStartElement('q') } " + _CAUGHT, ["XmlException: Element 'q' was not found. Line 1, position 33."]),
        ("try { $r.ReadEndElement() } " + _CAUGHT, ["XmlException: 'Element' is an invalid XmlNodeType. Line 1, position 33."]),
        ("$null = $r.MoveToContent(); try { $r.GetAttribute(9) } " + _CAUGHT,
         ["ArgumentOutOfRangeException: Specified argument was out of the range of valid values. (Parameter 'i')"]),
        ("try { [Xml.XmlReader]::Create('') } " + _CAUGHT, ["ArgumentException: The URL cannot be empty. (Parameter 'url')"]),
    ],
)  # fmt: skip
def test_what_a_reader_meets(evaluate, script, expected):
    assert evaluate(_OPEN + script) == expected


def test_files_of_the_machine_are_read(evaluate, tmp_path):
    (tmp_path / "a.xml").write_text("<a><b>x</b></a>")
    script = f"""
        $r = [System.Xml.XmlReader]::Create('{tmp_path}/a.xml'); try {{ $r.ReadToFollowing('b'); $r.ReadElementContentAsString() }} finally {{ $r.Dispose() }}
        try {{ [Xml.XmlReader]::Create('{tmp_path}/none.xml') }} catch {{ $_.FullyQualifiedErrorId }}
    """
    assert evaluate(script) == ["True", "x", "FileNotFoundException"]


def test_an_emulated_machine_has_files_of_its_own(tmp_path):
    from psbridge.engine.runspace import Runspace
    from psbridge.machine.computer import Machine

    (tmp_path / "a.xml").write_text("<a/>")
    machine = Machine.windows("web01")
    with Runspace(machine, profile="windows", environment=machine.environment, directory="C:\\") as windows:
        script = f"[IO.File]::WriteAllText('C:\\a.xml', '<q/>'); $r = [Xml.XmlReader]::Create('C:\\a.xml'); $null = $r.Read(); $r.Name; try {{ [Xml.XmlReader]::Create('{tmp_path}/a.xml') }} catch {{ 'no' }}"
        assert windows.invoke(script) == ["q", "no"]


def test_white_space_beside_the_root_is_kept_where_it_is_wanted(evaluate):
    script = "$d = [xml]::new(); $d.PreserveWhitespace = $true; $d.LoadXml(\"<!--c-->`n<a/>\"); $d.OuterXml.Length; $d.PreserveWhitespace = $false; $d.LoadXml(\"<!--c-->`n<a/>\"); $d.OuterXml.Length"
    assert evaluate(script) == ["14", "13"]


def test_steps_end_where_a_text_goes_wrong():
    steps, problem = steps_of("<a><b/>", ReaderSettings())
    assert [(one.kind, one.depth, one.is_empty) for one in steps] == [(1, 0, False), (1, 1, True)]
    assert problem is not None
    assert steps_of("<a/>", ReaderSettings())[1] is None


@pytest.mark.parametrize("module", [xmlreaders])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []
