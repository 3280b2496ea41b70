@{
    RootModule = 'PSBridge.psm1'
    ModuleVersion = '0.1.0'
    GUID = '6d0b9b9e-6a43-4c1e-9a55-0c6b5d2f7d31'
    Author = 'The psbridge authors'
    CompanyName = 'psbridge'
    Copyright = '(c) The psbridge authors. MIT licence.'
    Description = 'Python jobs from PowerShell, jobs that are kept on a host and received exactly once, and the conformance cases of psbridge.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess = @('PSBridge.format.ps1xml')
    FunctionsToExport = @(
        'Get-BridgeJob'
        'Invoke-BridgeConformance'
        'Invoke-Python'
        'New-PythonSession'
        'Receive-BridgeJob'
        'Remove-BridgeJob'
        'Remove-PythonSession'
        'Start-BridgeJob'
        'Start-PythonJob'
        'Stop-BridgeJob'
    )
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{
        PSData = @{
            Tags = @('Python', 'Job', 'Remoting', 'Conformance', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
