function Start-HostProcess {
    <#
    .SYNOPSIS
    Starts the process of a bridge job and notes its number in the folder of the job.

    .DESCRIPTION
    The process must outlive the session that starts it. Windows ends the processes of a remote session together with it, so there it is
    started through WMI, whose service is its parent then. On other systems a shell starts it, which ignores the end of the terminal.

    .PARAMETER Folder
    The folder of the job.

    .EXAMPLE
    Start-HostProcess -Folder $folder
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Start-BridgeJob asks.')]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Folder
    )

    $runner = Join-Path (Join-Path (Split-Path -Path $PSScriptRoot -Parent) 'Host') 'BridgeHost.ps1'
    $command = @(Get-HostCommand) + @($runner, $Folder)
    $output = Join-Path $Folder 'host.out'
    $errors = Join-Path $Folder 'host.err'
    if ($env:OS -ne 'Windows_NT') {
        $starter = Join-Path $Folder 'start.sh'
        $words = @($command | ForEach-Object { "'" + $_.Replace("'", "'\''") + "'" }) -join ' '
        $streams = "</dev/null >'$($output.Replace("'", "'\''"))' 2>'$($errors.Replace("'", "'\''"))'"
        Set-Content -LiteralPath $starter -Value "trap '' HUP`nexec $words $streams"
        $process = Start-Process -FilePath '/bin/sh' -ArgumentList "`"$starter`"" -PassThru
        $number = $process.Id
    }
    else {
        $quoted = @($command | ForEach-Object { if ($_ -match '\s') { "`"$_`"" } else { $_ } })
        $number = 0
        if (Get-Variable -Name PSSenderInfo -Scope Global -ErrorAction SilentlyContinue) {
            $asked = @{ CommandLine = $quoted -join ' '; CurrentDirectory = $Folder }
            $told = Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments $asked -ErrorAction SilentlyContinue
            if ($told -and $told.ReturnValue -eq 0) {
                $number = [int] $told.ProcessId
            }
        }
        if (-not $number) {
            $start = @{
                FilePath = $command[0]; ArgumentList = @($quoted | Select-Object -Skip 1); PassThru = $true; WindowStyle = 'Hidden'
                RedirectStandardOutput = $output; RedirectStandardError = $errors
            }
            $number = (Start-Process @start).Id
        }
    }
    $file = Join-Path $Folder 'process'
    if (-not (Test-Path -LiteralPath $file)) {
        # the process writes its own, with the time of its start, as soon as it is up
        Set-Content -LiteralPath $file -Value "$number" -ErrorAction SilentlyContinue
    }
}
