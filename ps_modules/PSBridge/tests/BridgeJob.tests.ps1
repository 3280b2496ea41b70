. (Join-Path $PSScriptRoot 'Assert.ps1')

$job = Start-BridgeJob { param($n) 1..$n; Write-Warning w; Write-Error e; [pscustomobject] @{ A = 1 } } -ArgumentList 3 -Name one
Wait-Until { (Get-BridgeJob -Id $job.Id).State -ne 'Running' }
$job = Get-BridgeJob -Name one
Assert-Equal "$($job.State) $($job.Reason)".Trim() 'Completed' 'a job ends'
$records = @(Receive-BridgeJob -Id $job.Id)
Assert-Equal (($records | ForEach-Object { $_.Stream }) -join ',') 'Output,Output,Output,Warning,Error,Output' 'its streams'
Assert-Equal (($records | ForEach-Object { $_.Cursor }) -join ',') '1,2,3,4,5,6' 'its cursors'
Assert-Equal @(Receive-BridgeJob -Id $job.Id -After 4).Count 2 'after a cursor'
Assert-Equal ((($job | Out-String -Width 120).Trim() -split '\r?\n')[0] -replace '\s+', ' ') 'Id Name State Started Command' 'jobs are a table'
Assert-Equal ((($records | Out-String -Width 120).Trim() -split '\r?\n')[0] -replace '\s+', ' ') 'Cursor Stream Value' 'records are a table'
Assert-Equal @(Receive-BridgeJob -Id $job.Id -After 6).Count 0 'after the last'
Assert-Equal @(Receive-BridgeJob -Id $job.Id -After 1 -First 2).Count 2 'so many'
Assert-Equal ((Receive-BridgeJob -Id $job.Id -Wait | ForEach-Object { $_.Cursor }) -join ',') '1,2,3,4,5,6' 'until it is over'
Assert-Equal @(Receive-BridgeJob -Id $job.Id -After 3 -First 1 -AsText)[0].Value.StartsWith('<Objs ') 'True' 'as text'
Assert-Equal (Start-BridgeJob { 'never' } -Id $job.Id).Name 'one' 'a job that is there is not started again'
Assert-Equal ((Receive-BridgeJob -Id $job.Id -ValueOnly -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Select-Object -First 3) -join ',') '1,2,3' 'values'

$failing = Start-BridgeJob { 'before'; throw 'boom' }
$long = Start-BridgeJob { 'up'; Start-Sleep -Seconds 60 }
Wait-Until { (Get-BridgeJob -Id $failing.Id).State -ne 'Running' }
Assert-Equal "$((Get-BridgeJob -Id $failing.Id).State) $((Get-BridgeJob -Id $failing.Id).Reason)" 'Failed boom' 'a job fails'
Wait-Until { @(Receive-BridgeJob -Id $long.Id).Count -eq 1 }
Remove-BridgeJob -Id $long.Id -ErrorAction SilentlyContinue -ErrorVariable refused
Assert-Equal ($refused[0].FullyQualifiedErrorId -like 'BridgeJobRunning*') 'True' 'a running job stays'
Stop-BridgeJob -Id $long.Id
Assert-Equal (Get-BridgeJob -Id $long.Id).State 'Stopped' 'a stopped job'
Assert-Equal @(Receive-BridgeJob -Id $long.Id).Count 1 'its records stay'
Get-BridgeJob | Remove-BridgeJob -WhatIf
Assert-Equal @(Get-BridgeJob).Count 3 'nothing for -WhatIf'
Get-BridgeJob | Remove-BridgeJob
Assert-Equal @(Get-BridgeJob).Count 0 'all removed'
Get-BridgeJob -Name none -ErrorAction SilentlyContinue -ErrorVariable missing
Assert-Equal ($missing[0].FullyQualifiedErrorId -like 'BridgeJobNotFound*') 'True' 'an unknown job'
'DONE'
