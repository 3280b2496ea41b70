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

try { Invoke-Python -Code 'a', 'b'; $refused = 'nothing' } catch { $refused = $_.FullyQualifiedErrorId }
Assert-Equal $refused 'ParameterArgumentTransformationError,Invoke-Python' 'code is one text'
try { Invoke-Python -Code '1' -Python no-such-python; $refused = 'nothing' } catch { $refused = "$($_.FullyQualifiedErrorId) $_" }
Assert-Equal ($refused -like "PythonNotFound,*names 'no-such-python'*") 'True' 'a Python that is not there is not replaced by another'
$kept = $env:PSBRIDGE_PYTHON
$env:PSBRIDGE_PYTHON = 'no-such-python'
try { Invoke-Python -Code '1'; $refused = 'nothing' } catch { $refused = "$_" }
$env:PSBRIDGE_PYTHON = $kept
Assert-Equal ($refused -like "The environment variable PSBRIDGE_PYTHON names 'no-such-python'*") 'True' 'nor one of the environment'
Assert-Equal (Invoke-Python -Code '__import__("sys").version_info.major') 3 'a Python is found'
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
Assert-Equal ((Get-Reason $job).Message -match 'exit code 7') 'True' 'and why'
Remove-Job $job

$job = Start-PythonJob -Code 'raise KeyError("k")'
$null = Wait-Job $job -Timeout 30
Assert-Equal "$($job.State) $((Get-Reason $job).ErrorRecord.FullyQualifiedErrorId)" 'Failed Python.KeyError' 'an exception in a job'
Remove-Job $job

$job = Start-PythonJob -Code 'import time; emit(1); time.sleep(60)'
Wait-Until { $job.HasMoreData -or $job.State -eq 'Failed' }
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Stop-Job $job
# a process job, which Windows PowerShell has, ends a process more
$limit = if (Get-Command -Name Start-ThreadJob -ErrorAction SilentlyContinue) { 1000 } else { 5000 }
Assert-Equal ($watch.ElapsedMilliseconds -lt $limit) 'True' 'stopped within a second'
Assert-Equal $job.State 'Stopped' 'a stopped job'
Remove-Job $job

Assert-Equal (Invoke-Python -Code '[i for i in range(100000)]' | Measure-Object).Count 100000 'many records'
Assert-Equal (1..5000 | Invoke-Python -Code 'sum(input_objects)') 12502500 'many objects in'
$job = Start-PythonJob -Code 'import logging; logging.info("told"); 1'
$null = Wait-Job $job -Timeout 30
Assert-Equal ((Receive-Job $job -Verbose 4>&1 | ForEach-Object { "$_" } | Sort-Object) -join ',') '1,told' 'a job keeps what is verbose'
Remove-Job $job

# Python answers while the input still comes: more is sent until it has
$seen = New-Object System.Collections.ArrayList
$null = & { $n = 0; while (-not $seen.Count -and $n -lt 2000) { $n++; $n; Start-Sleep -Milliseconds 5 } } |
    Invoke-Python -Code 'for one in input_objects: emit(one * 10)' | ForEach-Object { $seen.Add($_) }
Assert-Equal ($seen.Count -lt 1999 -and $seen[0] -eq 10) 'True' 'input goes while it comes'
$isAnswered = { (Get-Job -Name feeding -ErrorAction SilentlyContinue).HasMoreData }
$text = @(& { $n = 0; while (-not (& $isAnswered) -and $n -lt 2000) { $n++; $n; Start-Sleep -Milliseconds 5 } } |
    Start-PythonJob -Name feeding -Code 'for one in input_objects: emit(one * 10)' | Receive-Job -Wait -AutoRemoveJob)
Assert-Equal ($text.Count -lt 1999 -and $text[0] -eq 10) 'True' 'also to a job'
Assert-Equal (@() | Invoke-Python -Code 'len(list(input_objects))') 0 'no input'
Assert-Equal ($null, 1 | Start-PythonJob -Code 'str(list(input_objects))' | Receive-Job -Wait -AutoRemoveJob) '[None, 1]' 'null is an object too'
Assert-Equal (@() | Start-PythonJob -Code 'len(list(input_objects))' | Receive-Job -Wait -AutoRemoveJob) 0 'a job without input'
$deep = [pscustomobject] @{ A = [pscustomobject] @{ B = [pscustomobject] @{ C = 7 } } }
Assert-Equal (Start-PythonJob -Code 'args[0]["A"]["B"]["C"]' -ArgumentList $deep | Receive-Job -Wait -AutoRemoveJob) 7 'deep arguments of a job'
Assert-Equal ($deep | Start-PythonJob -Code 'next(input_objects)["A"]["B"]["C"]' | Receive-Job -Wait -AutoRemoveJob) 7 'deep input of a job'
$before = @(Get-Job).Count
$null = Start-PythonJob -Code '1' -WhatIf
Assert-Equal @(Get-Job).Count $before 'no job for -WhatIf'
$kept = $global:OutputEncoding
$global:OutputEncoding = [System.Text.Encoding]::Unicode
Assert-Equal (1, 2 | Invoke-Python -Code 'sum(input_objects)') 3 'in any encoding of output'
$global:OutputEncoding = $kept

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
Assert-Equal (1..3 | Invoke-Python -Session $session -Code 'x + sum(input_objects)') 11 'input for a session'
Remove-PythonSession $session
try { Invoke-Python -Session $session -Code 'x'; $closed = 'not closed' } catch { $closed = $_.FullyQualifiedErrorId }
Assert-Equal ($closed -like 'PythonSessionClosed*') 'True' 'a closed session'
$session = New-PythonSession
Remove-Module -Name PSBridge
Wait-Until { -not (Get-Process -Id $session.ProcessId -ErrorAction SilentlyContinue) }
Assert-Equal @(Get-Process -Id $session.ProcessId -ErrorAction SilentlyContinue).Count 0 'a session ends with the module'
'DONE'
