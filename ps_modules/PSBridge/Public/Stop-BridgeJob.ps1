function Stop-BridgeJob {
    <#
    .SYNOPSIS
    Stops jobs that are kept on this computer; what they wrote stays.

    .PARAMETER Id
    The jobs.

    .EXAMPLE
    Get-BridgeJob -Name nightly* | Stop-BridgeJob
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [string[]] $Id
    )

    process {
        foreach ($one in $Id) {
            $job = Get-BridgeJob -Id $one -ErrorAction Stop
            if ($job.State -ne 'Running' -or -not $PSCmdlet.ShouldProcess($job.Name, 'Stop')) {
                continue
            }
            $folder = Get-BridgeFolder -Id $one
            # from now on the process has no say in how the job ended
            Set-Content -LiteralPath (Join-Path $folder 'stop') -Value ''
            if ((Get-HostProcess -Folder $folder)['Alive']) {
                Stop-Process -Id $job.ProcessId -Force -ErrorAction SilentlyContinue
            }
            $end = Join-Path $folder 'end.clixml'
            @{ State = 'Stopped'; Reason = ''; Ended = [datetime]::UtcNow } | Export-Clixml -LiteralPath $end
        }
    }
}
