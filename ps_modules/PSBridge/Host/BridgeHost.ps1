# The process of one bridge job: runs its script and spools every record before anything else happens to it.
#
# records.txt holds a line for each record, in ASCII; records.idx the place where each line ends, as 8 bytes. A record counts when its place
# is written whole, so that a process that dies in the middle of a line leaves nothing that anybody could take for a record.
param([string] $Folder)

foreach ($name in 'ConvertTo-AgentFrame.ps1', 'Write-BridgeFile.ps1') {
    . (Join-Path (Join-Path (Split-Path -Path $PSScriptRoot -Parent) 'Private') $name)
}
$job = Import-Clixml -LiteralPath (Join-Path $Folder 'job.clixml')
$started = (Get-Process -Id $PID).StartTime
if ($started) { $started = $started.ToUniversalTime().Ticks }
Set-Content -LiteralPath (Join-Path $Folder 'process') -Value "$PID $started"
$open = {
    param($Name)
    [System.IO.File]::Open((Join-Path $Folder $Name), [System.IO.FileMode]::Append, [System.IO.FileAccess]::Write, [System.IO.FileShare]::ReadWrite)
}
$lines = & $open 'records.txt'
$places = & $open 'records.idx'
$kinds = @{
    ErrorRecord = 'Error'; WarningRecord = 'Warning'; VerboseRecord = 'Verbose'; DebugRecord = 'Debug'; InformationRecord = 'Information'
}
$write = {
    param($Value)
    $kind = 'Output'
    if ($null -ne $Value -and $kinds.ContainsKey($Value.GetType().Name)) { $kind = $kinds[$Value.GetType().Name] }
    if ($kind -eq 'Error') {
        $Value = @{
            Message = [string] $Value; Id = [string] $Value.FullyQualifiedErrorId; Category = [string] $Value.CategoryInfo.Category
            Type = $Value.Exception.GetType().FullName
        }
    }
    elseif ($kind -eq 'Information') { $Value = [string] $Value.MessageData }
    elseif ($kind -ne 'Output') { $Value = [string] $Value.Message }
    $bytes = [System.Text.Encoding]::ASCII.GetBytes((ConvertTo-AgentFrame -Kind $kind -Value $Value -Depth $job.Depth) + "`n")
    $lines.Write($bytes, 0, $bytes.Length)
    $lines.Flush()
    $place = [System.BitConverter]::GetBytes([long] $lines.Position)
    $places.Write($place, 0, 8)
    $places.Flush()
}
$end = @{ State = 'Completed'; Reason = '' }
$arguments = @()
if ($null -ne $job.ArgumentList) { $arguments = @($job.ArgumentList) }
try {
    & ([scriptblock]::Create($job.Script)) @arguments *>&1 | ForEach-Object { & $write $_ }
}
catch {
    & $write $_
    $end = @{ State = 'Failed'; Reason = [string] $_ }
}
finally {
    # here also when the script calls exit
    $lines.Dispose()
    $places.Dispose()
    if (-not (Test-Path -LiteralPath (Join-Path $Folder 'stop'))) {
        $end['Ended'] = [datetime]::UtcNow
        Write-BridgeFile -Folder $Folder -Name 'end.clixml' -Value $end
    }
}
