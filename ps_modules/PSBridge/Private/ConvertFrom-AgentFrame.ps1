function ConvertFrom-AgentFrame {
    <#
    .SYNOPSIS
    Reads a line of the Python agent.

    .PARAMETER Line
    The line: a word and a value as CLIXML.

    .EXAMPLE
    ConvertFrom-AgentFrame -Line $line

    .OUTPUTS
    System.Collections.Hashtable with Kind and Value.
    #>
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory = $true)]
        [AllowEmptyString()]
        [string] $Line
    )

    $place = $Line.IndexOf(' ')
    if ($place -lt 1) {
        return @{ Kind = 'noise'; Value = $Line }
    }
    $text = $Line.Substring($place + 1)
    if (-not $text.StartsWith('<Objs ')) {
        return @{ Kind = 'noise'; Value = $Line }
    }
    @{ Kind = $Line.Substring(0, $place); Value = [System.Management.Automation.PSSerializer]::Deserialize($text) }
}
