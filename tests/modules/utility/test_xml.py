"""XML and HTML: ConvertTo-Xml, Select-Xml, ConvertTo-Html, CLIXML files and texts."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import clixmlfiles, html, xmlselecting, xmlwriting

DOCUMENT = '\'<r><i v="1">a</i><i v="2">b</i></r>\''


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (f"(Select-Xml -Content {DOCUMENT} -XPath '//i').Node.v", ["1", "2"]),
        (f"(Select-Xml -Content {DOCUMENT} -XPath '//i/@v').Node.Value", ["1", "2"]),
        (f"([xml]{DOCUMENT} | Select-Xml //i).Path", ["InputStream", "InputStream"]),
        (f"{DOCUMENT} > x.xml; (Select-Xml -Path x.xml -XPath '//i[2]').Node.InnerText", ["b"]),
        ("(Select-Xml -Content '<r xmlns=\"urn:q\"><n>v</n></r>' -XPath '//z:n' -Namespace @{z='urn:q'}).Node.InnerText", ["v"]),
        (
            "([dayofweek]5 | ConvertTo-Xml -NoTypeInformation).OuterXml.Substring(38)",
            ['<Objects><Object><Property Name="value__">5</Property></Object></Objects>'],
        ),
        (
            "([pscustomobject]@{a=1,@(2);h=@{};n=$null;d=[datetime]'2020-01-02'} | ConvertTo-Xml -NoTypeInformation).Objects.OuterXml",
            [
                (
                    '<Objects><Object><Property Name="a"><Property>1</Property><Property><Property>2</Property></Property></Property>'
                    '<Property Name="h" /><Property Name="n" /><Property Name="d">1/2/2020 12:00:00 AM</Property></Object></Objects>'
                )
            ],
        ),
        (
            "([pscustomobject]@{o=[pscustomobject]@{p=1}} | ConvertTo-Xml).Objects.Object.Property.InnerXml",
            [
                '<Property Type="System.String">@{p=1}</Property><Property Name="p" Type="System.Management.Automation.PSNoteProperty">1</Property>'
            ],
        ),
        ("([pscustomobject]@{a=1} | ConvertTo-Xml).Objects.Object.Property.Name", ["a"]),
        ("([pscustomobject]@{a=1} | ConvertTo-Xml -NoTypeInformation -As Stream)[1]", ["<Objects>"]),
        (
            "([pscustomobject]@{a=1} | ConvertTo-Html -Fragment) -join ''",
            ["<table><colgroup><col/></colgroup><tr><th>a</th></tr><tr><td>1</td></tr></table>"],
        ),
        (
            "1, 'two', 3.0 | Export-Clixml o.xml; (Import-Clixml o.xml | ForEach-Object { $_.GetType().Name }) -join ','",
            ["Int32,String,Double"],
        ),
        ("11..20 | Export-Clixml o.xml; Import-Clixml o.xml -Skip 8; Import-Clixml o.xml -First 1", ["19", "20", "11"]),
        ("@{k='v'} | ConvertTo-CliXml | ConvertFrom-CliXml | ForEach-Object k", ["v"]),
    ],
)
def test_output(session, script, expected):
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Select-Xml -Content '<r/>' -XPath '//['", "System.Xml.XPath.XPathException"),
        ("Select-Xml -Content '<r>' -XPath '//r'", "InvalidCastToXmlDocument"),
        ("Select-Xml -Content '<r/>' -XPath 'count(//r)'", "System.Xml.XPath.XPathException"),
        ("Select-Xml -Content '<r/>' -XPath '/none' -Namespace @{q=$null}", "PrefixError"),
        ("Select-Xml -Path none.xml -XPath '//r'", "PathNotFound"),
        ("Import-Clixml gone.xml", "FileOpenFailure"),
        ("'no xml' > b.xml; Import-Clixml b.xml", "System.Xml.XmlException"),
        ("1 | Export-Clixml o.xml; 2 | Export-Clixml o.xml -NoClobber", "NoClobber"),
    ],
)
def test_errors(session, script, error):
    assert session.fails(script) == [error]


def test_parts():
    assert xmlwriting.XmlWriter(1, types=False).top(5) == ["<Object>5</Object>"]
    assert xmlselecting.SelectXmlInfo(None, "", "//a").file == "InputStream"
    assert clixmlfiles._total(3).base == 3
    assert html.ConvertToHtml.DECLARATION.name == "ConvertTo-Html"
