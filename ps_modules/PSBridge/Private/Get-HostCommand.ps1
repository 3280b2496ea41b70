function Get-HostCommand {
    <#
    .SYNOPSIS
    The program that runs a script in a PowerShell like this one, and its first arguments.

    .EXAMPLE
    Get-HostCommand

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string[]])]
    param()

    $program = (Get-Process -Id $PID).Path
    $name = [System.IO.Path]::GetFileNameWithoutExtension($program)
    if ($name -match '^(pwsh|powershell)') {
        return @($program, '-NoProfile', '-NonInteractive', '-File')
    }
    if ($name -match '^python') {
        return @((Get-PythonCommand), '-m', 'psbridge', 'run')
    }
    $other = 'pwsh'
    if ($PSVersionTable.PSEdition -eq 'Desktop') {
        $other = 'powershell'
    }
    @((Get-Command -Name $other -CommandType Application | Select-Object -First 1).Path, '-NoProfile', '-NonInteractive', '-File')
}
