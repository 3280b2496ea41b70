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
            # it was asked once; what follows is one act
            $ConfirmPreference = 'None'
            $folder = Get-BridgeFolder -Id $one
            # from now on the process has no say in how the job ended
            Set-Content -LiteralPath (Join-Path $folder 'stop') -Value ''
            if ((Get-HostProcess -Folder $folder)['Alive']) {
                Stop-Process -Id $job.ProcessId -Force -ErrorAction SilentlyContinue
                # Windows ends it a moment later, and holds its files until then
                Wait-Process -Id $job.ProcessId -Timeout 10 -ErrorAction SilentlyContinue
            }
            Write-BridgeFile -Folder $folder -Name 'end.clixml' -Value @{ State = 'Stopped'; Reason = ''; Ended = [datetime]::UtcNow }
        }
    }
}
