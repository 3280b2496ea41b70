function Get-HostProcess {
    <#
    .SYNOPSIS
    The number of the process of a bridge job, and whether it lives.

    .DESCRIPTION
    Numbers are used again: a process that has another start time than the one that was noted is another process.

    .PARAMETER Folder
    The folder of the job.

    .EXAMPLE
    Get-HostProcess -Folder $folder

    .OUTPUTS
    System.Collections.Hashtable with Number and Alive.
    #>
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Folder
    )

    $noted = [string] (Get-Content -LiteralPath (Join-Path $Folder 'process') -TotalCount 1 -ErrorAction SilentlyContinue)
    $words = @($noted.Trim().Split(' ') | Where-Object { $_ })
    if (-not $words.Count) {
        return @{ Number = 0; Alive = $false }
    }
    $process = Get-Process -Id ([int] $words[0]) -ErrorAction SilentlyContinue
    $alive = [bool] $process
    if ($process -and $words.Count -gt 1) {
        $started = $null
        try { $started = $process.StartTime }
        catch {
            # Windows does not tell it of processes of others, so that this one is not ours
            $alive = $false
        }
        if ($started) {
            # on Linux each process works out start times for itself, from a clock that is read again
            $alive = [math]::Abs($started.ToUniversalTime().Ticks - [long] $words[1]) -lt 50000000
        }
    }
    @{ Number = [int] $words[0]; Alive = $alive }
}
