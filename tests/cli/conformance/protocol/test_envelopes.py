"""Requests are what a step says, and nothing else."""

from __future__ import annotations

import pytest
from lxml import etree

from psbridge.cli.conformance.protocol.envelopes import NS, envelope, resource_of
from psbridge.wsman import Dialogue


def made(step, payload=b""):
    filled = {"shell": "S-1", "command": "C-1", "rpid": "r-1", "context": "X"}
    text = envelope(step, lambda text: text.format(**filled) if "{" in text else text, resource_of(step, "cmd"), "http://h/wsman", payload)
    return etree.fromstring(text)


def found(root, path):
    return [str(one) for one in root.xpath(path, namespaces=NS)]


@pytest.mark.parametrize(
    "ask", ["create", "command", "send", "receive", "delete", "disconnect", "reconnect", "connect", "enumerate", "pull", "get"]
)
def test_a_server_can_read_each_operation(ask):
    text = etree.tostring(made({"ask": ask, **({"selectors": {"ShellId": "S-1"}} if ask == "get" else {})}))
    assert Dialogue("host", 500_000).receive(text).header.resource_uri.endswith("/cmd")


def test_fields_go_where_they_belong():
    root = made({"ask": "command", "command": "a & b", "arguments": ["<x>"], "options": {"O": "1"}, "timeout": "PT3S"})
    assert found(root, "//rsp:Command/text()") == ["a & b"]
    assert found(root, "//rsp:Arguments/text()") == ["<x>"]
    assert found(root, "//w:Option[@Name='O']/text()") == ["1"]
    assert found(root, "//w:OperationTimeout/text()") == ["PT3S"]
    assert found(root, "//w:Selector[@Name='ShellId']/text()") == ["S-1"]
    assert found(made({"ask": "signal", "code": "ctrl_c"}), "//rsp:Code/text()")[0].endswith("/signal/ctrl_c")


def test_headers_are_replaced_left_out_and_added():
    root = made({"ask": "get", "header": {"To": "", "ResourceURI": "<w:ResourceURI>other</w:ResourceURI>", "New": "<z xmlns='urn:z'/>"}})
    assert found(root, "//a:To") == []
    assert found(root, "//w:ResourceURI/text()") == ["other"]
    assert root.find(".//{urn:z}z") is not None


def test_a_payload_makes_a_session():
    root = made({"ask": "create", "uri": "powershell"}, b"\x01")
    assert found(root, "//rsp:Shell/@ShellId") == ["R-1"]
    assert found(root, "//ps:creationXml/text()") == ["AQ=="]


def test_raw_and_identify():
    assert made({"ask": "raw", "text": "<x/>"}).tag == "x"
    assert made({"ask": "identify"}).find(".//{*}Identify") is not None
