function Remove-PythonSession {
    <#
    .SYNOPSIS
    Ends a lasting Python interpreter.

    .PARAMETER Session
    What New-PythonSession gave.

    .EXAMPLE
    Remove-PythonSession -Session $session

    .LINK
    New-PythonSession
    #>
    [CmdletBinding(SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [psobject[]] $Session
    )

    process {
        foreach ($one in $Session) {
            if ($PSCmdlet.ShouldProcess($one.Name, 'End the interpreter')) {
                $secret = Get-SessionSecret -Session $one
                $script:PythonSessions.Remove($secret['Address'])
                $null = $secret['Token'] | & $one.Python -m psbridge.agent --end $secret['Address']
            }
        }
    }
}
