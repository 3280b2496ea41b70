function Invoke-Python {
    <#
    .SYNOPSIS
    Runs Python code and gives its results as objects.

    .DESCRIPTION
    The code runs in a Python interpreter beside PowerShell. The value of its last expression, what it gives to emit() and what it prints
    become output; log records become errors, warnings, verbose and debug records; progress() shows progress; an exception ends the command
    with an error that carries the traceback. Numbers, texts, dates, lists and tables keep their types both ways, and data frames become
    objects with one property a column. Piped objects are in input_objects, arguments in args.

    .PARAMETER Code
    Python text.

    .PARAMETER FilePath
    A Python file.

    .PARAMETER Module
    A module to run as a program, as python -m does.

    .PARAMETER Function
    A function as module:function; arguments and, when there is input, the input are its arguments.

    .PARAMETER ArgumentList
    Arguments.

    .PARAMETER InputObject
    Objects for the code.

    .PARAMETER Session
    A lasting interpreter of New-PythonSession: names stay from one call to the next.

    .PARAMETER Python
    The Python program; PSBRIDGE_PYTHON or the one on the path otherwise.

    .PARAMETER PrintAs
    Whether print() writes output or information.

    .PARAMETER LogLevel
    The least level of log records that are passed on.

    .PARAMETER Depth
    How deep properties of objects go that are sent to Python.

    .EXAMPLE
    Invoke-Python -Code '[n ** 2 for n in args]' -ArgumentList 1, 2, 3

    .EXAMPLE
    Get-Process | Invoke-Python -Code 'max(input_objects, key=lambda p: p["WorkingSet64"])["Name"]'

    .OUTPUTS
    The objects that the code gives.

    .LINK
    Start-PythonJob
    #>
    [CmdletBinding(DefaultParameterSetName = 'Code')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Code')]
        [string] $Code,

        [Parameter(Mandatory = $true, ParameterSetName = 'FilePath')]
        [string] $FilePath,

        [Parameter(Mandatory = $true, ParameterSetName = 'Module')]
        [string] $Module,

        [Parameter(Mandatory = $true, ParameterSetName = 'Function')]
        [string] $Function,

        [object[]] $ArgumentList,

        [Parameter(ValueFromPipeline = $true)]
        [AllowNull()]
        [psobject] $InputObject,

        [psobject] $Session,

        [string] $Python,

        [ValidateSet('Output', 'Information')]
        [string] $PrintAs = 'Output',

        [ValidateSet('Debug', 'Info', 'Warning', 'Error')]
        [string] $LogLevel = 'Info',

        [ValidateRange(1, 32)]
        [int] $Depth = 4
    )

    begin {
        $given = @{ Address = '' }
        $token = ''
        if ($Session) {
            $secret = Get-SessionSecret -Session $Session
            $given['Python'] = $secret['Python']
            $given['Address'] = $secret['Address']
            $token = $secret['Token']
        }
        else {
            $given['Python'] = Get-PythonCommand -Python $Python
        }
        $hasInput = $MyInvocation.ExpectingInput -or $PSBoundParameters.ContainsKey('InputObject')
        $option = @{ PrintAs = $PrintAs; LogLevel = $LogLevel; HasInput = $hasInput }
        $given['Head'] = @(New-AgentRequest -Bound $PSBoundParameters -Option $option -Depth $Depth -Token $token)
        $pipeline = $null
        if ($MyInvocation.ExpectingInput) {
            # a pipeline that takes each object as it comes, and passes on what the code says meanwhile
            $program = $given['Python']
            $arguments = @('-m', 'psbridge.agent')
            if ($given['Address']) {
                $arguments += @('--to', $given['Address'])
            }
            $wanted = $ErrorActionPreference
            $ErrorActionPreference = 'Continue'
            $PSNativeCommandUseErrorActionPreference = $false
            $OutputEncoding = [System.Text.Encoding]::ASCII
            $steps = { & $program $arguments 2>&1 | Receive-AgentFrame -Python $program -Preference $wanted }
            $pipeline = $steps.GetSteppablePipeline($MyInvocation.CommandOrigin)
            $pipeline.Begin($true, $ExecutionContext)
            foreach ($line in $given['Head']) {
                $pipeline.Process($line)
            }
        }
    }

    process {
        if ($pipeline) {
            try {
                $pipeline.Process((ConvertTo-AgentFrame -Kind input -Value $InputObject -Depth $Depth))
            }
            catch {
                $PSCmdlet.ThrowTerminatingError($_)
            }
        }
    }

    end {
        try {
            if ($pipeline) {
                $pipeline.Process('end')
                $pipeline.End()
                return
            }
            if ($PSBoundParameters.ContainsKey('InputObject')) {
                $given['Source'] = @(ConvertTo-AgentFrame -Kind input -Value $InputObject -Depth $Depth)
            }
            Invoke-AgentRequest @given
        }
        catch {
            $PSCmdlet.ThrowTerminatingError($_)
        }
    }
}
