function Receive-BridgeJob {
    <#
    .SYNOPSIS
    Reads records of a job that is kept on this computer.

    .DESCRIPTION
    Every record has a cursor. Ask for what comes after the last one that arrived: nothing is lost when a connection breaks, and nothing is
    seen twice. Records stay until the job is removed.

    .PARAMETER Id
    The job.

    .PARAMETER After
    The cursor of the last record that is known; 0 for all.

    .PARAMETER First
    How many records at most.

    .PARAMETER Wait
    Go on until the job is over: records come as they are written.

    .PARAMETER ValueOnly
    Give the records as they were written, errors and warnings to their streams, instead of records with cursors.

    .PARAMETER AsText
    Give the values as the text of their CLIXML, for clients that read it themselves.

    .EXAMPLE
    Receive-BridgeJob -Id $job.Id -After $cursor

    .OUTPUTS
    PSBridge.JobRecord
    #>
    [CmdletBinding(DefaultParameterSetName = 'Record')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [string] $Id,

        [ValidateRange(0, 2147483647)]
        [int] $After = 0,

        [ValidateRange(1, 2147483647)]
        [int] $First = 2147483647,

        [switch] $Wait,

        [Parameter(ParameterSetName = 'Value')]
        [switch] $ValueOnly,

        [Parameter(ParameterSetName = 'Text')]
        [switch] $AsText
    )

    process {
        $job = Get-BridgeJob -Id $Id -ErrorAction Stop
        $given = @{ Id = $job.Id; After = $After; First = $First; Wait = $Wait }
        Read-BridgeSpool @given | ForEach-Object {
            $cursor, $line = $_
            $place = $line.IndexOf(' ')
            $kind = $line.Substring(0, $place)
            $value = $line.Substring($place + 1)
            if (-not $AsText) {
                $value = [System.Management.Automation.PSSerializer]::Deserialize($value)
            }
            if (-not $ValueOnly) {
                [pscustomobject] @{ PSTypeName = 'PSBridge.JobRecord'; Cursor = $cursor; Stream = $kind; Value = $value }
                return
            }
            switch ($kind) {
                'Output' { , $value }
                'Error' { Write-Error -Message $value['Message'] -ErrorId $value['Id'] -Category $value['Category'] }
                'Warning' { Write-Warning -Message $value }
                'Verbose' { Write-Verbose -Message $value }
                'Debug' { Write-Debug -Message $value }
                'Information' { Write-Information -MessageData $value }
            }
        }
    }
}
