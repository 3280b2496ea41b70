function Get-HostCommand {
    <#
    .SYNOPSIS
    The program that runs a script in a PowerShell like this one, and its first arguments.

    .DESCRIPTION
    The program of this edition in $PSHOME, whoever hosts this session; else the one of this process or on the path.

    .EXAMPLE
    Get-HostCommand

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string[]])]
    param()

    $name = 'pwsh'
    if ($PSVersionTable.PSEdition -eq 'Desktop') {
        $name = 'powershell'
    }
    $arguments = @('-NoProfile', '-NonInteractive', '-File')
    foreach ($file in "$name.exe", $name) {
        $path = Join-Path $PSHOME $file
        if (Test-Path -LiteralPath $path -PathType Leaf) {
            return @($path) + $arguments
        }
    }
    $program = [string] (Get-Process -Id $PID).Path
    if ([System.IO.Path]::GetFileNameWithoutExtension($program) -match '^python') {
        return @((Get-PythonCommand), '-m', 'psbridge', 'run')
    }
    $found = Get-Command -Name $name -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($found) {
        $program = $found.Path
    }
    @($program) + $arguments
}
