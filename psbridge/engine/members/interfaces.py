"""Interfaces that definitions name and few values have."""

from __future__ import annotations

from psbridge.engine.members.table import register_types
from psbridge.objects import culture  # noqa: F401 - declares the formats
from psbridge.objects.nettypes import find_type

register_types(
    """
    System.IFormatProvider | - | interface
    System.IAsyncResult | - | interface
    System.ICustomFormatter | - | interface
    System.Collections.Generic.IReadOnlyCollection`1 | - | interface | System.Collections.IEnumerable
    System.Collections.Generic.IReadOnlyList`1 | - | interface | System.Collections.IEnumerable
    System.Collections.Generic.IReadOnlyDictionary`2 | - | interface | System.Collections.IEnumerable
    System.Collections.Generic.ISet`1 | - | interface | System.Collections.IEnumerable
    System.Collections.Generic.IEnumerator`1 | - | interface | System.Collections.IEnumerator
    System.IEquatable`1 | - | interface
    System.IComparable`1 | - | interface
    System.IObservable`1 | - | interface
    """
)
_PROVIDER = find_type("System.IFormatProvider")
for _name in ("CultureInfo", "NumberFormatInfo", "DateTimeFormatInfo"):
    _net = find_type("System.Globalization." + _name)
    _net.interfaces = (*_net.interfaces, _PROVIDER)

_ARITIES = range(1, 17)
for _arity in _ARITIES:
    register_types(f"System.Func`{_arity} | System.Delegate | generic\nSystem.Action`{_arity} | System.Delegate | generic")
register_types(
    """
    System.MulticastDelegate | System.Delegate | class
    System.Action | System.Delegate | class
    System.Converter`2 | System.Delegate | generic
    System.EventHandler | System.Delegate | class
    System.EventHandler`1 | System.Delegate | generic
    System.AsyncCallback | System.Delegate | class
    System.Threading.ThreadStart | System.Delegate | class
    System.Threading.ParameterizedThreadStart | System.Delegate | class
    System.Threading.TimerCallback | System.Delegate | class
    System.Threading.WaitCallback | System.Delegate | class
    System.Text.RegularExpressions.MatchEvaluator | System.Delegate | class
    """
)
