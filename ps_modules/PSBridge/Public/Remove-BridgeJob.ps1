function Remove-BridgeJob {
    <#
    .SYNOPSIS
    Removes jobs that are kept on this computer, with all that they wrote.

    .PARAMETER Id
    The jobs.

    .PARAMETER Force
    Stop jobs that are running.

    .EXAMPLE
    Get-BridgeJob | Where-Object State -eq Completed | Remove-BridgeJob
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [string[]] $Id,

        [switch] $Force
    )

    process {
        foreach ($one in $Id) {
            $job = Get-BridgeJob -Id $one -ErrorAction Stop
            if ($job.State -eq 'Running' -and -not $Force) {
                Write-Error -Message "The job '$($job.Name)' is running. Stop it, or use -Force." -ErrorId BridgeJobRunning -Category InvalidOperation -TargetObject $job
                continue
            }
            if ($PSCmdlet.ShouldProcess($job.Name, 'Remove with all records')) {
                $ConfirmPreference = 'None'
                Stop-BridgeJob -Id $one -Confirm:$false
                Remove-Item -LiteralPath (Get-BridgeFolder -Id $one) -Recurse -Force
            }
        }
    }
}
