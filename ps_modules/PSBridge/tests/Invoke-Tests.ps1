# Runs the tests of the module in this PowerShell: pwsh -NoProfile -File Invoke-Tests.ps1 [name]. Ends with the number of failures.
param([string] $Name = '*')

$passed = 0
$failed = 0
$before = Get-Location
foreach ($file in Get-ChildItem -LiteralPath $PSScriptRoot -Filter "$Name.tests.ps1") {
    "=== $($file.Name)"
    $isWhole = $false
    try {
        & $file.FullName | ForEach-Object {
            "$_"
            if ("$_" -like 'ok *') { $passed++ }
            if ("$_" -like 'FAIL*') { $failed++ }
            if ("$_" -ceq 'DONE') { $isWhole = $true }
        }
    }
    catch {
        "FAIL $($file.Name) ended: $_ $($_.ScriptStackTrace)"
    }
    if (-not $isWhole) { $failed++ }
}
Set-Location -LiteralPath $before.ProviderPath
"$passed passed, $failed failed (PowerShell $($PSVersionTable.PSVersion), $($PSVersionTable.PSEdition))"
exit $failed
