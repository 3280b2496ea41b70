# Functions lie one in a file: Public/ is exported by the manifest, Private/ is for those.
$script:PythonSessions = @{}
foreach ($folder in 'Private', 'Public') {
    foreach ($file in Get-ChildItem -LiteralPath (Join-Path $PSScriptRoot $folder) -Filter '*.ps1') {
        . $file.FullName
    }
}
# nobody else knows the tokens: sessions that are still there could never be used or ended again
$ExecutionContext.SessionState.Module.OnRemove = {
    foreach ($address in @($script:PythonSessions.Keys)) {
        Stop-PythonAgent -Address $address
    }
}
