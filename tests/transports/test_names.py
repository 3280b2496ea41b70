"""Names of hosts that are somewhere else."""

from __future__ import annotations

from psbridge.transports.names import Place, add_resolver, place_of


def test_unknown_names_are_where_they_are():
    assert place_of("h.example", 5985, False) == Place("h.example", 5985)


def test_resolvers_are_asked_until_one_knows():
    removals = [
        add_resolver(lambda host, port, secure: None),
        add_resolver(lambda host, port, secure: Place("127.0.0.1", port + secure, "ca")),
    ]
    assert place_of("h", 1, True) == Place("127.0.0.1", 2, "ca")
    for remove in removals:
        remove()
        remove()
    assert place_of("h", 1, True) == Place("h", 1)
