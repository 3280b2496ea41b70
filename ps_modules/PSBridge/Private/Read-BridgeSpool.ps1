function Read-BridgeSpool {
    <#
    .SYNOPSIS
    The records of a bridge job behind a cursor, as pairs of cursor and line.

    .DESCRIPTION
    The index tells where the line of each record ends, so that a reader goes straight to the first one that it wants, however long the
    spool is. Only what the index names is read.

    .PARAMETER Id
    The job.

    .PARAMETER After
    The cursor of the last record that is known.

    .PARAMETER First
    How many records at most.

    .PARAMETER Wait
    Go on until the job is over.

    .EXAMPLE
    Read-BridgeSpool -Id $id -After 10 -First 100
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Id,

        [int] $After = 0,

        [int] $First = 2147483647,

        [switch] $Wait
    )

    $folder = Get-BridgeFolder -Id $Id
    $cursor = [long] $After
    $last = [long] $After + $First
    $isOver = -not $Wait
    $pause = 10
    while ($cursor -lt $last) {
        $lines = @(Read-SpoolBlock -Folder $folder -After $cursor -First ([math]::Min(200, $last - $cursor)))
        if ($lines.Count) {
            foreach ($line in $lines) {
                $cursor++
                , @($cursor, $line)
            }
            $pause = 10
        }
        elseif ($isOver) {
            return
        }
        else {
            # what was written until the end is read once more after the end was seen
            $isOver = (Read-BridgeJob -Id $Id).State -ne 'Running'
            if (-not $isOver) {
                Start-Sleep -Milliseconds $pause
                $pause = [math]::Min(250, $pause * 2)
            }
        }
    }
}
