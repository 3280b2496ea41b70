"""Hashes, random numbers and compression streams of System.Security.Cryptography and System.IO.Compression."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from psbridge.engine.members.arguments import bad_argument, null_argument
from psbridge.engine.members.streams import Stream
from psbridge.engine.members.table import fill, register_types
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.psobject import NetObject

_C = "System.Security.Cryptography."
_SIZES = {"MD5": 128, "SHA1": 160, "SHA256": 256, "SHA384": 384, "SHA512": 512}
register_types(
    f"""
    {_C}HashAlgorithm | System.Object | class | System.IDisposable
    {_C}KeyedHashAlgorithm | {_C}HashAlgorithm
    {_C}HMAC | {_C}KeyedHashAlgorithm
    {_C}RandomNumberGenerator | System.Object | class | System.IDisposable
    {_C}RNGCryptoServiceProvider | {_C}RandomNumberGenerator
    """
)
for _name in _SIZES:
    define(_C + _name, _C + "HashAlgorithm")
    define(f"{_C}{_name}Managed", _C + _name)
    define(f"{_C}{_name}CryptoServiceProvider", _C + _name)
    define(f"{_C}HMAC{_name}", _C + "HMAC")


class HashAlgorithm(NetObject):
    """A hash by name; ``key`` makes it an HMAC."""

    __slots__ = ("algorithm", "kind", "last", "secret")
    net_type = find_type(_C + "HashAlgorithm")

    def __init__(self, kind: NetType, algorithm: str, secret: bytes | None = None) -> None:
        super().__init__()
        self.kind, self.algorithm, self.secret, self.last = kind, algorithm, secret, b""

    def compute(self, data: Any, *span: int) -> bytes:
        if data is None:
            raise null_argument("buffer")
        content = data.live.read() if isinstance(data, Stream) else bytes(data)
        if span:
            content = content[span[0] : span[0] + span[1]]
        if self.secret is not None:
            self.last = hmac.digest(self.secret, content, self.algorithm.lower())
        else:
            self.last = hashlib.new(self.algorithm.lower(), content, usedforsecurity=False).digest()
        return self.last

    def __str__(self) -> str:
        return self.kind.full_name


HashAlgorithm.net_type = property(lambda self: self.kind)  # type: ignore[assignment]


def create(name: str) -> HashAlgorithm:
    plain = name.upper().replace("-", "").rpartition(".")[2]
    if plain not in _SIZES:
        raise bad_argument(f"'{name}' is not a known hash algorithm.", "hashName")
    return HashAlgorithm(find_type(_C + plain), plain)


fill(
    _C + "HashAlgorithm",
    f"""
    int HashSize {{get;}}
    byte[] Hash {{get;}}
    bool CanReuseTransform {{get;}}
    void Clear()
    byte[] ComputeHash(byte[] buffer)
    byte[] ComputeHash(byte[] buffer, int offset, int count)
    byte[] ComputeHash(System.IO.Stream inputStream)
    void Dispose()
    void Initialize()
    static {_C}HashAlgorithm Create(string hashName)
    """,
    {
        "HashSize": lambda h: _SIZES[h.algorithm],
        "Hash": "last",
        "CanReuseTransform": lambda h: True,
        "Clear": lambda h: None,
        "ComputeHash": HashAlgorithm.compute,
        "Dispose": lambda h: None,
        "Initialize": lambda h: None,
        "::Create": create,
    },
)
fill(_C + "KeyedHashAlgorithm", "byte[] Key {get;set;}", {"Key": "secret"})


def _fill_algorithms() -> None:
    for name in _SIZES:

        def make(name: str = name) -> HashAlgorithm:
            return HashAlgorithm(find_type(_C + name), name)

        def digest(data: Any, name: str = name) -> bytes:
            return hashlib.new(name.lower(), bytes(data), usedforsecurity=False).digest()

        def keyed(secret: Any = None, name: str = name) -> HashAlgorithm:
            return HashAlgorithm(find_type(f"{_C}HMAC{name}"), name, secrets.token_bytes(64) if secret is None else bytes(secret))

        fill(_C + name, f"static {_C}{name} Create()\nstatic byte[] HashData(byte[] source)", {"::Create": make, "::HashData": digest})
        for suffix in ("Managed", "CryptoServiceProvider"):
            fill(f"{_C}{name}{suffix}", "new()", {"new": make})
        fill(f"{_C}HMAC{name}", "new()\nnew(byte[] key)", {"new": keyed})


_fill_algorithms()


class Generator(NetObject):
    """Random numbers that nobody can foresee."""

    __slots__ = ()
    net_type = find_type(_C + "RandomNumberGenerator")

    def fill_bytes(self, buffer: Any) -> None:
        buffer[:] = secrets.token_bytes(len(buffer))


fill(
    _C + "RandomNumberGenerator",
    f"""
    void GetBytes(byte[] data)
    void GetNonZeroBytes(byte[] data)
    void Dispose()
    static {_C}RandomNumberGenerator Create()
    static void Fill(byte[] data)
    static int GetInt32(int toExclusive)
    static int GetInt32(int fromInclusive, int toExclusive)
    """,
    {
        "GetBytes": Generator.fill_bytes,
        "GetNonZeroBytes": lambda g, buffer: buffer.__setitem__(slice(None), bytes(secrets.randbelow(255) + 1 for _ in buffer)),
        "Dispose": lambda g: None,
        "::Create": Generator,
        "::Fill": lambda buffer: Generator().fill_bytes(buffer),
        "::GetInt32": lambda *bounds: (
            secrets.randbelow(bounds[-1] - (bounds[0] if len(bounds) > 1 else 0)) + (bounds[0] if len(bounds) > 1 else 0)
        ),
    },
)
fill(_C + "RNGCryptoServiceProvider", "new()", {"new": Generator})
