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
        $items = New-Object System.Collections.ArrayList
    }

    process {
        if ($MyInvocation.ExpectingInput -or $PSBoundParameters.ContainsKey('InputObject')) {
            $null = $items.Add($InputObject)
        }
    }

    end {
        $request = New-AgentRequest -Bound $PSBoundParameters
        $request['LogLevel'] = $LogLevel
        $request['PrintAs'] = $PrintAs
        $request['HasInput'] = $items.Count -gt 0
        $secret = $null
        if ($Session) {
            $secret = Get-SessionSecret -Session $Session
            $program = $Session.Python
        }
        else {
            $program = Get-PythonCommand -Python $Python
        }
        if (-not $PSCmdlet.ShouldProcess($program, 'Start a Python job')) {
            return
        }
        $body = {
            param($Folder, $Request, $Python, $Session, $Depth)
            foreach ($file in Get-ChildItem -Path (Join-Path $Folder 'Private') -Filter '*.ps1') { . $file.FullName }
            $given = @{ Request = $Request; Python = $Python; Depth = $Depth }
            if ($Session) { $given['Session'] = $Session }
            # whoever receives the job decides what is shown
            $VerbosePreference = $DebugPreference = 'Continue'
            if ($Request['HasInput']) { $input | Invoke-AgentRequest @given }
            else { Invoke-AgentRequest @given }
        }
        $folder = Split-Path -Path $PSScriptRoot -Parent
        $start = @{ ScriptBlock = $body; ArgumentList = @($folder, $request, $program, $secret, $Depth) }
        if ($Name) {
            $start['Name'] = $Name
        }
        $starter = 'Start-Job'
        if (Get-Command -Name Start-ThreadJob -ErrorAction SilentlyContinue) {
            $starter = 'Start-ThreadJob'
        }
        if ($items.Count) {
            $items | & $starter @start
        }
        else {
            & $starter @start
        }
    }
}
