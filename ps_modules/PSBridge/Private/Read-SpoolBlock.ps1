function Read-SpoolBlock {
    <#
    .SYNOPSIS
    The lines of some records of a spool.

    .PARAMETER Folder
    The folder of the job.

    .PARAMETER After
    How many records to pass over.

    .PARAMETER First
    How many records at most.

    .EXAMPLE
    Read-SpoolBlock -Folder $folder -After 100 -First 50

    .OUTPUTS
    System.String
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Folder,

        [long] $After,

        [int] $First
    )

    $read = {
        param($Name, $From, $Count)
        $mode = [System.IO.FileMode]::Open
        $file = [System.IO.File]::Open((Join-Path $Folder $Name), $mode, [System.IO.FileAccess]::Read, [System.IO.FileShare]::ReadWrite)
        try {
            $Count = [int] [math]::Max(0, [math]::Min($Count, $file.Length - $From))
            $bytes = New-Object byte[] $Count
            $null = $file.Seek($From, [System.IO.SeekOrigin]::Begin)
            $done = 0
            while ($done -lt $Count) {
                $got = $file.Read($bytes, $done, $Count - $done)
                if ($got -le 0) { break }
                $done += $got
            }
            , $bytes
        }
        finally {
            $file.Dispose()
        }
    }
    if (-not (Test-Path -LiteralPath (Join-Path $Folder 'records.idx'))) {
        return
    }
    # one place more at the beginning: where the record before ends
    $before = [int] ($After -gt 0)
    $places = & $read 'records.idx' (8 * ($After - $before)) (8 * ($First + $before))
    $known = [int] [math]::Floor($places.Length / 8) - $before
    if ($known -lt 1) {
        return
    }
    $from = [long] 0
    if ($before) {
        $from = [System.BitConverter]::ToInt64($places, 0)
    }
    $to = [System.BitConverter]::ToInt64($places, 8 * ($known + $before - 1))
    $bytes = & $read 'records.txt' $from ($to - $from)
    [System.Text.Encoding]::ASCII.GetString($bytes).TrimEnd("`n").Split("`n")
}
