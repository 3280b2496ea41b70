# What the tests use: a line for each check, FAIL when it does not hold. No other module is needed, so that they run anywhere.
# They work in a folder of their own, and with jobs of their own: those of whoever runs them are left alone.
$module = Split-Path -Path $PSScriptRoot -Parent
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "psbridge-$([guid]::NewGuid().ToString('N'))"
$null = New-Item -ItemType Directory -Path $folder
Set-Location -LiteralPath $folder
$env:PSBRIDGE_JOBS = Join-Path $folder 'jobs'
# in a checkout the package lies beside the module
$checkout = Split-Path -Path (Split-Path -Path $module -Parent) -Parent
if (Test-Path -LiteralPath (Join-Path (Join-Path $checkout 'psbridge') 'agent.py')) {
    $env:PYTHONPATH = @(@($checkout, $env:PYTHONPATH) | Where-Object { $_ }) -join [System.IO.Path]::PathSeparator
}
Import-Module (Join-Path $module 'PSBridge.psd1') -Force

function Assert-Equal {
    param($Actual, $Expected, [string] $What)
    if ("$Actual" -ceq "$Expected") { "ok   $What" } else { "FAIL $What`: expected '$Expected', got '$Actual'" }
}

function Wait-Until {
    param([scriptblock] $Condition, [int] $Seconds = 100)
    $end = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition) -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 20 }
}

# why a job failed: process jobs, which Windows PowerShell has, tell it of their child
function Get-Reason {
    param($Job)
    if ($Job.JobStateInfo.Reason) { return $Job.JobStateInfo.Reason }
    $Job.ChildJobs[0].JobStateInfo.Reason
}
