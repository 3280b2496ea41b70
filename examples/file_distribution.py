"""File distribution with BITS: a package is copied into many places by transfers that survive interruptions.

python examples/file_distribution.py PACKAGE FOLDER...
"""

from __future__ import annotations

import sys
from pathlib import Path

import psbridge as psb
from psbridge import ps


def distribute(package: Path, folders: list[Path]) -> dict[Path, str]:
    """Copy to every folder, all at once; the state in which each transfer ended."""
    with psb.Runspace() as runspace, ps.use_runspace(runspace):
        jobs = {}
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            source, target = str(package.resolve()), str((folder / package.name).resolve())
            jobs[folder] = ps.start_bits_transfer(source, target, asynchronous=True, display_name=f"{package.name} to {folder.name}")
        return {folder: _finish(runspace, job) for folder, job in jobs.items()}


def _finish(runspace: psb.Runspace, job: object) -> str:
    """Wait for a transfer and commit it; a transfer in trouble is told and removed."""
    script = """
    param($Job)
    while ($Job.JobState -in 'Queued', 'Connecting', 'Transferring', 'TransientError') { Start-Sleep -Milliseconds 50 }
    $state = [string] $Job.JobState
    if ($state -eq 'Transferred') { Complete-BitsTransfer $Job } else { Write-Warning $Job.ErrorDescription; Remove-BitsTransfer $Job }
    $state
    """
    (state,) = runspace.invoke(script, job)
    return str(state)


def main(package: str, *folders: str) -> None:
    """Distribute and tell."""
    for folder, state in distribute(Path(package), [Path(one) for one in folders]).items():
        print(f"{folder}: {state}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python file_distribution.py PACKAGE FOLDER...")
    main(*sys.argv[1:])
