function Get-BridgeFolder {
    <#
    .SYNOPSIS
    The folder of the bridge jobs of this user, or of one job.

    .DESCRIPTION
    PSBRIDGE_JOBS of the environment, else a folder of the user's local data.

    .PARAMETER Id
    The job.

    .EXAMPLE
    Get-BridgeFolder

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [string] $Id
    )

    if ($env:PSBRIDGE_JOBS) {
        $root = $env:PSBRIDGE_JOBS
    }
    elseif ($env:LOCALAPPDATA) {
        $root = Join-Path (Join-Path $env:LOCALAPPDATA 'psbridge') 'jobs'
    }
    else {
        $root = Join-Path (Join-Path (Join-Path (Join-Path $HOME '.local') 'state') 'psbridge') 'jobs'
    }
    if ($Id) {
        return Join-Path $root $Id
    }
    $root
}
