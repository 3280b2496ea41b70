"""LEAD: I overwrote this file by mistake at 04:42 while you were writing session.py.  Please write YOUR base.py again (providers are yours; I stay away).
My version is at /tmp/brief/lead_base.py if anything in it helps (ProviderInfo, PSDriveInfo, PathInfo, PathInfoStack as NetObjects with PowerShell's property order).
File systems of machines and FileInfo/DirectoryInfo are in psbridge/machine (files.py, virtualfiles.py, fileinfo.py; `psbridge.machine.files_of(machine)`): use them in the FileSystem provider."""
