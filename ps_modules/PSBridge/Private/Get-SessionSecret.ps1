function Get-SessionSecret {
    <#
    .SYNOPSIS
    Address, token and program of a lasting interpreter.

    .DESCRIPTION
    Tokens are kept by the module, not on the objects, so that they are not shown or written anywhere.

    .PARAMETER Session
    An object of New-PythonSession.

    .EXAMPLE
    Get-SessionSecret -Session $session

    .OUTPUTS
    System.Collections.Hashtable
    #>
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory = $true)]
        [psobject] $Session
    )

    if (-not $script:PythonSessions.ContainsKey([string] $Session.Address)) {
        $exception = New-Object System.InvalidOperationException "The Python session '$($Session.Name)' is closed or belongs to another PowerShell."
        $record = New-Object System.Management.Automation.ErrorRecord $exception, 'PythonSessionClosed', 'InvalidOperation', $Session
        $PSCmdlet.ThrowTerminatingError($record)
    }
    $known = $script:PythonSessions[[string] $Session.Address]
    @{ Address = [string] $Session.Address; Token = $known['Token']; Python = $known['Python'] }
}
