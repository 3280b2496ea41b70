function Test-PythonPackage {
    <#
    .SYNOPSIS
    Whether a Python program has the package psbridge.

    .PARAMETER Python
    The program.

    .EXAMPLE
    Test-PythonPackage -Python /usr/bin/python3

    .OUTPUTS
    System.Boolean
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Python
    )

    # what it writes to standard error is no error of ours, and neither is its exit code
    $ErrorActionPreference = 'Continue'
    $PSNativeCommandUseErrorActionPreference = $false
    try {
        $null = & $Python -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)' psbridge 2>&1
    }
    catch {
        # a file of that name that cannot be run
        return $false
    }
    $LASTEXITCODE -eq 0
}
