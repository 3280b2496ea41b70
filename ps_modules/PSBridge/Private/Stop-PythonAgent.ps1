function Stop-PythonAgent {
    <#
    .SYNOPSIS
    Ends a lasting interpreter and forgets it.

    .PARAMETER Address
    Its address.

    .EXAMPLE
    Stop-PythonAgent -Address 127.0.0.1:4711
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Remove-PythonSession asks.')]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Address
    )

    $known = $script:PythonSessions[$Address]
    $script:PythonSessions.Remove($Address)
    # an interpreter that has ended by itself is no error
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $OutputEncoding = [System.Text.Encoding]::ASCII
    $null = $known['Token'] | & $known['Python'] -m psbridge.agent --end $Address 2>&1
}
