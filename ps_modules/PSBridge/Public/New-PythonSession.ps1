function New-PythonSession {
    <#
    .SYNOPSIS
    Starts a Python interpreter that lasts.

    .DESCRIPTION
    Invoke-Python and Start-PythonJob take it with -Session; names that code defines there stay. It ends with Remove-PythonSession or with
    this PowerShell. One request runs at a time.

    .PARAMETER Name
    A name for it.

    .PARAMETER Python
    The Python program; PSBRIDGE_PYTHON or the one on the path otherwise.

    .EXAMPLE
    $session = New-PythonSession
    Invoke-Python -Session $session -Code 'x = 5'
    Invoke-Python -Session $session -Code 'x + 1'

    .OUTPUTS
    PSBridge.PythonSession

    .LINK
    Remove-PythonSession
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Position = 0)]
        [string] $Name = 'Python',

        [string] $Python
    )

    $program = Get-PythonCommand -Python $Python
    if (-not $PSCmdlet.ShouldProcess($program, 'Start a lasting interpreter')) {
        return
    }
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $said = @(& $program -m psbridge.agent --start $PID 2>&1)
    $answer = @($said | Where-Object { $_ -is [string] -and $_ -like '{*}' })
    if (-not $answer.Count) {
        $reason = @($said | Select-Object -Last 3) -join ' '
        $text = "'$program' did not start an agent. Is psbridge installed there? $reason"
        $exception = New-Object System.InvalidOperationException $text.Trim()
        $PSCmdlet.ThrowTerminatingError((New-Object System.Management.Automation.ErrorRecord $exception, 'PythonNotStarted', 'NotInstalled', $program))
    }
    $told = ConvertFrom-Json -InputObject $answer[0]
    $script:PythonSessions[[string] $told.Address] = @{ Token = [string] $told.Token; Python = $program }
    [pscustomobject] @{
        PSTypeName = 'PSBridge.PythonSession'
        Name = $Name
        Address = [string] $told.Address
        ProcessId = [int] $told.ProcessId
        Python = $program
    }
}
