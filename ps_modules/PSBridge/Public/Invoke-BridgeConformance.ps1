function Invoke-BridgeConformance {
    <#
    .SYNOPSIS
    Runs conformance cases in this PowerShell.

    .DESCRIPTION
    Reads cases as lines of JSON (id, script, and what is expected), runs each in a fresh runspace and gives a result: Passed, Failed,
    Skipped when the case needs something or is about another edition, or Ran when it says nothing to compare with. Recorded cases are
    compared by state, output types, formatted text, error ids and warnings, written ones by output, error ids and warnings.
    `psbridge conformance list --export FILE` writes such files.

    .PARAMETER Path
    Files of cases.

    .PARAMETER Filter
    Ids of cases; wildcards are allowed.

    .PARAMETER Isolated
    Run each case in a process of its own, as the recorded ones were: numbers of jobs begin with 1 there.

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

        [switch] $Isolated,

        [switch] $Record
    )

    $edition = '7'
    if ($PSVersionTable.PSEdition -eq 'Desktop') {
        $edition = '5.1'
    }

    foreach ($file in $Path) {
        foreach ($line in Get-Content -LiteralPath $file -Encoding UTF8) {
            if (-not $line.Trim()) {
                continue
            }
            $case = $line | ConvertFrom-Json
            if (@($Filter | Where-Object { $case.id -like $_ }).Count -eq 0) {
                continue
            }
            $differences = @(@($case.needs) | Where-Object { $_ } | ForEach-Object { "needs $_" })
            if ($case.PSObject.Properties['editions'] -and $case.editions -notcontains $edition) {
                $differences += "is about PowerShell $($case.editions -join ', ')"
            }
            $got = $null
            $outcome = 'Skipped'
            if (-not $differences.Count) {
                $run = 'Invoke-CaseScript'
                if ($Isolated) {
                    $run = 'Invoke-CaseProcess'
                }
                $got = & $run -Script $case.script
                $outcome = 'Ran'
                $compare = @{ Expected = { Compare-CaseExpectation -Case $case -Actual $got }; State = { Compare-CaseRecord -Expected $case -Actual $got } }
                foreach ($field in $compare.Keys) {
                    if ($case.PSObject.Properties[$field]) {
                        $differences = @(& $compare[$field])
                        $outcome = 'Passed'
                        if ($differences.Count) {
                            $outcome = 'Failed'
                        }
                    }
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
