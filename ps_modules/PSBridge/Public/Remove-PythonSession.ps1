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
                Stop-PythonAgent -Address (Get-SessionSecret -Session $one)['Address']
            }
        }
    }
}
