function Write-BridgeFile {
    <#
    .SYNOPSIS
    Writes a value into a file of a bridge job, whole or not at all: a reader never sees half of it.

    .PARAMETER Folder
    The folder of the job.

    .PARAMETER Name
    The file.

    .PARAMETER Value
    The value.

    .EXAMPLE
    Write-BridgeFile -Folder $folder -Name end.clixml -Value @{ State = 'Completed' }
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Folder,

        [Parameter(Mandatory = $true)]
        [string] $Name,

        [Parameter(Mandatory = $true)]
        [hashtable] $Value
    )

    $draft = Join-Path $Folder "$Name.$PID"
    $Value | Export-Clixml -LiteralPath $draft -Depth 4
    Move-Item -LiteralPath $draft -Destination (Join-Path $Folder $Name) -Force
}
