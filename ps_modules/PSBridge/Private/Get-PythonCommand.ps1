function Get-PythonCommand {
    <#
    .SYNOPSIS
    Finds the Python program that has psbridge.

    .DESCRIPTION
    The one that was asked for, else PSBRIDGE_PYTHON of the environment: these must be there. Otherwise the first that has psbridge of: the
    Python that hosts this session, python3 and python of the path, and on Windows the launcher py. What was found is kept.

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

    $asked = $Python
    $place = 'The parameter Python'
    if (-not $asked) {
        $asked = $env:PSBRIDGE_PYTHON
        $place = 'The environment variable PSBRIDGE_PYTHON'
    }
    $programs = @()
    if ($asked) {
        if (Test-Path -LiteralPath $asked -PathType Leaf) {
            return (Resolve-Path -LiteralPath $asked).ProviderPath
        }
        $found = Get-Command -Name $asked -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
        if ($found) {
            return $found.Path
        }
        $text = "$place names '$asked', and there is no such program."
    }
    else {
        if ($script:PythonProgram -and (Test-Path -LiteralPath $script:PythonProgram -PathType Leaf)) {
            return $script:PythonProgram
        }
        $programs = @(Find-PythonProgram)
        foreach ($program in $programs) {
            if (Test-PythonPackage -Python $program) {
                $script:PythonProgram = $program
                return $program
            }
        }
        $text = 'There is no Python. Name one with -Python or in the environment variable PSBRIDGE_PYTHON.'
    }
    $id = 'PythonNotFound'
    if ($programs.Count) {
        $id = 'PsbridgeNotInstalled'
        $text = "No Python here has the package psbridge (looked at: $($programs -join ', ')). Install it with " +
            "'$($programs[0]) -m pip install psbridge', or name another one with -Python or in the environment variable PSBRIDGE_PYTHON."
    }
    $exception = New-Object System.IO.FileNotFoundException $text
    $record = New-Object System.Management.Automation.ErrorRecord $exception, $id, 'NotInstalled', $asked
    $PSCmdlet.ThrowTerminatingError($record)
}
