function New-PythonError {
    <#
    .SYNOPSIS
    Makes an error record of what the agent told about an exception.

    .DESCRIPTION
    The exception carries the name of Python's class and the traceback in its Data.

    .PARAMETER Told
    Message, Id, Type and Traceback.

    .PARAMETER Category
    The category of the error.

    .EXAMPLE
    New-PythonError -Told $told

    .OUTPUTS
    System.Management.Automation.ErrorRecord
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'It changes nothing.')]
    [CmdletBinding()]
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory = $true)]
        [System.Collections.IDictionary] $Told,

        [string] $Category = 'NotSpecified'
    )

    $exception = New-Object System.Management.Automation.RuntimeException ([string] $Told['Message'])
    $exception.Data['PythonType'] = [string] $Told['Type']
    $exception.Data['Traceback'] = [string] $Told['Traceback']
    New-Object System.Management.Automation.ErrorRecord $exception, ([string] $Told['Id']), $Category, $Told['Type']
}
