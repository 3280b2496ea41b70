"""C# that is not translated because its classes are known."""

from __future__ import annotations

import pytest

from psbridge.engine.errors import ScriptError
from psbridge.engine.runspace import Runspace
from psbridge.modules.defaults import default_modules
from psbridge.modules.plugins import entry_points
from psbridge.modules.utility.csharp import known

BASIC = """
using System;
namespace Ansible.Basic
{
    public class AnsibleModule
    {
        public delegate void ExitHandler(int rc);
    }
    public sealed class Other { }
    internal class Hidden { }
}
"""


def test_a_source_is_known_by_what_it_declares():
    assert known.declared(BASIC) == {"Ansible.Basic.AnsibleModule", "Ansible.Basic.Other"}
    found = known.known_types(BASIC)
    assert sorted(found) == ["Ansible.Basic.AnsibleModule", "Ansible.Basic.Other"]
    assert not known.known_types(BASIC.replace("Ansible.Basic", "Somebody.Elses"))


def test_packages_add_theirs(tmp_path):
    (tmp_path / "x-1.0.dist-info").mkdir()
    (tmp_path / "x-1.0.dist-info" / "entry_points.txt").write_text("[psbridge.sources]\nA.B = pack.age\n")
    assert entry_points(known.GROUP, [str(tmp_path)]) == [("A.B", "pack.age")]


@pytest.fixture
def session():
    with Runspace(modules=default_modules()) as runspace:
        yield runspace


def test_the_whole_process_sees_added_types(session):
    script = """
param($source)
Add-Type -TypeDefinition $source; Add-Type -TypeDefinition $source
Add-Type 'public class Own { public static int Three() { return 3; } }'
[powershell]::Create().AddScript('[Ansible.Basic.AnsibleModule].FullName; [Own]::Three()').Invoke()
"""
    assert session.invoke(script, BASIC) == ["Ansible.Basic.AnsibleModule", 3]


def test_another_source_of_the_same_name_is_refused(session):
    session.invoke("param($source) Add-Type -TypeDefinition $source", BASIC)
    session.invoke("param($source) Add-Type -TypeDefinition $source", BASIC + "\n// more")
    found = [one.fully_qualified_error_id.partition(",")[0] for one in session.execution.errors]
    assert found == ["COMPILER_ERRORS", "TYPE_ALREADY_EXISTS"]  # the newest first


def test_unknown_code_that_calls_windows_is_refused_as_by_a_compiler(session):
    source = 'using System.Runtime.InteropServices; public class P { [DllImport("x")] public static extern int F(); }'
    with pytest.raises(ScriptError, match="not yet implemented"):
        session.invoke("param($source) Add-Type -TypeDefinition $source -ErrorAction Stop", source)
