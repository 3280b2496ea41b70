function New-AgentRequest {
    <#
    .SYNOPSIS
    Puts the parameters of Invoke-Python and Start-PythonJob into a request.

    .PARAMETER Bound
    The bound parameters of the calling function.

    .EXAMPLE
    New-AgentRequest -Bound $PSBoundParameters

    .OUTPUTS
    System.Collections.Hashtable
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It changes nothing.')]
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory = $true)]
        [System.Collections.IDictionary] $Bound
    )

    $request = @{}
    foreach ($name in 'Code', 'Module', 'Function', 'ArgumentList', 'PrintAs', 'LogLevel') {
        if ($Bound.ContainsKey($name)) {
            $request[$name] = $Bound[$name]
        }
    }
    if ($Bound.ContainsKey('FilePath')) {
        $request['FilePath'] = (Resolve-Path -LiteralPath $Bound['FilePath'] -ErrorAction Stop).ProviderPath
    }
    $request
}
