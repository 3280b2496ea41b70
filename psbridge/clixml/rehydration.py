"""Types that PowerShell makes live again when it reads them, instead of leaving a `Deserialized.*` bag.

Decides which those are and what they become here: values of psbridge where we have a class, else a bag under its live type names with the
properties that the live object would show.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from psbridge.objects.credentials import PSCredential
from psbridge.objects.nettypes import NetType, find_type
from psbridge.objects.numbers import Int64
from psbridge.objects.psobject import ADAPTED, PSObject
from psbridge.objects.scalars import SecureString, SwitchParameter

_PREFIX = "Deserialized."


def rehydrate(bag: PSObject, type_name: str) -> Any:
    """The live value of a bag whose first type name is in `TYPES`; the bag itself when it lacks what is needed."""
    return TYPES[type_name](bag)


def live_type(bag: PSObject) -> NetType | None:
    """The type of a value that was made live again and is kept as a bag; None for any other bag."""
    names = bag.custom_type_names
    return find_type(names[0]) if names and _PREFIX + names[0] in TYPES else None


def _live_names(bag: PSObject) -> None:
    bag.custom_type_names = [name.removeprefix(_PREFIX) for name in bag.type_names]


def _switch(bag: PSObject) -> Any:
    present = bag.get("IsPresent")
    return SwitchParameter(present) if isinstance(present, bool) else bag


def _credential(bag: PSObject) -> Any:
    name, password = bag.get("UserName"), bag.get("Password")
    if isinstance(name, str) and isinstance(password, SecureString):
        return PSCredential(name, password)
    return _as_it_is(bag)  # PSCredential.Empty has neither


def _as_it_is(bag: PSObject) -> Any:
    """A bag that keeps what was sent."""
    _live_names(bag)
    return bag


def _fill(bag: PSObject, properties: dict[str, Any]) -> PSObject:
    """The adapted properties in the order in which the live type has them, before what else the bag holds."""
    extended = [(name, value, kind) for (name, value), kind in zip(bag.items(), bag.shape.kinds, strict=True) if kind != ADAPTED]
    made = PSObject()
    for name, value in properties.items():
        made.set(name, value, ADAPTED)
    for name, value, kind in extended:
        made.set(name, value, kind)
    bag.shape, bag.values = made.shape, made.values
    return bag


def _address(bag: PSObject) -> Any:
    text = bag.text or bag.get("IPAddressToString")
    try:
        address = ipaddress.ip_address(str(text))
    except ValueError:
        return bag
    bag.custom_type_names = ["System.Net.IPAddress", "System.Object"]
    is_old = address.version == 4
    properties: dict[str, Any] = {"AddressFamily": "InterNetwork" if is_old else "InterNetworkV6"}
    if isinstance(address, ipaddress.IPv6Address):
        properties["ScopeId"] = Int64(address.scope_id if address.scope_id and address.scope_id.isdigit() else 0)
    properties |= {
        "IsIPv6Multicast": not is_old and address.is_multicast,
        "IsIPv6LinkLocal": not is_old and address.is_link_local,
        "IsIPv6SiteLocal": isinstance(address, ipaddress.IPv6Address) and address.is_site_local,
        "IsIPv6Teredo": isinstance(address, ipaddress.IPv6Address) and address.teredo is not None,
        "IsIPv4MappedToIPv6": isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None,
    }
    if is_old:
        properties["Address"] = Int64(int.from_bytes(address.packed, "little"))
    _fill(bag, properties)
    bag.text = str(text)
    bag.set("IPAddressToString", str(text))
    return bag


def _mail(bag: PSObject) -> Any:
    text = bag.text or ""
    shown, _, rest = text.rpartition("<")
    address = rest.strip().rstrip(">") or text
    user, at, host = address.rpartition("@")
    if not at:
        return bag
    _live_names(bag)
    return _fill(bag, {"DisplayName": shown.strip().strip('"'), "User": user, "Host": host, "Address": address})


# name: LCID, English display name, language tags of three and two letters; what a document says of others is kept
_CULTURES = """
de-DE|1031|German (Germany)|deu|DEU|de
en-GB|2057|English (United Kingdom)|eng|ENG|en
en-US|1033|English (United States)|eng|ENU|en
es-ES|3082|Spanish (Spain)|spa|ESN|es
fr-FR|1036|French (France)|fra|FRA|fr
it-IT|1040|Italian (Italy)|ita|ITA|it
ja-JP|1041|Japanese (Japan)|jpn|JPN|ja
ko-KR|1042|Korean (Korea)|kor|KOR|ko
nl-NL|1043|Dutch (Netherlands)|nld|NLD|nl
pl-PL|1045|Polish (Poland)|pol|PLK|pl
pt-BR|1046|Portuguese (Brazil)|por|PTB|pt
ru-RU|1049|Russian (Russia)|rus|RUS|ru
sv-SE|1053|Swedish (Sweden)|swe|SVE|sv
tr-TR|1055|Turkish (Turkey)|tur|TRK|tr
zh-CN|2052|Chinese (China)|zho|CHS|zh
"""
_CULTURE_ROWS = {row.split("|")[0].lower(): row.split("|") for row in _CULTURES.strip().splitlines()}


def _culture(bag: PSObject) -> Any:
    row = _CULTURE_ROWS.get(str(bag.text or "").lower())
    _live_names(bag)
    if row is None or bag.get("LCID") is not None:
        return bag
    name, number, display, three, windows, two = row
    return _fill(
        bag,
        {
            "LCID": int(number),
            "Name": name,
            "DisplayName": display,
            "IetfLanguageTag": name,
            "ThreeLetterISOLanguageName": three,
            "ThreeLetterWindowsLanguageName": windows,
            "TwoLetterISOLanguageName": two,
        },
    )


TYPES: dict[str, Callable[[PSObject], Any]] = {
    _PREFIX + name: rule
    for name, rule in {
        "System.Management.Automation.SwitchParameter": _switch,
        "System.Management.Automation.PSCredential": _credential,
        "System.Management.Automation.JobStateInfo": _as_it_is,
        "System.Net.IPAddress": _address,
        "System.Net.IPAddress+ReadOnlyIPAddress": _address,
        "System.Net.Mail.MailAddress": _mail,
        "System.Globalization.CultureInfo": _culture,
        "System.Security.Cryptography.X509Certificates.X509Certificate2": _as_it_is,
        "System.Security.Cryptography.X509Certificates.X500DistinguishedName": _as_it_is,
    }.items()
}
