function Receive-AgentFrame {
    <#
    .SYNOPSIS
    Turns what a Python agent says into records of PowerShell.

    .DESCRIPTION
    Output of the code becomes output, its log records become errors, warnings, verbose and debug records, its progress becomes progress.
    An exception that the code does not catch, and the death of the interpreter, are thrown.

    .PARAMETER InputObject
    A line of the agent, or an error record with a line that came from standard error.

    .PARAMETER Python
    The Python program, for messages.

    .PARAMETER Preference
    What errors of the code do.

    .EXAMPLE
    $request | & $python -m psbridge.agent 2>&1 | Receive-AgentFrame -Python $python
    #>
    [CmdletBinding()]
    param(
        [Parameter(ValueFromPipeline = $true)]
        [AllowNull()]
        [object] $InputObject,

        [string] $Python = 'python',

        [System.Management.Automation.ActionPreference] $Preference = 'Continue'
    )

    begin {
        $done = $null
        $noise = New-Object System.Collections.ArrayList
    }

    process {
        if ($InputObject -is [System.Management.Automation.ErrorRecord]) {
            $null = $noise.Add([string] $InputObject)
            return
        }
        $frame = ConvertFrom-AgentFrame -Line ([string] $InputObject)
        $value = $frame['Value']
        switch ($frame['Kind']) {
            'output' { , $value }
            'information' { Write-Information -MessageData $value }
            'warning' { Write-Warning -Message $value }
            'verbose' { Write-Verbose -Message $value }
            'debug' { Write-Debug -Message $value }
            'error' { Write-Error -ErrorRecord (New-PythonError -Told $value) -ErrorAction $Preference }
            'progress' {
                Write-Progress -Activity $value['Activity'] -Status $value['Status'] -PercentComplete $value['PercentComplete'] -Completed:$value['Completed']
            }
            'done' { $done = $value }
            default { $null = $noise.Add([string] $value) }
        }
    }

    end {
        $code = $LASTEXITCODE
        foreach ($line in $noise) {
            Write-Information -MessageData $line -Tags 'stderr'
        }
        if ($null -eq $done) {
            $told = @{ Message = "The Python interpreter ended with exit code $code before it had finished."; Id = 'PythonEnded'; Type = ''; Traceback = '' }
            $last = @($noise | Select-Object -Last 3) -join ' '
            if ($last -match "No module named '?psbridge") {
                $told['Message'] = "'$Python' has no package psbridge. Install it with '$Python -m pip install psbridge', or name another Python."
                $told['Id'] = 'PsbridgeNotInstalled'
            }
            elseif ($last) {
                $told['Message'] += " $last"
            }
            throw (New-PythonError -Told $told -Category ResourceUnavailable)
        }
        if ($done['State'] -ne 'Completed') {
            throw (New-PythonError -Told $done -Category OperationStopped)
        }
    }
}
