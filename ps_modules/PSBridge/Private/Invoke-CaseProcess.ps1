function Invoke-CaseProcess {
    <#
    .SYNOPSIS
    Runs one script in a PowerShell process of its own and tells everything that it did.

    .DESCRIPTION
    As Invoke-CaseScript, for what a process has only once: numbers of jobs, for instance, begin with 1.

    .PARAMETER Script
    The script.

    .EXAMPLE
    Invoke-CaseProcess -Script '1 + 1'

    .OUTPUTS
    An object with the fields of Invoke-CaseScript.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Script
    )

    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
    $null = New-Item -ItemType Directory -Path $folder
    try {
        $file = Join-Path $folder 'case.ps1'
        $packed = [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($Script))
        $runner = (Join-Path $PSScriptRoot 'Invoke-CaseScript.ps1').Replace("'", "''")
        # base64, both ways: no code page and no line end on the way can harm it
        $lines = @(
            ". '$runner'"
            "`$text = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String('$packed'))"
            '$json = Invoke-CaseScript -Script $text | ConvertTo-Json -Compress -Depth 5'
            "'<<<' + [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes(`$json)) + '>>>'"
        )
        Set-Content -LiteralPath $file -Value $lines
        $program, $arguments = Get-HostCommand
        $said = @(& $program $arguments $file 2>&1) -join ''
        $first = $said.IndexOf('<<<')
        $last = $said.LastIndexOf('>>>')
        if ($first -lt 0 -or $last -lt $first) {
            return [pscustomobject] @{ state = 'Crashed'; text = $said; types = @(); clixml = @(); errors = @(); warnings = @() }
        }
        $bytes = [System.Convert]::FromBase64String($said.Substring($first + 3, $last - $first - 3))
        ConvertFrom-Json -InputObject ([System.Text.Encoding]::UTF8.GetString($bytes))
    }
    finally {
        Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue
    }
}
