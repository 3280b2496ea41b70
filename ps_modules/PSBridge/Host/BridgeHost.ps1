# The process of one bridge job: runs its script and appends every record to records.txt, a line each, before anything else happens to it.
param([string] $Folder)

$job = Import-Clixml -LiteralPath (Join-Path $Folder 'job.clixml')
$spool = Join-Path $Folder 'records.txt'
$kinds = @{
    ErrorRecord = 'Error'; WarningRecord = 'Warning'; VerboseRecord = 'Verbose'; DebugRecord = 'Debug'; InformationRecord = 'Information'
}
$write = {
    param($Value)
    $kind = 'Output'
    if ($null -ne $Value -and $kinds.ContainsKey($Value.GetType().Name)) { $kind = $kinds[$Value.GetType().Name] }
    if ($kind -eq 'Error') {
        $Value = @{
            Message = [string] $Value; Id = $Value.FullyQualifiedErrorId; Category = [string] $Value.CategoryInfo.Category
            Type = $Value.Exception.GetType().FullName
        }
    }
    elseif ($kind -eq 'Information') { $Value = [string] $Value.MessageData }
    elseif ($kind -ne 'Output') { $Value = $Value.Message }
    $text = [System.Management.Automation.PSSerializer]::Serialize($Value, $job.Depth) -replace '\r?\n\s*', ''
    [System.IO.File]::AppendAllText($spool, "$kind $text #`n")
}
$end = @{ State = 'Completed'; Reason = '' }
$arguments = @($job.ArgumentList)
try {
    & ([scriptblock]::Create($job.Script)) @arguments *>&1 | ForEach-Object { & $write $_ }
}
catch {
    & $write $_
    $end = @{ State = 'Failed'; Reason = [string] $_ }
}
$end['Ended'] = [datetime]::UtcNow
$end | Export-Clixml -LiteralPath (Join-Path $Folder 'end.tmp')
Move-Item -LiteralPath (Join-Path $Folder 'end.tmp') -Destination (Join-Path $Folder 'end.clixml') -Force
