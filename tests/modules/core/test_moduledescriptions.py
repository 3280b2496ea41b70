"""What files tell of modules that are not loaded."""

from __future__ import annotations

from psbridge.engine.moduleloader import Loader
from psbridge.modules.core.moduledescriptions import described, editions


def test_a_script_tells_its_functions(session, tmp_path):
    (tmp_path / "s.psm1").write_text("function Get-One { }; function Two { }; Export-ModuleMember -Function Get-*")
    loader = Loader(session.runspace, session.runspace.context())
    module = described(loader, str(tmp_path / "s.psm1"))
    assert [info.name for info in module.functions.values()] == ["Get-One"]
    assert editions(module) == []
    assert described(loader, str(tmp_path / "missing.psm1")).name == "missing"


def test_a_manifest_tells_its_editions(session, tmp_path):
    (tmp_path / "m.psd1").write_text("@{ ModuleVersion = '1.0'; CompatiblePSEditions = 'Core', 'Desktop'; CmdletsToExport = 'Get-It' }")
    module = described(Loader(session.runspace, session.runspace.context()), str(tmp_path / "m.psd1"))
    assert (editions(module), str(module.kind), list(module.cmdlets)) == (["Core", "Desktop"], "Manifest", ["get-it"])
