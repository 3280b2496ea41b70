function Invoke-AgentRequest {
    <#
    .SYNOPSIS
    Runs one request in a Python agent and passes on what it says, stream by stream, as it comes.

    .DESCRIPTION
    Stopping the pipeline ends the interpreter. Receive-AgentFrame tells what becomes of what the agent says.

    .PARAMETER Head
    The lines that come before the input: the token of a lasting interpreter, and the request.

    .PARAMETER Source
    The lines of the input, which may still come while they are read.

    .PARAMETER Python
    The Python program.

    .PARAMETER Address
    The address of a lasting interpreter.

    .EXAMPLE
    Invoke-AgentRequest -Head (ConvertTo-AgentFrame -Kind run -Value @{ Code = '1 + 1' }) -Python python3
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string[]] $Head,

        [AllowNull()]
        [object] $Source,

        [Parameter(Mandatory = $true)]
        [string] $Python,

        [AllowEmptyString()]
        [string] $Address
    )

    $wanted = $ErrorActionPreference
    # what Python writes to standard error is told by Receive-AgentFrame, its exit code too: neither is an error of its own
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $OutputEncoding = [System.Text.Encoding]::ASCII
    $arguments = @('-m', 'psbridge.agent')
    if ($Address) {
        $arguments += @('--to', $Address)
    }
    & {
        $Head
        foreach ($line in $Source) { $line }
        'end'
    } | & $Python $arguments 2>&1 | Receive-AgentFrame -Python $Python -Preference $wanted
}
