"""The aliases that every session starts with: those of all platforms, those that PowerShell on Unix leaves to the programs of
that name, and those that only Windows PowerShell has.
"""

from __future__ import annotations

import functools

READ_ONLY, ALL_SCOPE = 1, 8

_BOTH = """
foreach ForEach-Object
% ForEach-Object
where Where-Object
? Where-Object
clc Clear-Content
cli Clear-Item
clp Clear-ItemProperty
clv Clear-Variable
cpi Copy-Item
cvpa Convert-Path
dbp Disable-PSBreakpoint
ebp Enable-PSBreakpoint
epal Export-Alias
epcsv Export-Csv
fl Format-List
ft Format-Table
fw Format-Wide
gal Get-Alias
gbp Get-PSBreakpoint
gc Get-Content
gci Get-ChildItem
gcm Get-Command
gdr Get-PSDrive
gcs Get-PSCallStack
ghy Get-History
gi Get-Item
gl Get-Location
gm Get-Member
gmo Get-Module
gp Get-ItemProperty
gps Get-Process
gpv Get-ItemPropertyValue
group Group-Object
gu Get-Unique
gv Get-Variable
iex Invoke-Expression
ihy Invoke-History
ii Invoke-Item
ipmo Import-Module
ipal Import-Alias
ipcsv Import-Csv
measure Measure-Object
mi Move-Item
mp Move-ItemProperty
nal New-Alias
ndr New-PSDrive
ni New-Item
nv New-Variable
nmo New-Module
oh Out-Host
rbp Remove-PSBreakpoint
rdr Remove-PSDrive
ri Remove-Item
rni Rename-Item
rnp Rename-ItemProperty
rp Remove-ItemProperty
rmo Remove-Module
rv Remove-Variable
gerr Get-Error
rvpa Resolve-Path
sal Set-Alias
sbp Set-PSBreakpoint
select Select-Object
si Set-Item
sl Set-Location
sp Set-ItemProperty
saps Start-Process
spps Stop-Process
sv Set-Variable
irm Invoke-RestMethod
iwr Invoke-WebRequest
sls Select-String
icm Invoke-Command
gjb Get-Job
rcjb Receive-Job
rjb Remove-Job
sajb Start-Job
spjb Stop-Job
wjb Wait-Job
nsn New-PSSession
gsn Get-PSSession
rsn Remove-PSSession
etsn Enter-PSSession
exsn Exit-PSSession
ogv Out-GridView
shcm Show-Command
"""
_PLAIN = """
cd Set-Location
dir Get-ChildItem
echo Write-Output
fc Format-Custom
kill Stop-Process
pushd Push-Location
popd Pop-Location
h Get-History
history Get-History
md mkdir
r Invoke-History
type Get-Content
cls Clear-Host
clear Clear-Host
chdir Set-Location
copy Copy-Item
del Remove-Item
erase Remove-Item
move Move-Item
rd Remove-Item
ren Rename-Item
set Set-Variable
pwd Get-Location
clhy Clear-History
fhx Format-Hex
"""
_WINDOWS = """
ac Add-Content
asnp Add-PSSnapin
cat Get-Content
compare Compare-Object
cp Copy-Item
cpp Copy-ItemProperty
diff Compare-Object
gsv Get-Service
gcim Get-CimInstance
gcls Get-CimClass
icim Invoke-CimMethod
gwmi Get-WmiObject
iwmi Invoke-WmiMethod
ls Get-ChildItem
man help
mount New-PSDrive
mv Move-Item
ps Get-Process
rm Remove-Item
rmdir Remove-Item
sasv Start-Service
sleep Start-Sleep
sort Sort-Object
spsv Stop-Service
start Start-Process
stz Set-TimeZone
gtz Get-TimeZone
gin Get-ComputerInfo
scb Set-Clipboard
gcb Get-Clipboard
tee Tee-Object
write Write-Output
cnsn Connect-PSSession
dnsn Disconnect-PSSession
rcsn Receive-PSSession
"""
# what PowerShell 7 has no more
_DESKTOP = """
CFS ConvertFrom-String
curl Invoke-WebRequest
epsn Export-PSSession
gsnp Get-PSSnapin
ipsn Import-PSSession
ise powershell_ise.exe
lp Out-Printer
npssc New-PSSessionConfigurationFile
rsnp Remove-PSSnapin
rujb Resume-Job
rwmi Remove-WmiObject
sc Set-Content
sujb Suspend-Job
swmi Set-WmiInstance
trcm Trace-Command
wget Invoke-WebRequest
"""
_NOT_CONSTANT = frozenset(
    [
        "cd",
        "dir",
        "echo",
        "h",
        "history",
        "kill",
        "md",
        "pushd",
        "popd",
        "pwd",
        "r",
        "type",
        "cls",
        "clear",
        "chdir",
        "copy",
        "del",
        "erase",
        "move",
        "rd",
        "ren",
        "set",
        "fc",
        "clhy",
    ]
)
_EVERYWHERE = frozenset(
    [
        "foreach",
        "%",
        "where",
        "?",
        "cd",
        "dir",
        "echo",
        "fc",
        "kill",
        "pushd",
        "popd",
        "select",
        "copy",
        "del",
        "move",
        "cp",
        "group",
        "measure",
    ]
)


@functools.cache
def default_aliases(windows: bool, desktop: bool = False) -> list[tuple[str, str, int]]:
    """Name, target and options of every alias of a new session."""
    text = (
        _BOTH
        + _PLAIN
        + (_WINDOWS if windows else "gcb Get-Clipboard\nscb Set-Clipboard\ngin Get-ComputerInfo\ngtz Get-TimeZone\nstz Set-TimeZone\n")
        + (_DESKTOP if desktop else "")
    )
    made = []
    for line in text.split("\n"):
        if line:
            name, _, target = line.partition(" ")
            options = 0 if name in _NOT_CONSTANT else READ_ONLY
            made.append((name, target, options | (ALL_SCOPE if name in _EVERYWHERE else 0)))
    return made
