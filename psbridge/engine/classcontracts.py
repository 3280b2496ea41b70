"""What interfaces ask of the classes that implement them."""

from __future__ import annotations

from collections.abc import Iterator

from psbridge.objects.nettypes import NetType

_G = "System.Collections.Generic."
CONTRACTS: dict[str, str] = {
    "System.IComparable": "CompareTo",
    "System.IComparable`1": "CompareTo",
    "System.IEquatable`1": "Equals",
    "System.IDisposable": "Dispose",
    "System.ICloneable": "Clone",
    "System.IFormattable": "ToString",
    "System.Collections.IEnumerable": "GetEnumerator",
    "System.Collections.IEnumerator": "get_Current MoveNext Reset",
    "System.Collections.ICollection": "CopyTo get_Count get_SyncRoot get_IsSynchronized",
    "System.Collections.IComparer": "Compare",
    "System.Collections.IEqualityComparer": "Equals GetHashCode",
    _G + "IEnumerable`1": "GetEnumerator",
    _G + "IEnumerator`1": "get_Current",
    _G + "IComparer`1": "Compare",
    _G + "IEqualityComparer`1": "Equals GetHashCode",
    "System.Management.Automation.IValidateSetValuesGenerator": "GetValidValues",
    "System.Management.Automation.IArgumentCompleter": "CompleteArgument",
}
"""The methods, in the order in which .NET misses them."""


def interfaces_of(net: NetType) -> Iterator[NetType]:
    """The interfaces of a type and those that they build on."""
    for one in net.interfaces:
        yield one
        yield from interfaces_of(one)


def asked_of(net: NetType) -> Iterator[str]:
    """The names of the methods that a class with its interfaces needs."""
    for one in interfaces_of(net):
        yield from CONTRACTS.get((one.generic_definition or one).full_name, "").split()
