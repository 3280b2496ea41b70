function Start-BridgeJob {
    <#
    .SYNOPSIS
    Starts a job whose results are kept on this computer until they are removed.

    .DESCRIPTION
    The script runs in a process of its own that outlives this session. Every record is written to a spool before it is offered to anybody;
    Receive-BridgeJob reads it from a cursor on, so that a client that lost its connection can go on where it was and sees nothing twice.

    .PARAMETER ScriptBlock
    What to run.

    .PARAMETER FilePath
    A script file to run.

    .PARAMETER ArgumentList
    Arguments.

    .PARAMETER Name
    A name for the job.

    .PARAMETER Id
    An id of your choice, a GUID. A job that is there already under it is given and not started again: a client whose connection broke while
    it was starting a job may simply ask again.

    .PARAMETER Depth
    How deep properties of results go.

    .EXAMPLE
    $job = Start-BridgeJob { Get-ChildItem -Recurse } -Name listing
    $records = Receive-BridgeJob -Id $job.Id -After 0

    .OUTPUTS
    PSBridge.BridgeJob

    .LINK
    Receive-BridgeJob
    #>
    [CmdletBinding(DefaultParameterSetName = 'ScriptBlock', SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'ScriptBlock')]
        [scriptblock] $ScriptBlock,

        [Parameter(Mandatory = $true, ParameterSetName = 'FilePath')]
        [string] $FilePath,

        [object[]] $ArgumentList = @(),

        [string] $Name,

        [guid] $Id = [guid]::NewGuid(),

        [ValidateRange(1, 32)]
        [int] $Depth = 2
    )

    $text = [string] $ScriptBlock
    if ($FilePath) {
        $text = Get-Content -LiteralPath $FilePath -Raw -ErrorAction Stop
    }
    $key = $Id.ToString()
    if (-not $Name) {
        $Name = "Bridge-$($key.Substring(0, 8))"
    }
    $folder = Get-BridgeFolder -Id $key
    if (Test-Path -LiteralPath (Join-Path $folder 'process')) {
        return Get-BridgeJob -Id $key
    }
    if (-not $PSCmdlet.ShouldProcess($Name, 'Start a job that outlives this session')) {
        return
    }
    # it was asked once; what follows is one act
    $ConfirmPreference = 'None'
    $null = New-Item -ItemType Directory -Path $folder -Force
    $job = @{ Id = $key; Name = $Name; Script = $text; ArgumentList = $ArgumentList; Depth = $Depth; Started = [datetime]::UtcNow }
    Write-BridgeFile -Folder $folder -Name 'job.clixml' -Value $job
    Start-HostProcess -Folder $folder
    Get-BridgeJob -Id $key
}
