function ConvertTo-AgentFrame {
    <#
    .SYNOPSIS
    Writes a value as one line for the Python agent.

    .DESCRIPTION
    The line has a word and the value as CLIXML, in ASCII: other characters are written as CLIXML writes those that XML has not, so that no
    code page on the way can harm them.

    .PARAMETER Kind
    The word: run or input.

    .PARAMETER Value
    The value.

    .PARAMETER Depth
    How deep properties of live objects go.

    .EXAMPLE
    ConvertTo-AgentFrame -Kind input -Value (Get-Date)

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Kind,

        [AllowNull()]
        [object] $Value,

        [int] $Depth = 4
    )

    $text = [System.Management.Automation.PSSerializer]::Serialize($Value, $Depth) -replace '\r?\n\s*', ''
    if ($text -cmatch '[^\x00-\x7f]') {
        $text = [regex]::Replace($text, '[^\x00-\x7f]', { param($found) '_x{0:X4}_' -f [int] [char] $found.Value })
    }
    "$Kind $text"
}
