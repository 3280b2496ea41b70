"""A client and a server of PowerShell's stdio framing, joined in memory: no process, no socket."""

from __future__ import annotations

from psbridge.outofproc import SESSION, Client, Server


def main() -> None:
    """Send one element each way."""
    client, server = Client(), Server()
    client.send(SESSION, b"hello from the client")
    wire = client.data_to_send()
    print("client ->", wire.decode().strip())
    server.receive(wire)
    for element in server.events():
        print("server saw", element)
        server.send(element.guid, b"hello from the server")
        server.acknowledge(element)
    reply = server.data_to_send()
    print("server ->", reply.decode().strip().replace("\n", "\n          "))
    client.receive(reply)
    for element in client.events():
        print("client saw", element)


main()
