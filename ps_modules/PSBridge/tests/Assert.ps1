# What the tests use: a line for each check, FAIL when it does not hold. No other module is needed, so that they run anywhere.
Import-Module (Join-Path (Split-Path -Path $PSScriptRoot -Parent) 'PSBridge.psd1') -Force

function Assert-Equal {
    param($Actual, $Expected, [string] $What)
    if ("$Actual" -ceq "$Expected") { "ok   $What" } else { "FAIL $What`: expected '$Expected', got '$Actual'" }
}

function Wait-Until {
    param([scriptblock] $Condition, [int] $Seconds = 20)
    $end = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition) -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 20 }
}
