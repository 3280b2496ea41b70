. (Join-Path $PSScriptRoot 'Assert.ps1')

$good = '{"id":"a/good","script":"1","state":"Completed","types":[["System.Int32","System.ValueType","System.Object"]],"text":"1\n","errors":[],"terminating":null,"warnings":[],"verbose":[],"debug":[],"volatile":[]}'
$bad = $good.Replace('a/good', 'a/bad').Replace('"1\n"', '"2\n"')
Set-Content -LiteralPath ./cases.jsonl -Value '{"id":"a/ran","script":"1"}', $good, $bad
$results = @(Invoke-BridgeConformance -Path ./cases.jsonl)
Assert-Equal (($results | ForEach-Object { $_.Outcome }) -join ',') 'Ran,Passed,Failed' 'outcomes'
Assert-Equal ($results[2].Differences -match '^text') "text: expected '2', got '1'" 'a difference'
Assert-Equal @(Invoke-BridgeConformance -Path ./cases.jsonl -Filter a/g*).Count 1 'a filter'
Assert-Equal (Invoke-BridgeConformance -Path ./cases.jsonl -Filter a/good -Record).Record['state'] 'Completed' 'the record'
'DONE'
