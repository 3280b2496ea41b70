"""Descriptions of commands as they come from a host, and records on the thread of who asks."""

from __future__ import annotations

import threading

import pytest

from psbridge.errors import MessageError
from psbridge.objects import PSObject
from psbridge.objects.containers import Hashtable
from psbridge.psrp import MetadataQuery, PipelineState
from psbridge.server.console import ServerOptions, server_profile
from psbridge.server.poolhost import PoolHost
from psbridge.sessions.client import ClientSession
from psbridge.sessions.remotemetadata import Listening, RemoteCommand, RemoteParameter, is_safe, read_command, unsafe_part
from psbridge.transports.memory import MemoryTransport


def described(**more: object) -> PSObject:
    parameter = PSObject.of(Name="Path", SwitchParameter=False, IsDynamic=False, Aliases=["p"])
    facts = {"Name": "Get-Thing", "CommandType": 8, "ResolvedCommandName": None, "Parameters": Hashtable({"Path": parameter}), **more}
    return PSObject.of(**facts)


def test_a_description() -> None:
    assert read_command(described()) == RemoteCommand("Get-Thing", 8, None, (RemoteParameter("Path", False, ("p",)),))
    assert read_command(described(CommandType=1, ResolvedCommandName="Get-Other")).resolved == "Get-Other"
    assert read_command(described(CommandType=1)).resolved == ""


@pytest.mark.parametrize(
    "broken",
    [{"Name": None}, {"CommandType": None}, {"CommandType": "nonsense"}, {"Parameters": Hashtable({"Path": PSObject.of(Name="Path")})}],
)
def test_what_lacks_something_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(MessageError):
        read_command(described(**broken))


@pytest.mark.parametrize(
    ("name", "safe"),
    [("Get-Thing", True), ("cd\\", True), ("C:", True), ("a_b.c", True), ("Größe", True), ("%", False), ("a b", False), ("a'b", False), ("", False),
     ("x" * 100, True), ("x" * 101, False), ("a\n", False), ("a$b", False)],
)  # fmt: skip
def test_names_that_may_stand_in_a_script(name: str, safe: bool) -> None:
    assert is_safe(name) is safe


def test_the_part_that_may_not() -> None:
    def command(*parameters: RemoteParameter) -> RemoteCommand:
        return RemoteCommand("f", 2, None, parameters)

    assert unsafe_part(command(RemoteParameter("a", aliases=("b",)))) is None
    assert unsafe_part(command(RemoteParameter("a:b"))) == ("Parameter", "a:b")
    assert unsafe_part(command(RemoteParameter("a", aliases=("b", "c d")))) == ("Alias", "c d")


def test_which_of_two_commands_counts() -> None:
    ranks = [RemoteCommand("x", kind, None, ()).rank for kind in (1, 2, 8, 32)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 4


def test_listening() -> None:
    """Records come on the caller's thread, and the end with them."""
    with ClientSession(MemoryTransport(lambda flush: PoolHost(server_profile(ServerOptions()), flush))) as client:
        heard = Listening(lambda sink: client.command_metadata(MetadataQuery(("Get-Date",)), sink))
        count, value = [record for _, record in heard]
        assert count.get("Count") == 1
        found = read_command(value)
        assert (found.name, found.kind, found.is_like_cmdlet) == ("Get-Date", 8, True)
        assert RemoteParameter("Date", False, ("LastWriteTime",)) in found.parameters
        failing = Listening(lambda sink: client.run("1; throw 'no'", sink=sink))
        assert [(value, threading.current_thread()) for _, value in failing] == [(1, threading.main_thread())]
        assert failing.running.state is PipelineState.FAILED
