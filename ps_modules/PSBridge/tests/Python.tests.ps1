. (Join-Path $PSScriptRoot 'Assert.ps1')

Assert-Equal ((Invoke-Python '[n ** 2 for n in args]' -ArgumentList 1, 2, 3) -join ',') '1,4,9' 'a list becomes objects'
Assert-Equal (1..3 | Invoke-Python -Code 'sum(input_objects)') 6 'piped objects'
$values = Invoke-Python -Code '{"text": "h\u00e9 \u2603 \U0001f600", "big": 2 ** 40, "half": 0.5, "yes": True, "none": None, "list": [1, "x"]}'
Assert-Equal $values['text'].Length 7 'text keeps its characters'
Assert-Equal $values['big'].GetType().Name 'Int64' 'big integers'
Assert-Equal $values['half'].GetType().Name 'Double' 'fractions'
Assert-Equal $values['yes'] 'True' 'truth'
Assert-Equal ($null -eq $values['none']) 'True' 'nothing'
Assert-Equal ($values['list'] -join ',') '1,x' 'lists inside'
Assert-Equal (Invoke-Python -Code 'args[0]' -ArgumentList ([string] [char] 0x2603)) ([string] [char] 0x2603) 'text there and back'
Assert-Equal (Invoke-Python -Code 'args[0].year' -ArgumentList ([datetime] '2020-02-03')) 2020 'dates'
Assert-Equal ((Invoke-Python -Code 'print("a"); print("b")') -join ',') 'a,b' 'print is output'
$info = Invoke-Python -Code 'print("a")' -PrintAs Information 6>&1
Assert-Equal $info.GetType().Name 'InformationRecord' 'print is information'
Assert-Equal (Invoke-Python -Function 'os.path:join' -ArgumentList 'a', 'b' | ForEach-Object { $_.Length }) 3 'a function'
Set-Content -LiteralPath ./file.py -Value 'value = len(args)', 'value * 10'
Assert-Equal (Invoke-Python -FilePath ./file.py -ArgumentList 1, 2) 20 'a file'
Assert-Equal (Invoke-Python -Module calendar -ArgumentList 2020, 2 | Select-Object -First 1).Trim() 'February 2020' 'a module'

try { Invoke-Python -Code 'def f(): raise ValueError("bad")', 'f()' -ErrorAction Stop } catch { Assert-Equal ($_.FullyQualifiedErrorId -like '*') 'True' 'wrong arguments' }
try { Invoke-Python -Code "def f(): raise ValueError('bad')`nf()" } catch { $failure = $_ }
Assert-Equal "$failure" 'bad' 'the message of an exception'
Assert-Equal $failure.FullyQualifiedErrorId 'Python.ValueError,Invoke-Python' 'its id'
Assert-Equal $failure.Exception.Data['PythonType'] 'ValueError' 'its class'
Assert-Equal ($failure.Exception.Data['Traceback'] -match 'in f') 'True' 'its traceback'

$log = 'import logging; logging.debug("d"); logging.info("i"); logging.warning("w"); logging.error("e")'
$all = @(Invoke-Python -Code $log -ErrorAction SilentlyContinue -ErrorVariable failures -WarningVariable warnings -WarningAction SilentlyContinue -Verbose 4>&1)
Assert-Equal "$warnings" 'w' 'logging.warning'
Assert-Equal "$($failures[0])" 'e' 'logging.error'
Assert-Equal $all[0].GetType().Name 'VerboseRecord' 'logging.info'

$job = Start-PythonJob -Code "for i in progress(range(4), 'work'): emit(i)" -Name steps
$null = Wait-Job $job -Timeout 30
Assert-Equal "$($job.Name) $($job.State)" 'steps Completed' 'a job'
Assert-Equal ((Receive-Job $job) -join ',') '0,1,2,3' 'what it gave'
Remove-Job $job

$job = Start-PythonJob -Code 'import os; print("before"); os._exit(7)'
$null = Wait-Job $job -Timeout 30
Assert-Equal $job.State 'Failed' 'an interpreter that dies'
Assert-Equal ($job.JobStateInfo.Reason.Message -match 'exit code 7') 'True' 'and why'
Remove-Job $job

$job = Start-PythonJob -Code 'raise KeyError("k")'
$null = Wait-Job $job -Timeout 30
Assert-Equal "$($job.State) $($job.JobStateInfo.Reason.ErrorRecord.FullyQualifiedErrorId)" 'Failed Python.KeyError' 'an exception in a job'
Remove-Job $job

$job = Start-PythonJob -Code 'import time; emit(1); time.sleep(60)'
Wait-Until { $job.HasMoreData -or $job.State -eq 'Failed' }
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Stop-Job $job
Assert-Equal ($watch.ElapsedMilliseconds -lt 1000) 'True' 'stopped within a second'
Assert-Equal $job.State 'Stopped' 'a stopped job'
Remove-Job $job

Assert-Equal (Invoke-Python -Code '[i for i in range(100000)]' | Measure-Object).Count 100000 'many records'
Assert-Equal (1..5000 | Invoke-Python -Code 'sum(input_objects)') 12502500 'many objects in'
$job = Start-PythonJob -Code 'import logging; logging.info("told"); 1'
$null = Wait-Job $job -Timeout 30
Assert-Equal ((Receive-Job $job -Verbose 4>&1 | ForEach-Object { "$_" } | Sort-Object) -join ',') '1,told' 'a job keeps what is verbose'
Remove-Job $job

$session = New-PythonSession -Name lasting
Invoke-Python -Session $session -Code 'x = 5'
Assert-Equal (Invoke-Python -Session $session -Code 'x + 1') 6 'names stay in a session'
Assert-Equal (Start-PythonJob -Session $session -Code 'x * 100' | Receive-Job -Wait -AutoRemoveJob) 500 'also for jobs'
$job = Start-PythonJob -Session $session -Code "import time; emit('up'); time.sleep(60)"
Wait-Until { $job.HasMoreData -or $job.State -eq 'Failed' }
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Stop-Job $job
Assert-Equal (Invoke-Python -Session $session -Code 'x + 2') 7 'a session lives on when its job is stopped'
Assert-Equal ($watch.ElapsedMilliseconds -lt 10000) 'True' 'and is free soon'
Remove-Job $job
Remove-PythonSession $session
try { Invoke-Python -Session $session -Code 'x'; $closed = 'not closed' } catch { $closed = $_.FullyQualifiedErrorId }
Assert-Equal ($closed -like 'PythonSessionClosed*') 'True' 'a closed session'
'DONE'
