"""`psbridge session`: sessions on hosts: new, list, enter, disconnect, connect, receive, remove.

A command line keeps no connection: `new` makes a session and leaves it on its host, the others take it up by its id or name.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any
from uuid import UUID

from psbridge.cli.arguments import seconds
from psbridge.cli.grouped import add_command, run_command
from psbridge.cli.hosts import add_options, connections, connector
from psbridge.cli.rendering import FORMATS, render
from psbridge.cli.tables import show_table


def main(arguments: list[str]) -> int:
    """Run and give the exit code."""
    return run_command(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="psbridge session", description="Sessions on hosts, the disconnected ones too.")
    words = parser.add_subparsers(title="commands", metavar="COMMAND")
    new = _command(words, "new", _new, "make sessions and leave them on their hosts")
    _add_hosts(new)
    new.add_argument("--name", help="what it is called here")
    new.add_argument("--idle-timeout", type=seconds, metavar="S", help="the host ends it after so long without a client (7200)")
    lister = _command(words, "list", _list, "the sessions that we have left, or those that live on hosts")
    _add_hosts(lister)
    lister.add_argument("--json", action="store_true", help="one object a line")
    enter = _command(words, "enter", _enter, "a prompt on a host")
    _add_hosts(enter)
    for name, act, text in (
        ("disconnect", _disconnect, "leave sessions whose client is gone"),
        ("connect", _connect, "run a script in a session that was left, and leave it again"),
        ("receive", _receive, "the results of commands in sessions"),
        ("remove", _remove, "end sessions"),
    ):
        one = _command(words, name, act, text)
        one.add_argument(
            "sessions", nargs=1 if name == "connect" else "+", metavar="SESSION", help="an instance id, or a name that we know"
        )
        one.add_argument("-H", "--host", "--hosts", dest="host", help="where an instance id is that we do not know")
        if name in ("connect", "receive"):
            one.add_argument("--format", choices=FORMATS, default="text", help="how results are written")
        if name == "connect":
            one.add_argument("script", help="what to run")
    return parser


def _command(words: Any, name: str, act: Any, text: str) -> argparse.ArgumentParser:
    made = add_command(words, name, act, text)
    add_options(made, many=False)
    return made


def _add_hosts(parser: argparse.ArgumentParser) -> None:
    """Hosts as words, or with -H as `exec` and `job` take them."""
    parser.add_argument("host", nargs="*", metavar="HOST", help="names, ranges web[01-20], @groups, !without")
    parser.add_argument("-H", "--hosts", action="append", default=[], metavar="HOSTS", help="the same, as exec and job take them")


def _named(told: argparse.Namespace) -> list[str]:
    return [*told.host, *told.hosts]


def _store() -> Any:
    from psbridge.store import Database, SessionStore

    return SessionStore(Database())


def _new(told: argparse.Namespace) -> int:
    from psbridge.sessions.session import Session

    store = _store()
    for connection in connections(told, _named(told)):
        session = Session(connection.host, connection=connection, name=told.name).open()
        name = told.name or f"Session{str(session.instance_id)[:8]}"
        session.disconnect(idle_timeout=told.idle_timeout)
        session.client.transport.kill()
        store.put(session.instance_id, name, connection.host, "Disconnected", connection.public())
        print(f"{session.instance_id}\t{name}\t{connection.host}")
    return 0


def _list(told: argparse.Namespace) -> int:
    if not _named(told):
        rows = [(str(row.instance_id), row.name, row.host, row.state) for row in _store().list()]
        show_table(("InstanceId", "Name", "Host", "State"), rows, tabs=True, as_json=told.json)
        return 0
    found, failed = _living(connections(told, _named(told)))
    rows_of_hosts = [(str(i.instance_id), i.name or "-", i.host, i.state, i.availability, i.configuration_name) for i in found]
    show_table(("InstanceId", "Name", "Host", "State", "Availability", "ConfigurationName"), rows_of_hosts, tabs=True, as_json=told.json)
    return int(failed)


def _living(targets: list[Any]) -> tuple[list[Any], bool]:
    """The sessions that live on hosts, and whether one of these could not be asked."""
    from psbridge.errors import PsBridgeError
    from psbridge.sessions.session import Session, SessionInfo

    found, failed = [], False
    for connection in targets:
        try:
            found += [SessionInfo(connection.host, shell) for shell in Session.shells(connection)]
        except PsBridgeError as problem:
            if len(targets) == 1:
                raise
            failed = True
            print(f"[{connection.host}] {problem}", file=sys.stderr)
    return found, failed


def _enter(told: argparse.Namespace) -> int:
    from psbridge.cli.shell import main as shell
    from psbridge.errors import ConfigurationError
    from psbridge.sessions.inventory import load

    hosts = load(*told.inventory).select(_named(told))
    if len(hosts) != 1:
        named = f"{len(hosts)} hosts are named" if hosts else "No host is named"
        raise ConfigurationError(named, hint="A prompt is on one: psbridge session enter HOST.")
    return shell(["--host", hosts[0]], connector(told))


def _taken_up(told: argparse.Namespace) -> list[tuple[str, Any]]:
    """The sessions that were named, connected."""
    from psbridge.errors import StoreError
    from psbridge.sessions.session import Session, take_over

    store, connect, found = _store(), connector(told), []
    for word in told.sessions:
        row = next((one for one in store.list() if word in (str(one.instance_id), one.name)), None)
        if row is None and told.host is None:
            raise StoreError(
                f"There is no session {word!r} that we know", hint="Say where it is: --host NAME; psbridge session list NAME shows them."
            )
        host = row.host if row is not None else told.host
        instance = row.instance_id if row is not None else UUID(word)
        connection = connect(host, dict(row.options) if row is not None else {})
        found.append((word, Session(host, connection=connection, client=take_over(connection, instance))))
    return found


def _leave(session: Any) -> None:
    session.disconnect()
    session.client.transport.kill()


def _disconnect(told: argparse.Namespace) -> int:
    for word, session in _taken_up(told):
        _leave(session)
        print(f"{word}\tDisconnected")
    return 0


def _connect(told: argparse.Namespace) -> int:
    (_, session), failed = _taken_up(told)[0], 0
    try:
        result = session.invoke(told.script, raw=True)
        failed = _show(result, told)
    finally:
        _leave(session)
    return failed


def _receive(told: argparse.Namespace) -> int:
    failed = 0
    for _, session in _taken_up(told):
        failed |= _show(session.receive(raw=True), told)
        _leave(session)
    return failed


def _show(result: Any, told: argparse.Namespace) -> int:
    text = render([(result.host, value) for value in result.output], told.format)
    if text:
        print(text)
    for error in result.errors + ([result.reason] if result.reason is not None else []):
        print(error.message, file=sys.stderr)
    return int(result.had_errors)


def _remove(told: argparse.Namespace) -> int:
    store = _store()
    for word, session in _taken_up(told):
        instance = session.instance_id
        session.remove()
        store.remove(instance)
        print(f"{word}\tClosed")
    return 0
