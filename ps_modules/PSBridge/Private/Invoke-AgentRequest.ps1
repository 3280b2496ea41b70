function Invoke-AgentRequest {
    <#
    .SYNOPSIS
    Runs one request in a Python agent and passes on what it says, stream by stream, as it comes.

    .DESCRIPTION
    Output of the code becomes output, its log records become errors, warnings, verbose and debug records, its progress becomes progress.
    An exception that the code does not catch, and the death of the interpreter, are thrown. Stopping the pipeline ends the interpreter.

    .PARAMETER Request
    What is to run: Code, FilePath, Module or Function, ArgumentList, PrintAs, LogLevel.

    .PARAMETER Python
    The Python program.

    .PARAMETER Session
    Address and Token of a lasting interpreter.

    .PARAMETER Depth
    How deep values go that are sent to Python.

    .PARAMETER InputObject
    Objects that the code finds in input_objects.

    .EXAMPLE
    Invoke-AgentRequest -Request @{ Code = '1 + 1' } -Python python3
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [hashtable] $Request,

        [Parameter(Mandatory = $true)]
        [string] $Python,

        [hashtable] $Session,

        [int] $Depth = 4,

        [Parameter(ValueFromPipeline = $true)]
        [AllowNull()]
        [psobject] $InputObject
    )

    begin {
        $items = New-Object System.Collections.ArrayList
        $Request['HasInput'] = $MyInvocation.ExpectingInput -or [bool] $Request['HasInput']
    }

    process {
        if ($MyInvocation.ExpectingInput) {
            $null = $items.Add($InputObject)
        }
    }

    end {
        $wanted = $ErrorActionPreference
        # what Python writes to standard error is told below, its exit code too: neither is an error of its own
        $ErrorActionPreference = 'Continue'
        $PSNativeCommandUseErrorActionPreference = $false
        $arguments = @('-m', 'psbridge.agent')
        if ($Session) {
            $arguments += @('--to', $Session['Address'])
        }
        $state = @{ Done = $null; Noise = New-Object System.Collections.ArrayList }
        & {
            if ($Session) { $Session['Token'] }
            ConvertTo-AgentFrame -Kind run -Value $Request -Depth $Depth
            foreach ($item in $items) {
                ConvertTo-AgentFrame -Kind input -Value $item -Depth $Depth
            }
        } | & $Python $arguments 2>&1 | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) {
                $null = $state.Noise.Add([string] $_)
                return
            }
            $frame = ConvertFrom-AgentFrame -Line $_
            $value = $frame['Value']
            switch ($frame['Kind']) {
                'output' { , $value }
                'information' { Write-Information -MessageData $value }
                'warning' { Write-Warning -Message $value }
                'verbose' { Write-Verbose -Message $value }
                'debug' { Write-Debug -Message $value }
                'error' { Write-Error -ErrorRecord (New-PythonError -Told $value) -ErrorAction $wanted }
                'progress' {
                    Write-Progress -Activity $value['Activity'] -Status $value['Status'] -PercentComplete $value['PercentComplete'] -Completed:$value['Completed']
                }
                'done' { $state.Done = $value }
                default { $null = $state.Noise.Add($value) }
            }
        }
        $code = $LASTEXITCODE
        foreach ($line in $state.Noise) {
            Write-Information -MessageData $line -Tags 'stderr'
        }
        if ($null -eq $state.Done) {
            $last = ($state.Noise | Select-Object -Last 3) -join ' '
            $told = @{ Message = "The Python interpreter ended with exit code $code before it had finished. $last".Trim(); Id = 'PythonEnded'; Type = ''; Traceback = '' }
            throw (New-PythonError -Told $told -Category ResourceUnavailable)
        }
        if ($state.Done['State'] -ne 'Completed') {
            throw (New-PythonError -Told $state.Done -Category OperationStopped)
        }
    }
}
