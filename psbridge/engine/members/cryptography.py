"""Hashes and random numbers of System.Security.Cryptography."""

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
SIZES = {"MD5": 128, "SHA1": 160, "SHA256": 256, "SHA384": 384, "SHA512": 512}
register_types(
    f"""
    {_C}HashAlgorithm | System.Object | class | System.IDisposable
    {_C}KeyedHashAlgorithm | {_C}HashAlgorithm
    {_C}HMAC | {_C}KeyedHashAlgorithm
    {_C}RandomNumberGenerator | System.Object | class | System.IDisposable
    {_C}RNGCryptoServiceProvider | {_C}RandomNumberGenerator
    """
)
for _name in SIZES:
    define(_C + _name, _C + "HashAlgorithm")
    define(f"{_C}{_name}Managed", _C + _name)
    define(f"{_C}{_name}CryptoServiceProvider", _C + _name)
    define(f"{_C}HMAC{_name}", _C + "HMAC")


class HashAlgorithm(NetObject):
    """A hash by name; ``key`` makes it an HMAC."""

    __slots__ = ("algorithm", "kind", "last", "running", "secret")
    net_type = find_type(_C + "HashAlgorithm")

    def __init__(self, kind: NetType, algorithm: str, secret: bytes | None = None) -> None:
        super().__init__()
        self.kind, self.algorithm, self.secret, self.last = kind, algorithm, secret, b""
        self.running: Any = None  # blocks that came one by one

    def _take(self, buffer: Any, offset: int, count: int) -> bytes:
        if buffer is None:
            raise null_argument("inputBuffer")
        if offset < 0 or count < 0 or offset + count > len(buffer):
            raise bad_argument("Offset and length were out of bounds for the array.", "inputOffset")
        if self.running is None:
            name = self.algorithm.lower()
            self.running = hashlib.new(name, usedforsecurity=False) if self.secret is None else hmac.new(self.secret, digestmod=name)
        block = bytes(buffer[offset : offset + count])
        self.running.update(block)
        return block

    def transform(self, buffer: Any, offset: int, count: int, output: Any, place: int) -> int:
        """TransformBlock: the block goes into the hash, and as it is to the output."""
        block = self._take(buffer, offset, count)
        if output is not None and output is not buffer:
            output[place : place + count] = block
        return count

    def transform_last(self, buffer: Any, offset: int, count: int) -> bytes:
        """TransformFinalBlock: the hash is complete."""
        block = self._take(buffer, offset, count)
        self.last, self.running = self.running.digest(), None
        return block

    def initialize(self) -> None:
        self.running = None

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
    if plain not in SIZES:
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
    int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)
    byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)
    static {_C}HashAlgorithm Create(string hashName)
    """,
    {
        "HashSize": lambda h: SIZES[h.algorithm],
        "Hash": "last",
        "CanReuseTransform": lambda h: True,
        "Clear": lambda h: None,
        "ComputeHash": HashAlgorithm.compute,
        "Dispose": lambda h: None,
        "Initialize": HashAlgorithm.initialize,
        "TransformBlock": HashAlgorithm.transform,
        "TransformFinalBlock": HashAlgorithm.transform_last,
        "::Create": create,
    },
)
fill(_C + "KeyedHashAlgorithm", "byte[] Key {get;set;}", {"Key": "secret"})


def _fill_algorithms() -> None:
    for name in SIZES:

        def make(name: str = name) -> HashAlgorithm:
            return HashAlgorithm(find_type(_C + name), name)

        def keyed(secret: Any = None, name: str = name) -> HashAlgorithm:
            return HashAlgorithm(find_type(f"{_C}HMAC{name}"), name, secrets.token_bytes(64) if secret is None else bytes(secret))

        fill(_C + name, f"static {_C}{name} Create()", {"::Create": make})
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
