function Compare-CaseRecord {
    <#
    .SYNOPSIS
    Names the fields in which a record differs from a recorded case.

    .PARAMETER Expected
    The recorded case.

    .PARAMETER Actual
    The record.

    .EXAMPLE
    Compare-CaseRecord -Expected $case -Actual $record

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [psobject] $Expected,

        [Parameter(Mandatory = $true)]
        [object] $Actual
    )

    $volatile = @($Expected.volatile)
    $views = [ordered] @{
        state = { param($r) [string] $r.state }
        types = { param($r) @(foreach ($one in $r.types) { @($one) -join ',' }) -join ';' }
        text = { param($r) ((([string] $r.text) -replace "`r", '') -replace '(?m) +$', '').TrimEnd() }
        errors = { param($r) @(foreach ($one in $r.errors) { $one.fqid }) -join ';' }
        terminating = { param($r) if ($r.terminating) { [string] $r.terminating.fqid } }
        warnings = { param($r) @($r.warnings) -join "`n" }
        verbose = { param($r) @($r.verbose) -join "`n" }
        debug = { param($r) @($r.debug) -join "`n" }
    }
    foreach ($name in $views.Keys) {
        if ($volatile -notcontains $name) {
            $want = [string] (& $views[$name] $Expected)
            $have = [string] (& $views[$name] $Actual)
            if ($want -cne $have) {
                "${name}: expected '$want', got '$have'"
            }
        }
    }
}
