function New-AgentRequest {
    <#
    .SYNOPSIS
    The lines with which a request to a Python agent begins.

    .DESCRIPTION
    They are made where the command was called, so that arguments are what they are at that moment, whoever sends the lines later.

    .PARAMETER Bound
    The bound parameters of the calling function.

    .PARAMETER Option
    Other entries of the request: PrintAs, LogLevel, HasInput.

    .PARAMETER Depth
    How deep properties of arguments go.

    .PARAMETER Token
    The token of a lasting interpreter.

    .EXAMPLE
    New-AgentRequest -Bound $PSBoundParameters -Option @{ HasInput = $true }

    .OUTPUTS
    System.String
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It changes nothing.')]
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [System.Collections.IDictionary] $Bound,

        [Parameter(Mandatory = $true)]
        [System.Collections.IDictionary] $Option,

        [int] $Depth = 4,

        [AllowEmptyString()]
        [string] $Token
    )

    $request = @{}
    foreach ($name in $Option.Keys) {
        $request[$name] = $Option[$name]
    }
    foreach ($name in 'Code', 'Module', 'Function', 'ArgumentList') {
        if ($Bound.ContainsKey($name)) {
            $request[$name] = $Bound[$name]
        }
    }
    if ($Bound.ContainsKey('FilePath')) {
        $request['FilePath'] = (Resolve-Path -LiteralPath $Bound['FilePath'] -ErrorAction Stop).ProviderPath
    }
    if ($Token) {
        $Token
    }
    # the request and its list of arguments are two levels that nobody sees
    ConvertTo-AgentFrame -Kind run -Value $request -Depth ($Depth + 2)
}
