"""WMI over WS-Management: Get and Enumerate of the CIM classes of a machine.

    http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service       `winrm get wmicimv2/Win32_Service?Name=W32Time`

Decides how a class and its instances become XML, which instance selectors mean, and what a filter in WQL leaves.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from psbridge.clixml.times import format_datetime
from psbridge.machine.cim import CLASSES, NAMESPACE, CimClass
from psbridge.machine.wql import WqlProblem, parse_query
from psbridge.objects import DateTime
from psbridge.wsman import FaultKind, Request, fault, requests
from psbridge.wsman.names import XML, XSI

PREFIX = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
WQL = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
_CIM = "http://schemas.dmtf.org/wbem/wscim/1/common"


def is_wmi(uri: str) -> bool:
    return uri.lower().startswith(PREFIX)


def _class_name(uri: str) -> str:
    """The class of a resource URI ("*" for a query); other namespaces than the one there is hold nothing."""
    space, _, name = uri[len(PREFIX) :].rpartition("/")
    if space.lower().strip("/") != NAMESPACE:
        raise fault(FaultKind.RESOURCE_NOT_FOUND)
    return name


def _known(name: str) -> CimClass:
    found = CLASSES.get(name.lower())
    if found is None:
        raise fault(FaultKind.RESOURCE_NOT_FOUND)
    return found


def get(machine: Any, request: Request) -> bytes:
    """The instance that the selectors mean; none are needed where there is a single one."""
    kind = _known(_class_name(request.header.resource_uri))
    rows = kind.rows(machine)
    selectors = {name.lower(): value for name, value in request.header.selectors.items() if name.lower() != "__cimnamespace"}
    if not selectors:
        if len(rows) != 1:
            raise fault(FaultKind.INSUFFICIENT_SELECTORS)
        return instance(kind, rows[0])
    if selectors.keys() - {key.lower() for key in kind.keys}:
        raise fault(FaultKind.UNEXPECTED_SELECTORS)
    for row in rows:
        lower = {name.lower(): value for name, value in row.items()}
        if all(str(lower.get(name, "")).lower() == value.lower() for name, value in selectors.items()):
            return instance(kind, row)
    raise fault(FaultKind.RESOURCE_NOT_FOUND)


def enumerate_instances(machine: Any, request: Request) -> list[bytes]:
    """All instances of a class, or those that a query in WQL gives (class name "*")."""
    body: requests.Enumerate = request.body  # type: ignore[assignment]
    name = _class_name(request.header.resource_uri)
    if not body.filter_text:
        if name == "*":
            raise fault(FaultKind.INVALID_PARAMETER)
        kind = _known(name)
        return [instance(kind, row) for row in kind.rows(machine)]
    if body.dialect.lower() != WQL.lower():
        raise fault(FaultKind.FILTER_DIALECT)
    try:
        query = parse_query(body.filter_text)
    except WqlProblem as error:
        raise fault(FaultKind.FILTER_INVALID) from error
    kind = _known(query.class_name)
    return [instance(kind, row, query.properties) for row in query.rows(kind.rows(machine))]


def instance(kind: CimClass, row: dict[str, Any], only: tuple[str, ...] = ()) -> bytes:
    """One instance; `only`: the properties that a query asked for."""
    space = f"{PREFIX}{NAMESPACE}/{kind.name}"
    root = etree.Element(f"{{{space}}}{kind.name}", nsmap={"p": space, "xsi": XSI, "cim": _CIM})
    root.set(f"{{{XSI}}}type", f"p:{kind.name}_Type")
    root.set(f"{{{XML}}}lang", "en-US")
    wanted = {name.lower() for name in only}
    for name, value in sorted(row.items(), key=lambda pair: pair[0].lower()):
        if not wanted or name.lower() in wanted:
            for one in value if isinstance(value, list | tuple) else (value,):
                _write(etree.SubElement(root, f"{{{space}}}{name}"), one)
    return etree.tostring(root)


def _write(element: Any, value: Any) -> None:
    if value is None:
        element.set(f"{{{XSI}}}nil", "true")
    elif isinstance(value, DateTime):
        etree.SubElement(element, f"{{{_CIM}}}Datetime").text = format_datetime(value)
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
