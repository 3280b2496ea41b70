function Invoke-BridgeConformance {
    <#
    .SYNOPSIS
    Runs conformance cases in this PowerShell.

    .DESCRIPTION
    Reads cases as lines of JSON (id, script, and of recorded cases what the real PowerShell did), runs each in a fresh runspace and gives
    a result: Passed, Failed, or Ran when the case says nothing to compare with. Recorded cases are compared by state, output types,
    formatted text, error ids and warnings. `psbridge conformance list --export FILE` writes such files.

    .PARAMETER Path
    Files of cases.

    .PARAMETER Filter
    Ids of cases; wildcards are allowed.

    .PARAMETER Record
    Put the whole record into the result.

    .EXAMPLE
    Invoke-BridgeConformance -Path cases.jsonl -Filter jobs/receive/*

    .OUTPUTS
    PSBridge.CaseResult
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true, Position = 0)]
        [string[]] $Path,

        [string[]] $Filter = '*',

        [switch] $Record
    )

    foreach ($file in $Path) {
        foreach ($line in Get-Content -LiteralPath $file -Encoding UTF8) {
            if (-not $line.Trim()) {
                continue
            }
            $case = $line | ConvertFrom-Json
            if (@($Filter | Where-Object { $case.id -like $_ }).Count -eq 0) {
                continue
            }
            $got = Invoke-CaseScript -Script $case.script
            $differences = @()
            $outcome = 'Ran'
            if ($case.PSObject.Properties['state']) {
                $differences = @(Compare-CaseRecord -Expected $case -Actual $got)
                $outcome = 'Passed'
                if ($differences.Count) {
                    $outcome = 'Failed'
                }
            }
            $result = [pscustomobject] @{ PSTypeName = 'PSBridge.CaseResult'; Id = $case.id; Outcome = $outcome; Differences = $differences }
            if ($Record) {
                $result | Add-Member -MemberType NoteProperty -Name Record -Value $got
            }
            $result
        }
    }
}
