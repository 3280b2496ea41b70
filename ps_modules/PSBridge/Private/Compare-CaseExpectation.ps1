function Compare-CaseExpectation {
    <#
    .SYNOPSIS
    Names where a record differs from what a written case expects.

    .PARAMETER Case
    The case: expected with output (pairs of type and text), errors, warnings and text, as far as it says them; ignore.

    .PARAMETER Actual
    The record.

    .EXAMPLE
    Compare-CaseExpectation -Case $case -Actual $record

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [psobject] $Case,

        [Parameter(Mandatory = $true)]
        [object] $Actual
    )

    $ignored = @($Case.ignore)
    $expected = $Case.expected
    if ($ignored -notcontains 'output') {
        $have = @(foreach ($one in $Actual.clixml) { ConvertTo-TypedText -Clixml ([string] $one) })
        $want = @(foreach ($one in $expected.output) { @{ Type = [string] $one[0]; Text = [string] $one[1] } })
        $same = $have.Count -eq $want.Count
        for ($i = 0; $same -and $i -lt $want.Count; $i++) {
            $texts = @($want[$i]['Text'], $have[$i]['Text'])
            if ($ignored -contains 'order') { $texts = @(foreach ($text in $texts) { @($text.Split(',') | Sort-Object) -join ',' }) }
            $isText = if ($ignored -contains 'case') { $texts[0] -eq $texts[1] } else { $texts[0] -ceq $texts[1] }
            $same = $isText -and (-not $want[$i]['Type'] -or $want[$i]['Type'] -eq $have[$i]['Type'])
        }
        if (-not $same) {
            $shown = foreach ($list in $want, $have) { @(foreach ($one in $list) { "$($one['Type']) $($one['Text'])".Trim() }) -join '; ' }
            "output: expected '$($shown[0])', got '$($shown[1])'"
        }
    }
    if ($ignored -notcontains 'errors') {
        $have = @(foreach ($one in $Actual.errors) { $one.fqid })
        if ($Actual.terminating -and $have -notcontains $Actual.terminating.fqid) { $have += $Actual.terminating.fqid }
        $want = @(@($expected.errors) + @($expected.terminating) | Where-Object { $_ })
        if (($have -join ';') -cne ($want -join ';')) {
            "errors: expected '$($want -join ';')', got '$($have -join ';')'"
        }
    }
    if ($null -ne $expected.warnings -and (@($expected.warnings) -join "`n") -cne (@($Actual.warnings) -join "`n")) {
        "warnings: expected '$(@($expected.warnings) -join ';')', got '$(@($Actual.warnings) -join ';')'"
    }
}
