"""Microsoft.PowerShell.Host: transcripts."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "Start-Transcript": "transcription:StartTranscript",
    "Stop-Transcript": "transcription:StopTranscript",
}
