"""A session of a Windows machine in which the classes of Ansible have been added; sources are no more than the names of what they declare."""

from __future__ import annotations

import pytest

from psbridge.engine.runspace import Runspace
from psbridge.machine.computer import Machine
from psbridge.modules.defaults import default_modules
from psbridge.objects.convert import to_text

SOURCES = (
    "namespace Ansible.Basic\n{\n    public class AnsibleModule { }\n}",
    "namespace Ansible.Process\n{\n    public class ProcessUtil { }\n    public class Result { }\n}",
    "namespace ansible_collections.ansible.windows.plugins.module_utils.Process\n{\n    public class ProcessUtil { }\n}",
    (
        "namespace Ansible.Privilege\n{\n    public enum PrivilegeAttributes : uint { }\n    public class PrivilegeUtil { }\n"
        "    public class PrivilegeEnabler { }\n}"
    ),
    "namespace Ansible\n{\n    public enum LinkType { }\n    public class LinkInfo { }\n    public class LinkUtil { }\n}",
    "namespace Ansible.Command {\n    public class SymLinkHelper { }\n}",
    "namespace Ansible.Windows.Setup\n{\n"
    + "".join(
        f"    public class {name} {{ }}\n"
        for name in ("SystemInfo", "OSVersionInfo", "MemoryInfo", "DomainInfo", "SMBIOSInfo", "NativeMethods")
    )
    + "}",
)


@pytest.fixture
def windows():
    """A fresh session: (script) -> output as texts."""
    machine = Machine.windows("WEB01")
    directory = "C:\\Users\\Administrator\\Documents"
    runspace = Runspace(machine, None, default_modules(), "windows", "en-US", "5.1.20348.2849", machine.environment, directory).open()
    for source in SOURCES:
        runspace.invoke("param($source) Add-Type -TypeDefinition $source", source)

    def run(script, *arguments):
        return ["null" if item is None else to_text(item) for item in runspace.invoke(script, *arguments)]

    run.machine = machine
    yield run
    runspace.close()
