function Get-PythonCommand {
    <#
    .SYNOPSIS
    Finds the Python program that has psbridge.

    .DESCRIPTION
    The one that was asked for, else PSBRIDGE_PYTHON of the environment, else python3 or python on the path.

    .PARAMETER Python
    The program that was asked for.

    .EXAMPLE
    Get-PythonCommand

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [AllowEmptyString()]
        [string] $Python
    )

    foreach ($name in $Python, $env:PSBRIDGE_PYTHON, 'python3', 'python') {
        if ($name) {
            $found = @(Get-Command -Name $name -CommandType Application -ErrorAction SilentlyContinue)
            # an empty file there offers to install Python and is none
            $real = @($found | Where-Object { $_.Path -notlike '*\WindowsApps\python*.exe' })
            if ($real.Count) {
                return $real[0].Path
            }
            if ($found.Count -and ($name -eq $Python -or $name -eq $env:PSBRIDGE_PYTHON)) {
                return $found[0].Path
            }
        }
    }
    $exception = New-Object System.IO.FileNotFoundException 'There is no Python. Name one with -Python or in the environment variable PSBRIDGE_PYTHON.'
    $record = New-Object System.Management.Automation.ErrorRecord $exception, 'PythonNotFound', 'NotInstalled', $Python
    $PSCmdlet.ThrowTerminatingError($record)
}
