function Invoke-CaseScript {
    <#
    .SYNOPSIS
    Runs one script in a fresh runspace and tells everything that it did.

    .DESCRIPTION
    The answer has the fields of the recorded cases of the conformance suite: state, hadErrors, types, clixml, text, errors,
    terminating, warnings, verbose, debug and information; newline says how lines end there. The runspace has an empty directory of its own.

    .PARAMETER Script
    The script.

    .PARAMETER Width
    How wide the formatted output may be.

    .EXAMPLE
    Invoke-CaseScript -Script '1 + 1'

    .OUTPUTS
    System.Collections.Hashtable
    #>
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Script,

        [int] $Width = 120
    )

    $describe = {
        param($Record)
        if ($Record -is [System.Management.Automation.RuntimeException]) { $Record = $Record.ErrorRecord }
        $told = $Record.Exception.Message
        if ($null -ne $Record.ErrorDetails) { $told = $Record.ErrorDetails.Message }
        @{
            fqid = [string] $Record.FullyQualifiedErrorId
            message = [string] $told
            category = [string] $Record.CategoryInfo.Category
            activity = [string] $Record.CategoryInfo.Activity
            targetName = [string] $Record.CategoryInfo.TargetName
            targetType = [string] $Record.CategoryInfo.TargetType
            exception = $Record.Exception.GetType().FullName
        }
    }
    $directory = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
    $null = New-Item -ItemType Directory -Path $directory
    $runspace = [runspacefactory]::CreateRunspace()
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    $output = New-Object 'System.Collections.Generic.List[psobject]'
    $terminating = $null
    try {
        $mover = [powershell]::Create()
        $mover.Runspace = $runspace
        $null = $mover.AddCommand('Set-Location').AddParameter('LiteralPath', $directory).Invoke()
        try {
            $null = $shell.AddScript($Script).Invoke($null, $output)
        }
        catch {
            # what ended the script is told by the state; what is caught here is wrapped in the error of this call
            $reason = $shell.InvocationStateInfo.Reason
            if ($reason -is [System.Management.Automation.RuntimeException]) { $terminating = & $describe $reason }
            else { $terminating = & $describe $_ }
        }
        $types = New-Object System.Collections.ArrayList
        foreach ($item in $output) {
            if ($null -eq $item) { $null = $types.Add($null) }
            else { $null = $types.Add(@($item.PSObject.TypeNames)) }
        }
        # in the case's runspace, whose type data counts
        $packer = [powershell]::Create()
        $packer.Runspace = $runspace
        $packing = 'param($All) foreach ($one in $All) { [System.Management.Automation.PSSerializer]::Serialize($one, 1) }'
        $null = $packer.AddScript($packing, $true).AddArgument($output)
        $writer = [powershell]::Create()
        $writer.Runspace = $runspace
        $null = $writer.AddCommand('Out-String').AddParameter('Width', $Width)
        @{
            state = [string] $shell.InvocationStateInfo.State
            hadErrors = $shell.HadErrors
            types = $types
            clixml = @($packer.Invoke())
            text = -join $writer.Invoke($output)
            errors = @($shell.Streams.Error | ForEach-Object { & $describe $_ })
            terminating = $terminating
            warnings = @($shell.Streams.Warning | ForEach-Object { $_.Message })
            verbose = @($shell.Streams.Verbose | ForEach-Object { $_.Message })
            debug = @($shell.Streams.Debug | ForEach-Object { $_.Message })
            information = @($shell.Streams.Information | ForEach-Object { [string] $_.MessageData })
            newline = [System.Environment]::NewLine
        }
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
        Remove-Item -LiteralPath $directory -Recurse -Force -ErrorAction SilentlyContinue
    }
}
