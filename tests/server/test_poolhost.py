"""A served pool, driven by the client's end of the protocol in memory."""

from __future__ import annotations

import pytest

from psbridge.engine.host import Host, HostUI
from psbridge.objects import SecureString, Version, unwrap
from psbridge.objects.streams import OUTPUT
from psbridge.psrp import Command, HostInfo, MetadataQuery, Pipeline, PipelineState, PoolState
from psbridge.psrp.sessionkey import OpenSecrets
from psbridge.server.console import ServerOptions, decode_command, encode_command, is_server, parse, server_profile
from psbridge.server.metadata import metadata_script
from psbridge.server.poolhost import PoolHost
from psbridge.server.poolhostprofile import Profile, startup_scripts
from psbridge.server.poolhostrun import stopped_record
from psbridge.server.remotedebugger import VIRTUAL
from psbridge.server.remotehost import RemoteHost
from psbridge.sessions.client import ClientSession
from psbridge.transports.memory import MemoryTransport


def profile(**changes) -> Profile:
    made = server_profile(ServerOptions())
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def connect(served: Profile | None = None, **options) -> ClientSession:
    return ClientSession(MemoryTransport(lambda flush: PoolHost(served or profile(), flush)), **options)


@pytest.fixture
def session():
    with connect() as opened:
        yield opened


class TestPipelines:
    @pytest.mark.parametrize("name", sorted(VIRTUAL)[:3])
    def test_hidden_commands_of_real_clients_complete(self, session, name):
        running = session.run(Pipeline([Command(name).add("Mode", 6)]))
        assert running.wait(60)
        assert running.state is PipelineState.COMPLETED

    def test_nested_ones_do_not_wait(self, session):
        busy = session.run("'on'; Start-Sleep 60")
        with busy.streams.cursor((OUTPUT,)) as cursor:
            cursor.get()
        nested = Pipeline.script("'nested'", is_nested=True)
        assert session.run(nested).result(60) == ["nested"]
        busy.stop()

    def test_what_a_script_can_tell_of_its_client(self, session):
        assert session.run('$PSSenderInfo.ConnectionString; $host.Name; "$($host.Version)"').result(60) == [
            "http://localhost",
            "ServerRemoteHost",
            "1.0.0.0",
        ]

    def test_history(self, session):
        session.run(Pipeline.script("1 + 1", add_to_history=True)).wait(60)
        assert session.run("(Get-History).CommandLine").result(60) == ["1 + 1"]

    def test_an_unknown_command_fails_as_a_command_and_not_in_a_script(self, session):
        as_command, in_script = session.run(Pipeline([Command("no-such")])), session.run("no-such; 'on'")
        assert as_command.wait(60)
        assert in_script.wait(60)
        assert (as_command.state, in_script.state) == (PipelineState.FAILED, PipelineState.COMPLETED)

    def test_merged_errors_of_previous_commands(self, session):
        commands = [Command("Write-Error").add("Message", "m"), Command("Out-String", merge_previous=3)]
        running = session.run(Pipeline(commands))
        assert running.wait(60)
        assert [stream for stream, _ in running.streams.receive()] == [OUTPUT]

    def test_several_statements(self, session):
        assert session.run(Pipeline([Command("1", True, ends_statement=True), Command("2", True)])).result(60) == [1, 2]

    def test_command_metadata(self, session):
        count, command = session.command_metadata(MetadataQuery(("Get-Date",))).result(60)
        assert (count.get("Count"), command.get("Name")) == (1, "Get-Date")


class TestHost:
    def test_records_are_sent_and_then_shown(self):
        class Screen(HostUI):
            __slots__ = ("lines",)

            def __init__(self):
                super().__init__()
                self.lines = []

            def write_warning_line(self, text):
                self.lines.append(text)

        host = Host("test", ui=Screen())
        with connect(host=host) as opened:
            running = opened.run("Write-Warning w")
            running.wait(60)
        assert ([str(value) for _, value in running.streams.receive()], host.ui.lines) == (["w"], ["w"])

    def test_an_absent_host_refuses(self):
        host = RemoteHost(HostInfo(), None)
        assert (host.shows_records, host.caller, host.name) == (False, None, "ServerRemoteHost")


class TestSecrets:
    def test_the_client_is_asked_for_its_key(self):
        with connect(profile(secrets="exchange")) as opened:
            (secret,) = opened.run("ConvertTo-SecureString 'p' -AsPlainText -Force").result(60)
        assert unwrap(secret).reveal() == "p"

    @pytest.mark.parametrize(("ours", "theirs", "spoken"), [("2.4", "2.4", "2.4"), ("2.4", "2.3", "2.3"), ("2.3", "2.4", "2.3")])
    def test_the_lower_protocol_counts_and_from_2_4_on_no_keys_are_exchanged(self, ours, theirs, spoken):
        with connect(profile(secrets="exchange", protocol=Version.parse(theirs)), protocol=Version.parse(ours)) as opened:
            keyless = isinstance(opened.pool.secrets, OpenSecrets)
            (other,) = opened.run("ConvertTo-SecureString 'down' -AsPlainText -Force").result(60)
            (secret,) = opened.run(Pipeline.script("param($s) $s", [SecureString("up")])).result(60)
            assert (str(opened.pool.protocol), keyless) == (spoken, spoken == "2.4")
            assert isinstance(opened.pool.secrets, OpenSecrets) == keyless
        assert (unwrap(secret).reveal(), unwrap(other).reveal()) == ("up", "down")

    def test_or_the_secret_is_refused(self):
        with connect(profile(secrets="refuse")) as opened:
            running = opened.run("ConvertTo-SecureString 'p' -AsPlainText -Force; 'next'")
            assert running.result(60) == [None, "next"]


class TestLife:
    def test_startup_scripts(self):
        with connect(profile(startup=("$a = 1", "$b = 2; 'dropped'"))) as opened:
            assert opened.run("$a, $b").result(60) == [1, 2]

    def test_a_client_leaves_and_comes_back(self):
        opened = connect().open()
        running = opened.run("1; Start-Sleep -Milliseconds 30; 2")
        opened.transport.disconnect_session()
        opened.pool.disconnected()
        opened.transport.reconnect_session()
        opened.pool.reconnected()
        assert running.result(60) == [1, 2]
        opened.close()

    def test_close_of_a_pool_that_never_opened_says_nothing(self):
        told = []
        host = PoolHost(profile(), lambda: None)
        host.close(lambda: told.append("done"))
        assert (told, host.pool.waiting(), host.pool.state) == (["done"], [], PoolState.BEFORE_OPEN)

    def test_unknown_pipelines_are_no_trouble(self):
        from uuid import uuid4

        told = []
        host = PoolHost(profile(), lambda: None)
        host.stop(uuid4(), lambda: told.append("stopped"))
        host.close_pipeline(uuid4(), lambda: told.append("closed"))
        assert told == ["stopped", "closed"]


class TestCommandLine:
    def test_which_lines_ask_for_a_server(self):
        assert [is_server(line) for line in (["-s"], ["-NoLogo", "-sshs"], ["-c", "1"])] == [True, True, False]

    def test_options(self):
        told = parse(["-sshs", "-NoLogo", "-wd", "/usr", "-EncodedCommand", encode_command("$x = 'ä'"), "-ExecutionPolicy", "Bypass"])
        assert (told.over_ssh, told.directory, told.command) == (True, "/usr", "$x = 'ä'")
        assert server_profile(told).secrets == "plain"

    def test_startup_scripts_in_order(self):
        assert startup_scripts("/it's", "1") == ("Set-Location -LiteralPath '/it''s'", "1")

    def test_a_bad_encoded_command(self):
        with pytest.raises(SystemExit, match="base64"):
            decode_command("???")


def test_stopped_record():
    assert stopped_record().fully_qualified_error_id == "PipelineStopped"


def test_metadata_script_has_what_was_asked():
    text, arguments = metadata_script(MetadataQuery(("Get-*",), 8, ("m",)))
    assert "Get-Command" in text
    assert arguments == [["Get-*"], 8, ["m"], [], []]
