"""WMI and the configuration over WS-Management."""

from __future__ import annotations

import pytest
from lxml import etree

from psbridge.emulator.host import Emulator
from psbridge.errors import WSManFault
from psbridge.machine.computer import Machine
from psbridge.machine.users import User
from psbridge.server import wmi
from psbridge.wsman import Client, FaultKind, requests
from psbridge.wsman.names import RESOURCE_CONFIG, RESOURCE_SHELL
from psbridge.wsman.replies import config_values, config_xml

CIMV2 = f"{wmi.PREFIX}root/cimv2/"
P = "{http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/%s}%s"


@pytest.fixture
def host():
    with Emulator(Machine.windows("WEB10"), listen=False) as made:
        made.machine.accounts.add_user(User("plain", "secret-1"))
        yield made


@pytest.fixture
def ask(host):
    client = Client("http://web10:5985/wsman")

    def run(body, uri, user="", **options):
        pending = client.request(body, uri, **options)
        return client.reply(pending, host.exchange(pending.data, user)[1])

    return run


def refused(kind, act):
    with pytest.raises(WSManFault) as caught:
        act()
    assert hex(caught.value.code) == hex(kind.value.code), caught.value


def field(xml, kind, name):
    return etree.fromstring(xml).find(P % (kind, name))


class TestWmi:
    def test_an_instance_by_its_key(self, ask):
        found = ask(requests.Get(), CIMV2 + "Win32_Service", selectors={"Name": "w32time"}).xml
        assert field(found, "Win32_Service", "Name").text == "W32Time"
        assert field(found, "Win32_Service", "Started").text in ("true", "false")

    def test_the_only_instance_of_a_class(self, ask):
        found = ask(requests.Get(), CIMV2 + "Win32_OperatingSystem").xml
        assert field(found, "Win32_OperatingSystem", "CSName").text == "WEB10"
        booted = field(found, "Win32_OperatingSystem", "LastBootUpTime")
        assert booted[0].tag == "{http://schemas.dmtf.org/wbem/wscim/1/common}Datetime"

    def test_nothing_is_nil(self, ask):
        found = ask(requests.Get(), CIMV2 + "Win32_ComputerSystem").xml
        assert field(found, "Win32_ComputerSystem", "UserName").get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true"

    def test_lists_in_parts(self, ask, host):
        first = ask(requests.Enumerate(5, optimize=True), CIMV2 + "Win32_Service")
        names = [field(item, "Win32_Service", "Name").text for item in first.items]
        assert (len(names), first.end) == (5, False)
        while not first.end:
            first = ask(requests.Pull(first.context, 50), CIMV2 + "Win32_Service")
            names += [field(item, "Win32_Service", "Name").text for item in first.items]
        assert sorted(names) == sorted(one.name for one in host.machine.services.all())

    def test_queries(self, ask):
        query = "select Name, State from Win32_Service where Name like 'W%'"
        body = requests.Enumerate(100, optimize=True, dialect=wmi.WQL, filter_text=query)
        found = ask(body, CIMV2 + "*").items
        assert found
        for item in found:
            assert [etree.QName(child).localname for child in etree.fromstring(item)] == ["Name", "State"]

    @pytest.mark.parametrize(
        ("kind", "body", "name", "options"),
        [
            (FaultKind.RESOURCE_NOT_FOUND, requests.Get(), "Win32_Service", {"selectors": {"Name": "nope"}}),
            (FaultKind.RESOURCE_NOT_FOUND, requests.Get(), "Win32_Nothing", {}),
            (FaultKind.INSUFFICIENT_SELECTORS, requests.Get(), "Win32_Service", {}),
            (FaultKind.UNEXPECTED_SELECTORS, requests.Get(), "Win32_Service", {"selectors": {"State": "Running"}}),
            (FaultKind.INVALID_PARAMETER, requests.Enumerate(), "*", {}),
            (FaultKind.FILTER_DIALECT, requests.Enumerate(dialect="urn:x", filter_text="y"), "*", {}),
            (FaultKind.FILTER_INVALID, requests.Enumerate(dialect=wmi.WQL, filter_text="select"), "*", {}),
            (FaultKind.ACCESS_DENIED, requests.Get(), "Win32_OperatingSystem", {"user": "plain"}),
        ],
    )
    def test_faults(self, ask, kind, body, name, options):
        refused(kind, lambda: ask(body, CIMV2 + name, **options))

    def test_other_namespaces_hold_nothing(self, ask):
        refused(FaultKind.RESOURCE_NOT_FOUND, lambda: ask(requests.Get(), f"{wmi.PREFIX}root/other/Win32_Service"))


class TestPut:
    def put(self, ask, values, part="", root="Config", **options):
        return config_values(ask(requests.Put(config_xml(values, root)), RESOURCE_CONFIG + part, **options).xml)

    def test_what_is_put_takes_effect(self, ask, host):
        told = self.put(ask, {"Winrs": {"MaxShellsPerUser": "1"}})
        assert told["Winrs"]["MaxShellsPerUser"] == "1"
        assert host.machine.wsman.get("Shell\\MaxShellsPerUser") == "1"
        create = requests.Create(input_streams=("stdin",), output_streams=("stdout", "stderr"))
        ask(create, RESOURCE_SHELL + "/cmd")
        refused(FaultKind.QUOTA_MAX_SHELLS, lambda: ask(create, RESOURCE_SHELL + "/cmd"))

    def test_a_part(self, ask, host):
        told = self.put(ask, {"AllowUnencrypted": "true", "Auth": {"CredSSP": "false"}}, "/service", "Service")
        assert (told["AllowUnencrypted"], told["Auth"]["CredSSP"]) == ("true", "false")
        assert host.service.config.allow_unencrypted
        assert "credssp" not in host.service.config.schemes
        assert self.put(ask, {"Auth": {"CredSSP": "true"}}, "/service", "Service")["Auth"]["CredSSP"] == "true"

    def test_what_has_no_effect_here_is_kept(self, ask, host):
        self.put(ask, {"Client": {"TrustedHosts": "a,b"}})
        assert config_values(ask(requests.Get(), RESOURCE_CONFIG + "/client").xml)["TrustedHosts"] == "a,b"
        assert host.machine.wsman.get("Client\\TrustedHosts") == "a,b"

    @pytest.mark.parametrize(
        ("kind", "values", "options"),
        [
            (FaultKind.INVALID_BODY, {"Nope": "1"}, {}),
            (FaultKind.INVALID_BODY, {"Service": "1"}, {}),
            (FaultKind.INVALID_PARAMETER, {"Service": {"AllowUnencrypted": "perhaps"}}, {}),
            (FaultKind.INVALID_PARAMETER, {"MaxEnvelopeSizekb": "many"}, {}),
            (FaultKind.ACCESS_DENIED, {"MaxTimeoutms": "1000"}, {"user": "plain"}),
        ],
    )
    def test_faults(self, ask, host, kind, values, options):
        before = host.service.config
        refused(kind, lambda: self.put(ask, values, **options))
        assert host.service.config is before

    def test_shells_cannot_be_put(self, ask):
        refused(FaultKind.ACTION_NOT_SUPPORTED, lambda: ask(requests.Put(b"<x/>"), RESOURCE_SHELL))

    def test_an_unknown_part(self, ask):
        refused(FaultKind.RESOURCE_NOT_FOUND, lambda: self.put(ask, {"a": "b"}, "/nowhere"))
