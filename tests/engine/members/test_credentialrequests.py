"""[Credential()]: what it takes, and whom it asks."""

from __future__ import annotations

import pytest

from psbridge.engine.members.credentialrequests import CAPTION, MESSAGE, CredentialAttribute, transformed
from psbridge.objects.credentials import PSCredential
from psbridge.objects.scalars import SecureString

FUNCTION = """
function Get-Name {
    [CmdletBinding()] param(
        [Parameter()] [System.Management.Automation.PSCredential] [System.Management.Automation.Credential()]
        $Credential = [System.Management.Automation.PSCredential]::Empty
    )
    "<$($Credential.UserName)>"
}
$known = [pscredential]::new('u', [securestring]::new())
"""


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Get-Name $known; Get-Name -Credential $known; Get-Name", ["<u>", "<u>", "<>"]),
        ("try { Get-Name bob } catch { $_.FullyQualifiedErrorId }", ["ParameterArgumentTransformationError,Get-Name"]),
        (
            "$ExecutionContext.InvokeCommand.GetCommand('Get-Name', 'Function').Parameters['Credential'].Attributes.Where({ $_ -is [System.Management.Automation.CredentialAttribute] }).Count",
            [1],
        ),
        (
            "class Box { [System.Management.Automation.Credential()] [pscredential] $c }; $b = [Box]::new(); $b.c = $known; $b.c.UserName",
            ["u"],
        ),
    ],
)
def test_a_credential_goes_through_and_a_name_is_asked_about(ps, script, expected):
    assert ps(FUNCTION + script) == expected


@pytest.mark.parametrize(("given", "name"), [("bob", "bob"), (None, "")])
def test_the_host_asks_for_the_password(ps, monkeypatch, given, name):
    asked = []
    answer = PSCredential("bob", SecureString())
    ctx = ps.runspace.context()
    monkeypatch.setattr(type(ctx.runspace.host.ui), "prompt_for_credential", lambda ui, *words: asked.append(words) or answer)
    assert transformed(ctx, CredentialAttribute(), None, given) is answer
    assert asked == [(CAPTION, MESSAGE, name, "")]
