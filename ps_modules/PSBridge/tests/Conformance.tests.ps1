. (Join-Path $PSScriptRoot 'Assert.ps1')

$good = '{"id":"a/good","script":"1","state":"Completed","types":[["System.Int32","System.ValueType","System.Object"]],"text":"1\n","errors":[],"terminating":null,"warnings":[],"verbose":[],"debug":[],"volatile":[]}'
$bad = $good.Replace('a/good', 'a/bad').Replace('"1\n"', '"2\n"')
Set-Content -LiteralPath ./cases.jsonl -Value '{"id":"a/ran","script":"1"}', $good, $bad
$results = @(Invoke-BridgeConformance -Path ./cases.jsonl)
Assert-Equal (($results | ForEach-Object { $_.Outcome }) -join ',') 'Ran,Passed,Failed' 'outcomes'
Assert-Equal ($results[2].Differences -match '^text') "text: expected '2', got '1'" 'a difference'
Assert-Equal @(Invoke-BridgeConformance -Path ./cases.jsonl -Filter a/g*).Count 1 'a filter'
Assert-Equal (Invoke-BridgeConformance -Path ./cases.jsonl -Filter a/good -Record).Record['state'] 'Completed' 'the record'
Assert-Equal (Invoke-BridgeConformance -Path ./cases.jsonl -Filter a/good -Isolated -Record).Record.state 'Completed' 'in a process of its own'

$written = @(
    '{"id":"w/good","script":"1; ''x''; [pscustomobject] @{}; $null; Write-Error e -ErrorId Mine; Write-Warning w","editions":["5.1","7"],"needs":[],"ignore":[],"expected":{"output":[["System.Int32","1"],["","x"],["System.Management.Automation.PSCustomObject",""],["",""]],"errors":["Mine"],"warnings":["w"]}}'
    '{"id":"w/bad","script":"2","ignore":[],"expected":{"output":[["System.Int64","2"]],"errors":["Other"]}}'
    '{"id":"w/order","script":"''b,A''","ignore":["order","case","errors"],"expected":{"output":[["System.String","a,b"]]}}'
    '{"id":"w/needs","script":"1","needs":["remote"],"expected":{"output":[]}}'
    '{"id":"w/elsewhere","script":"1","editions":["3"],"expected":{"output":[]}}'
)
Set-Content -LiteralPath ./written.jsonl -Value $written
$results = @(Invoke-BridgeConformance -Path ./written.jsonl)
Assert-Equal (($results | ForEach-Object { $_.Outcome }) -join ',') 'Passed,Failed,Passed,Skipped,Skipped' 'written cases'
Assert-Equal $results[1].Differences[0] "output: expected 'System.Int64 2', got 'System.Int32 2'" 'another type'
Assert-Equal $results[1].Differences[1] "errors: expected 'Other', got ''" 'another error'
Assert-Equal $results[3].Differences 'needs remote' 'what a case needs'
$numbers = '{"id":"n/one","script":"(Start-Job { 1 }).Id","expected":{"output":[["System.Int32","1"]]}}'
Set-Content -LiteralPath ./numbers.jsonl -Value $numbers, $numbers
Assert-Equal ((Invoke-BridgeConformance -Path ./numbers.jsonl -Isolated | ForEach-Object { $_.Outcome }) -join ',') 'Passed,Passed' 'numbers of jobs begin anew'
'DONE'
