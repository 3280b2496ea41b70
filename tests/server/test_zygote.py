"""The zygote: servers by forking."""

from __future__ import annotations

import os
import socket
import threading

from psbridge.server import zygote
from psbridge.transports.warm import WarmTransport
from psbridge.transports.zygotes import Zygote, forget_zygote
from psbridge.transports.zygotes import zygote as current


def test_the_end_of_its_channel_ends_it():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    assert ours.send(b"{}")
    assert zygote._receive(theirs)[0] == b"{}"
    ours.close()
    assert zygote._receive(theirs) == (b"", [])
    theirs.close()


def test_descriptors_arrive():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    read, write = os.pipe()
    socket.send_fds(ours, [b"{}"], [write])
    data, (copy,) = zygote._receive(theirs)
    os.write(copy, b"x")
    assert (data, os.read(read, 1)) == (b"{}", b"x")
    for descriptor in (read, write, copy):
        os.close(descriptor)
    ours.close()
    theirs.close()


def test_one_for_all_and_a_new_one_when_it_died():
    first = current()
    assert current() is first
    first.process.kill()
    first.process.wait()
    assert current() is not first
    forget_zygote()


def test_a_dead_one_is_replaced_at_the_next_request():
    made = current()
    made.process.kill()
    made.process.wait()
    made.process.poll = lambda: None  # as a fork sees it, which is not the parent of the zygote
    transport = WarmTransport()
    source, target = transport.connect()
    assert transport.pid
    transport.disconnect()
    os.close(source)
    os.close(target)


def test_requests_of_several_threads():
    made = Zygote()
    assert made.is_alive
    pids = []

    def ask():
        transport = WarmTransport()
        source, target = transport.connect()
        pids.append(transport.pid)
        transport.disconnect()
        os.close(source)
        os.close(target)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pids)) == 4
    made.process.kill()
    made.process.wait()
