"""Texts of proxy modules: what they say, and that nothing in a name becomes code."""

from __future__ import annotations

import pytest

from psbridge.formatting.model import TableBody
from psbridge.formatting.ps1xml import read_views
from psbridge.language import parse
from psbridge.modules.utility import remoteviews
from psbridge.modules.utility.proxywriting import NO_SESSION, Origin, heading_of, listed, manifest, proxy, quoted, script_module
from psbridge.modules.utility.sessionrenewal import option_text, place_of, renewal
from psbridge.objects import PSObject
from psbridge.sessions.connection import Connection
from psbridge.sessions.options import PSSessionOption
from psbridge.sessions.pssession import PSSession
from psbridge.sessions.remotemetadata import RemoteCommand, RemoteParameter

COMMAND = RemoteCommand(
    "Get-Thing", 8, None, (RemoteParameter("Path", False, ("p", "q")), RemoteParameter("AsJob", True), RemoteParameter("Deep", True))
)


@pytest.mark.parametrize(("text", "expected"), [("a", "'a'"), ("it's", "'it''s'"), ("\u2019; rm", "'\u2019\u2019; rm'")])
def test_quotes(text: str, expected: str) -> None:
    assert quoted(text) == expected
    assert listed([text, "b"]) == f"@({expected}, 'b')"


def test_a_proxy() -> None:
    text = proxy(COMMAND)
    assert "[Alias('p', 'q')] [object] ${Path}" in text
    assert text.count("${AsJob}") == 1  # ours, not the one over there
    assert "# .ForwardHelpTargetName Get-Thing" in text
    assert parse(text).errors == ()


def test_a_module_is_a_script_without_errors() -> None:
    origin = Origin("1b", "New-PSSession -ComputerName 'x'", "New-PSSessionOption", ("Net'Adapter",), "stamp'd")
    text = script_module(
        heading_of("Import-PSSession", "Import-PSSession $s #> Stop-Computer", "today"), origin, [COMMAND], {"gt": "Get-Thing"}
    )
    assert parse(text).errors == ()
    assert "#> Stop" not in text
    assert "'Net''Adapter'" in text
    assert "'stamp''d'" in text
    without = script_module("", Origin("1b", "", "New-PSSessionOption"), [], {})
    assert parse(without).errors == ()
    assert NO_SESSION in without
    assert "Creating a new session" not in without
    assert parse(manifest("", "g", "it's far", "m")).errors == ()


def session_of(connection: Connection) -> PSSession:
    return PSSession(1, "s", connection, None)


@pytest.mark.parametrize(
    ("connection", "place", "expected"),
    [
        (
            Connection.of("web01"),
            "http://web01:5985/wsman",
            "-ComputerName 'web01' -ConfigurationName 'Microsoft.PowerShell' -SessionOption",
        ),
        (
            Connection.of("web01", ssl=True, port=5986, auth="kerberos", configuration_name="jea"),
            "https://web01:5986/wsman",
            "-ConfigurationName 'jea' -UseSSL -Authentication Kerberos",
        ),
        (
            Connection.of("web01", port=8080, username="o'neil", password="secret"),
            "http://web01:8080/wsman",
            (
                "-Port 8080 -Credential ($Host.UI.PromptForCredential('PowerShell credential request', "
                "'Enter your credentials for http://web01:8080/wsman.', 'o''neil', 'web01'))"
            ),
        ),
        (Connection.of("web01", "ssh", username="me", port=2222), "web01", "-HostName 'web01' -UserName 'me' -Port 2222"),
    ],
)
def test_how_a_session_is_made_again(connection: Connection, place: str, expected: str) -> None:
    text = renewal(session_of(connection))
    assert place_of(connection) == place
    assert expected in text
    assert "secret" not in text
    assert parse(text).errors == ()


def test_other_transports_cannot_be_made_again() -> None:
    assert renewal(session_of(Connection.of("x", "process", command=["a"]))) == ""


def test_options() -> None:
    option = PSSessionOption()
    option.no_compression, option.max_redirections = True, 3
    text = option_text(option)
    assert "-NoCompression" in text
    assert "-MaximumRedirection 3" in text
    assert "-OpenTimeout 180000" in text
    assert parse(text).errors == ()


def definition(control: PSObject) -> PSObject:
    return PSObject.of(TypeNames=["My.Type"], FormatViewDefinition=[PSObject.of(Name="mine", Control=control)])


def test_views_that_travelled() -> None:
    def entry(value: str, kind: str = "Property") -> PSObject:
        return PSObject.of(DisplayEntry=PSObject.of(ValueType=kind, Value=value), Alignment="Right")

    def table(*cells: PSObject) -> PSObject:
        made = PSObject.of(Headers=[PSObject.of(Label="N", Width=7, Alignment="Left")], Rows=[PSObject.of(Columns=list(cells), Wrap=True)])
        made.custom_type_names = ["Deserialized.System.Management.Automation.TableControl"]
        return made

    found = remoteviews.read(definition(table(entry("Name"), entry("$_.Size / 2", "ScriptBlock"))), lambda text: f"<{text}>")
    assert found is not None
    (view,) = found.views
    assert (found.types, view.name, view.shape) == (("My.Type",), "mine", "table")
    assert isinstance(view.body, TableBody)
    assert [cell.source.text for row in view.body.rows for cell in row.cells if cell.source] == ["Name", "$_.Size / 2"]
    (again,) = read_views(remoteviews.text(found.views, "utf-8").encode(), lambda text: None)
    assert again.types == ("My.Type",)
    computed = remoteviews.read(definition(table(entry("", "ScriptBlock"))), str)
    assert computed is not None
    assert computed.views == ()  # nobody here can work it out
    assert remoteviews.read("text", str) is None
