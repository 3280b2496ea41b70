function Get-BridgeJob {
    <#
    .SYNOPSIS
    Lists the jobs that are kept on this computer.

    .PARAMETER Id
    Ids of jobs.

    .PARAMETER Name
    Names of jobs; wildcards are allowed.

    .EXAMPLE
    Get-BridgeJob -Name nightly*

    .OUTPUTS
    PSBridge.BridgeJob
    #>
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    param(
        [Parameter(ParameterSetName = 'Id', Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
        [string[]] $Id,

        [Parameter(ParameterSetName = 'Name', Position = 0)]
        [string[]] $Name = '*'
    )

    process {
        $root = Get-BridgeFolder
        if (-not (Test-Path -LiteralPath $root)) {
            $known = @()
        }
        else {
            $known = @(Get-ChildItem -LiteralPath $root | Where-Object { Test-Path -LiteralPath (Join-Path $_.FullName 'job.clixml') } | ForEach-Object { $_.Name })
        }
        if ($PSCmdlet.ParameterSetName -eq 'Id') {
            foreach ($one in $Id) {
                if ($known -notcontains $one) {
                    Write-Error -Message "There is no bridge job with the id '$one'." -ErrorId BridgeJobNotFound -Category ObjectNotFound -TargetObject $one
                }
            }
            $known = @($known | Where-Object { $Id -contains $_ })
        }
        $jobs = foreach ($one in $known) { Read-BridgeJob -Id $one }
        $jobs = @($jobs | Where-Object { $job = $_; $PSCmdlet.ParameterSetName -eq 'Id' -or @($Name | Where-Object { $job.Name -like $_ }).Count } | Sort-Object -Property Started)
        $jobs
        if ($PSCmdlet.ParameterSetName -eq 'Name') {
            foreach ($one in $Name) {
                $isPattern = [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($one)
                if (-not $isPattern -and @($jobs | Where-Object { $_.Name -eq $one }).Count -eq 0) {
                    Write-Error -Message "There is no bridge job with the name '$one'." -ErrorId BridgeJobNotFound -Category ObjectNotFound -TargetObject $one
                }
            }
        }
    }
}
