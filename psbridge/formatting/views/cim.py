"""Views of CIM instances and classes."""

from __future__ import annotations

from typing import Any

from psbridge.formatting.model import GroupBy, View, expression
from psbridge.formatting.views.build import Column, col, listing, table
from psbridge.objects.access import get_property

_CIM = "Microsoft.Management.Infrastructure.CimInstance#root/cimv2/"


def _namespace(value: Any, env: Any) -> Any:
    system = get_property(value, "CimSystemProperties")
    return None if system is None else get_property(system, "Namespace")


def _columns(words: str) -> tuple[Column, ...]:
    """Columns from words such as ``Name:16``."""
    pairs = (word.partition(":") for word in words.split())
    return tuple(col(name, int(width or 0)) for name, _, width in pairs)


# class | columns with widths
_CLASSES = """
Win32_LogicalDisk|DeviceID DriveType ProviderName VolumeName Size FreeSpace
Win32_Service|ProcessId Name:16 StartMode State Status ExitCode
Win32_UserAccount|Name:16 Caption AccountType SID Domain
Win32_NetworkAdapter|DeviceID Name:16 AdapterType ServiceName
Win32_NetworkAdapterConfiguration|ServiceName:16 DHCPEnabled Index Description
Win32_NTDomain|DomainName:16 DnsForestName DomainControllerName
Win32_Printer|Name:16 ShareName SystemName PrinterState PrinterStatus Location
Win32_PrintJob|JobId Name:16 JobStatus Owner Priority Size Document
Win32_Product|Name:16 Caption Vendor Version IdentifyingNumber
Win32_OperatingSystem|SystemDirectory Organization BuildNumber RegisteredUser SerialNumber Version
Win32_Process|ProcessId Name:16 HandleCount WorkingSetSize VirtualSize
Win32_ComputerSystem|Name:16 PrimaryOwnerName Domain TotalPhysicalMemory Model Manufacturer
"""


def _class_views() -> list[View]:
    rows = (line.split("|") for line in _CLASSES.strip().splitlines())
    return [table(_CIM + name, *_columns(words)) for name, words in rows]


VIEWS = (
    listing(
        "System.Xml.XmlElement#http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd#IdentifyResponse",
        *("wsmid", "ProtocolVersion", "ProductVendor", "ProductVersion"),
    ),
    *_class_views(),
    table(
        "Microsoft.Management.Infrastructure.CimClass",
        *(col("CimClassName", 35), col(None, 20, of="CimClassMethods"), "CimClassProperties"),
        group_by=GroupBy(expression(_namespace), "NameSpace"),
    ),
    table(
        "System.Management.ManagementClass",
        *(col(None, 35, of="Name"), col(None, 20, of="Methods"), "Properties"),
        group_by=GroupBy(expression("__Namespace"), "NameSpace"),
    ),
    table(
        _CIM + "Win32_PingStatus",
        *(col("Source", 13, of="PSComputerName"), col("Destination", 15, of="Address"), col("IPV4Address", 16)),
        *(col("IPV6Address", 40), col("Bytes", 8, of="BufferSize"), col("Time(ms)", 9, of="ResponseTime")),
    ),
)
