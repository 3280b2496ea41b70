function Receive-BridgeJob {
    <#
    .SYNOPSIS
    Reads records of a job that is kept on this computer.

    .DESCRIPTION
    Every record has a cursor. Ask for what comes after the last one that arrived: nothing is lost when a connection breaks, and nothing is
    seen twice. Records stay until the job is removed.

    .PARAMETER Id
    The job.

    .PARAMETER After
    The cursor of the last record that is known; 0 for all.

    .PARAMETER First
    How many records at most.

    .PARAMETER ValueOnly
    Give the records as they were written, errors and warnings to their streams, instead of records with cursors.

    .EXAMPLE
    Receive-BridgeJob -Id $job.Id -After $cursor

    .OUTPUTS
    PSBridge.JobRecord
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [string] $Id,

        [ValidateRange(0, 2147483647)]
        [int] $After = 0,

        [ValidateRange(1, 2147483647)]
        [int] $First = 2147483647,

        [switch] $ValueOnly
    )

    process {
        $job = Get-BridgeJob -Id $Id -ErrorAction Stop
        $file = Join-Path (Get-BridgeFolder -Id $job.Id) 'records.txt'
        if (-not (Test-Path -LiteralPath $file)) {
            return
        }
        $cursor = $After
        foreach ($line in Get-Content -LiteralPath $file | Select-Object -Skip $After -First $First) {
            if (-not $line.EndsWith(' #')) {
                break
            }
            $cursor++
            $place = $line.IndexOf(' ')
            $kind = $line.Substring(0, $place)
            $value = [System.Management.Automation.PSSerializer]::Deserialize($line.Substring($place + 1, $line.Length - $place - 3))
            if (-not $ValueOnly) {
                [pscustomobject] @{ PSTypeName = 'PSBridge.JobRecord'; Cursor = $cursor; Stream = $kind; Value = $value }
                continue
            }
            switch ($kind) {
                'Output' { , $value }
                'Error' { Write-Error -Message $value['Message'] -ErrorId $value['Id'] -Category $value['Category'] }
                'Warning' { Write-Warning -Message $value }
                'Verbose' { Write-Verbose -Message $value }
                'Debug' { Write-Debug -Message $value }
                'Information' { Write-Information -MessageData $value }
            }
        }
    }
}
