"""Which .NET type Python's own scalar classes stand for."""

from __future__ import annotations

import decimal
import uuid

from psbridge.objects import (
    numbers,
    typedata,  # noqa: F401
)
from psbridge.objects.nettypes import NetType, find_type, represent

_SCALARS: tuple[tuple[type, str], ...] = (
    (bool, "System.Boolean"),
    (int, "System.Int32"),
    (float, "System.Double"),
    (str, "System.String"),
    (decimal.Decimal, "System.Decimal"),
    (uuid.UUID, "System.Guid"),
    (numbers.Char, "System.Char"),
    (numbers.Byte, "System.Byte"),
    (numbers.SByte, "System.SByte"),
    (numbers.Int16, "System.Int16"),
    (numbers.UInt16, "System.UInt16"),
    (numbers.UInt32, "System.UInt32"),
    (numbers.Int64, "System.Int64"),
    (numbers.UInt64, "System.UInt64"),
    (numbers.IntPtr, "System.IntPtr"),
    (numbers.Single, "System.Single"),
    (numbers.BigInteger, "System.Numerics.BigInteger"),
    (NetType, "System.RuntimeType"),
)

for _python, _name in _SCALARS:
    represent(_python, find_type(_name))
    find_type(_name).python = _python
