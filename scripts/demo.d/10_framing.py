"""A client and a server of PowerShell's stdio framing, joined in memory: no process, no socket."""

from __future__ import annotations

from psbridge.outofproc import SESSION, Client, Server


def main() -> None:
    client, server = Client(), Server()
    client.send(SESSION, b"hello from the client")
    wire = client.data_to_send()
    print("client ->", wire.decode().strip())
    server.receive(wire)
    for event in server.events():
        print("server saw", event)
    reply = server.data_to_send()
    print("server ->", reply.decode().strip())
    client.receive(reply)
    for event in client.events():
        print("client saw", event)


main()
