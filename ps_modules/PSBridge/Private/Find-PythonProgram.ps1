function Find-PythonProgram {
    <#
    .SYNOPSIS
    The Python programs of this computer that a session may mean without naming one, the likeliest first.

    .EXAMPLE
    Find-PythonProgram

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param()

    $paths = @()
    $own = [string] (Get-Process -Id $PID).Path
    if ($own -and [System.IO.Path]::GetFileNameWithoutExtension($own) -match '^python') {
        $paths += $own
    }
    $names = @('python3', 'python')
    if ($env:OS -eq 'Windows_NT') {
        $names += 'py'
    }
    foreach ($name in $names) {
        foreach ($found in Get-Command -Name $name -CommandType Application -ErrorAction SilentlyContinue) {
            # an empty file there offers to install Python and is none
            if ($found.Path -notlike '*\WindowsApps\python*.exe') {
                $paths += $found.Path
            }
        }
    }
    $paths | Select-Object -Unique
}
