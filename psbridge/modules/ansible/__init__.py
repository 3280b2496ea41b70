"""The .NET classes that Ansible's Windows modules compile from C#, in Python.

`Add-Type` finds them by the classes that a source declares (psbridge.modules.utility.csharp.known); what they do on the machine they do on
the emulated one.
"""
