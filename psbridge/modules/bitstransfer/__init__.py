"""BitsTransfer: the eight commands of transfer jobs."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "Add-BitsFile": "adding:AddBitsFile",
    "Complete-BitsTransfer": "managing:CompleteBitsTransfer",
    "Get-BitsTransfer": "listing:GetBitsTransfer",
    "Remove-BitsTransfer": "managing:RemoveBitsTransfer",
    "Resume-BitsTransfer": "resuming:ResumeBitsTransfer",
    "Set-BitsTransfer": "setting:SetBitsTransfer",
    "Start-BitsTransfer": "starting:StartBitsTransfer",
    "Suspend-BitsTransfer": "managing:SuspendBitsTransfer",
}
