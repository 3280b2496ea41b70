"""What endpoints let their clients do."""

from __future__ import annotations

import uuid

import pytest

from psbridge.emulator.host import Emulator
from psbridge.errors import WSManFault
from psbridge.machine.computer import Machine
from psbridge.machine.configurations import SessionConfiguration
from psbridge.machine.users import User
from psbridge.machine.wsmanconfig import WSManConfig
from psbridge.psrp.fragments import HEADER
from psbridge.server.quotas import EndpointQuotas, Intake
from psbridge.server.winrmconfig import Quotas, WinRMConfig
from psbridge.wsman import FaultKind, requests
from psbridge.wsman.names import RESOURCE_CMD
from tests.server.soapclient import SoapClient

PREFIX = "http://schemas.microsoft.com/powershell/"


def endpoint(**options):
    return SessionConfiguration("Small", options=options)


def serve(quotas=None, **options):
    machine = Machine.windows("WEB06", endpoints=({"name": "Small", "options": options},))
    config = WinRMConfig(allow_unencrypted=True, quotas=quotas or Quotas())
    return Emulator(machine, user="vagrant", password="secret-1", config=config, https_port=None)


def refused(kind, act):
    with pytest.raises(WSManFault) as caught:
        act()
    assert hex(caught.value.code) == hex(kind.value.code), caught.value
    return caught.value


class TestWhereNumbersComeFrom:
    def test_options_count_more_than_settings(self):
        settings = WSManConfig()
        settings.add_plugin("Small")
        settings.set("Plugin\\Small\\Quotas\\MaxShells", "7")
        settings.set("Plugin\\Small\\Quotas\\IdleTimeoutms", "60000")
        made = EndpointQuotas.of(endpoint(MaxSessions=2, maxconcurrentcommandspersession=1), settings)
        assert (made.shells, made.commands, made.idle, made.users) == (2, 1, 60.0, None)

    def test_settings_that_nobody_changed_do_not_count(self):
        settings = WSManConfig()
        settings.add_plugin("Small")
        assert EndpointQuotas.of(endpoint(), settings) == EndpointQuotas()


class TestIntake:
    def fragment(self, size, flags, number=1):
        return HEADER.pack(number, 0, flags, size) + b"x" * size

    def test_data_is_counted_by_command(self):
        intake, pid = Intake(EndpointQuotas(received_per_command=1000)), uuid.uuid4()
        intake.take(self.fragment(500, 3), pid)
        intake.take(self.fragment(500, 3), None)
        intake.take(self.fragment(500, 3), uuid.uuid4())
        with pytest.raises(WSManFault, match="The allowed maximum is 1000"):
            intake.take(self.fragment(500, 3, 2), pid)
        intake.forget(pid)
        intake.take(self.fragment(500, 3), pid)

    def test_objects_are_counted_over_their_fragments(self):
        intake = Intake(EndpointQuotas(received_object=1000))
        for _ in range(5):
            intake.take(self.fragment(900, 3), None)
        intake.take(self.fragment(600, 1), None)
        with pytest.raises(WSManFault, match="The current deserialized object size is 1200"):
            intake.take(self.fragment(600, 2), None)


class TestOverTheWire:
    def test_shells_of_an_endpoint(self):
        with serve(MaxSessions=1) as host:
            SoapClient(host).open(PREFIX + "Small")
            refused(FaultKind.QUOTA_PLUGIN_SHELLS, lambda: SoapClient(host).open(PREFIX + "Small"))
            SoapClient(host).open(PREFIX + "Microsoft.PowerShell")

    def test_shells_of_a_user(self):
        with serve(MaxSessionsPerUser=1) as host:
            SoapClient(host).open(PREFIX + "Small")
            refused(FaultKind.QUOTA_PLUGIN_USER_SHELLS, lambda: SoapClient(host).open(PREFIX + "Small"))

    def test_commands_of_a_shell(self):
        with serve(MaxConcurrentCommandsPerSession=1) as host:
            client = SoapClient(host)
            client.open(PREFIX + "Small")
            client.start("Start-Sleep 60")
            refused(FaultKind.QUOTA_PLUGIN_COMMANDS, lambda: client.start("1"))

    def test_a_large_script_is_refused_and_the_session_goes_on(self):
        with serve(MaximumReceivedObjectSizeMB=0.02, MaximumReceivedDataSizePerCommandMB=1) as host:
            client = SoapClient(host)
            client.open(PREFIX + "Small")
            found = refused(FaultKind.PROVIDER_FAILURE, lambda: client.start("#" + "x" * 30000))
            assert "The allowed maximum object size is 20971" in str(found)
            client.run("1")

    def test_idle_times(self):
        with serve(IdleTimeoutSec=90, MaxIdleTimeoutSec=120) as host:
            assert SoapClient(host).open(PREFIX + "Small").shell.idle_timeout == 90
            refused(FaultKind.INVALID_PARAMETER, lambda: SoapClient(host).open(PREFIX + "Small", idle_timeout=300.0))

    def test_users_of_the_service(self):
        with serve(Quotas(users=1)) as host:
            SoapClient(host).open()
            other = host.machine.accounts.add_user(User("second", "secret-2"))
            group = host.machine.accounts.groups()[0]
            assert group.name == "Administrators"
            host.machine.accounts.add_group(type(group)(group.name, (*group.members, other.name), group.sid))
            create = requests.Create(input_streams=("stdin",), output_streams=("stdout", "stderr"))
            refused(FaultKind.QUOTA_MAX_SHELL_USERS, lambda: _create(host, create, "second"))

    def test_processes_of_a_shell(self):
        with serve(Quotas(processes_per_shell=1)) as host:
            client = SoapClient(host)
            create = requests.Create(input_streams=("stdin",), output_streams=("stdout", "stderr"))
            client.shell_id = client.ask(create, RESOURCE_CMD).shell_id
            command = requests.Command("cmd.exe")
            client.ask(command, RESOURCE_CMD)
            refused(FaultKind.QUOTA_MAX_OPERATIONS, lambda: client.ask(command, RESOURCE_CMD))


def _create(host, create, user):
    from psbridge.wsman import Client

    client = Client(host.url)
    pending = client.request(create, RESOURCE_CMD)
    return client.reply(pending, host.exchange(pending.data, user)[1])
