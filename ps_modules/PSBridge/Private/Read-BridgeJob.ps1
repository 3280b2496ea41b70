function Read-BridgeJob {
    <#
    .SYNOPSIS
    Reads what the folder of a bridge job says of it.

    .PARAMETER Id
    The job.

    .EXAMPLE
    Read-BridgeJob -Id $id

    .OUTPUTS
    PSBridge.BridgeJob
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Id
    )

    $folder = Get-BridgeFolder -Id $Id
    $job = Import-Clixml -LiteralPath (Join-Path $folder 'job.clixml')
    $process = Get-HostProcess -Folder $folder
    $end = @{ State = 'Running'; Reason = ''; Ended = $null }
    $file = Join-Path $folder 'end.clixml'
    if (-not (Test-Path -LiteralPath $file) -and $process['Number'] -and -not $process['Alive']) {
        $said = [string] (Get-Content -LiteralPath (Join-Path $folder 'host.err') -Raw -ErrorAction SilentlyContinue)
        $end = @{ State = 'Failed'; Reason = "The process of the job is gone. $said".Trim(); Ended = $null }
    }
    if (Test-Path -LiteralPath $file) {
        # looked for again: the process may have ended between
        $end = Import-Clixml -LiteralPath $file
    }
    [pscustomobject] @{
        PSTypeName = 'PSBridge.BridgeJob'
        Id = $Id
        Name = $job.Name
        State = $end.State
        Reason = $end.Reason
        ProcessId = $process['Number']
        Started = $job.Started
        Ended = $end.Ended
        Command = $job.Script
    }
}
