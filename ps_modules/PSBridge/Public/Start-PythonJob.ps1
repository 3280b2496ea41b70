function Start-PythonJob {
    <#
    .SYNOPSIS
    Runs Python code as a job.

    .DESCRIPTION
    As Invoke-Python, but in the background: the job is a job of PowerShell, so Get-Job, Wait-Job, Receive-Job, Stop-Job and Remove-Job work
    on it. It is a thread job where that module is there and a process job otherwise. An exception, and the death of the interpreter, make
    it Failed with the reason.

    .PARAMETER Code
    Python text.

    .PARAMETER FilePath
    A Python file.

    .PARAMETER Module
    A module to run as a program, as python -m does.

    .PARAMETER Function
    A function as module:function.

    .PARAMETER ArgumentList
    Arguments.

    .PARAMETER InputObject
    Objects for the code.

    .PARAMETER Name
    The name of the job.

    .PARAMETER Session
    A lasting interpreter of New-PythonSession.

    .PARAMETER Python
    The Python program; PSBRIDGE_PYTHON or the one on the path otherwise.

    .PARAMETER PrintAs
    Whether print() writes output or information.

    .PARAMETER LogLevel
    The least level of log records that are passed on.

    .PARAMETER Depth
    How deep properties of objects go that are sent to Python.

    .EXAMPLE
    $job = Start-PythonJob -Code 'import time; time.sleep(5); 42'
    $job | Receive-Job -Wait -AutoRemoveJob

    .OUTPUTS
    System.Management.Automation.Job

    .LINK
    Invoke-Python
    #>
    [CmdletBinding(DefaultParameterSetName = 'Code', SupportsShouldProcess = $true)]
    [OutputType([System.Management.Automation.Job])]
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

        [string] $Name,

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
        $address = ''
        $token = ''
        if ($Session) {
            $secret = Get-SessionSecret -Session $Session
            $program = $secret['Python']
            $address = $secret['Address']
            $token = $secret['Token']
        }
        else {
            $program = Get-PythonCommand -Python $Python
        }
        $hasInput = $MyInvocation.ExpectingInput -or $PSBoundParameters.ContainsKey('InputObject')
        $option = @{ PrintAs = $PrintAs; LogLevel = $LogLevel; HasInput = $hasInput }
        $head = @(New-AgentRequest -Bound $PSBoundParameters -Option $option -Depth $Depth -Token $token)
        $body = {
            param($Folder, $Head, $Python, $Address)
            # the files that are read next have an input of their own
            $source = $input
            foreach ($file in Get-ChildItem -LiteralPath (Join-Path $Folder 'Private') -Filter '*.ps1') { . $file.FullName }
            # whoever receives the job decides what is shown
            $VerbosePreference = $DebugPreference = 'Continue'
            Invoke-AgentRequest -Head $Head -Source $source -Python $Python -Address $Address
        }
        $start = @{ ScriptBlock = $body; ArgumentList = @((Split-Path -Path $PSScriptRoot -Parent), $head, $program, $address) }
        if ($Name) {
            $start['Name'] = $Name
        }
        $starter = 'Start-Job'
        if (Get-Command -Name Start-ThreadJob -ErrorAction SilentlyContinue) {
            $starter = 'Start-ThreadJob'
        }
        $isWanted = $PSCmdlet.ShouldProcess($program, 'Start a Python job')
        $pipeline = $null
    }

    process {
        if (-not $isWanted -or -not $hasInput) {
            return
        }
        if (-not $pipeline) {
            # the job starts with the first object and takes the others while it runs
            $pipeline = { & $starter @start }.GetSteppablePipeline($MyInvocation.CommandOrigin)
            $pipeline.Begin($true, $ExecutionContext)
        }
        $pipeline.Process((ConvertTo-AgentFrame -Kind input -Value $InputObject -Depth $Depth))
    }

    end {
        if ($pipeline) {
            $pipeline.End()
        }
        elseif ($isWanted) {
            & $starter @start
        }
    }
}
