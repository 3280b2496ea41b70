function ConvertTo-TypedText {
    <#
    .SYNOPSIS
    The type and the text of values, as written cases expect them.

    .PARAMETER Clixml
    A value as CLIXML.

    .EXAMPLE
    ConvertTo-TypedText -Clixml $record.clixml[0]

    .OUTPUTS
    System.Collections.Hashtable with Type and Text.
    #>
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory = $true)]
        [AllowEmptyString()]
        [string] $Clixml
    )

    $kinds = @{
        S = 'String'; C = 'Char'; B = 'Boolean'; I32 = 'Int32'; I64 = 'Int64'; U32 = 'UInt32'; U64 = 'UInt64'; By = 'Byte'; SB = 'SByte'
        I16 = 'Int16'; U16 = 'UInt16'; Db = 'Double'; Sg = 'Single'; D = 'Decimal'; G = 'Guid'; DT = 'DateTime'; TS = 'TimeSpan'; Version = 'Version'
    }
    if (-not $Clixml) {
        return @{ Type = ''; Text = '' }
    }
    $node = ([xml] $Clixml).DocumentElement.FirstChild
    if ($node.LocalName -ceq 'Nil') {
        return @{ Type = ''; Text = '' }
    }
    if ($kinds.ContainsKey($node.LocalName)) {
        return @{ Type = "System.$($kinds[$node.LocalName])"; Text = $node.InnerText }
    }
    $text = ''
    $type = ''
    foreach ($child in $node.ChildNodes) {
        if ($child.LocalName -ceq 'ToString') {
            $text = $child.InnerText
        }
        elseif ($child.LocalName -ceq 'TN' -and -not $type) {
            $type = $child.FirstChild.InnerText
        }
    }
    foreach ($child in $node.ChildNodes) {
        if ($kinds.ContainsKey($child.LocalName)) {
            # a value with properties of its own
            if (-not $text) { $text = $child.InnerText }
            return @{ Type = "System.$($kinds[$child.LocalName])"; Text = $text }
        }
    }
    @{ Type = $type; Text = $text }
}
