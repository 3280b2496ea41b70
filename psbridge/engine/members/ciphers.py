"""Ciphers of System.Security.Cryptography: Aes, TripleDES and their kin, CryptoStream, keys from passwords, hashes bit by bit."""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from typing import Any

from psbridge.engine.members import cryptography as hashes
from psbridge.engine.members.arguments import needed, out_of_range
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.streams import Stream
from psbridge.engine.members.table import fill
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import NetType, define, find_type
from psbridge.objects.psobject import NetObject

_C = "System.Security.Cryptography."
CIPHER_MODE: Any = enum_type(_C + "CipherMode")
PADDING: Any = enum_type(_C + "PaddingMode")


def fault(text: str) -> NetError:
    return NetError.of(_C + "CryptographicException", text)


class _Kind:
    """What an algorithm allows: sizes in bits."""

    __slots__ = ("block", "key", "keys")

    def __init__(self, block: int, key: int, keys: tuple[int, ...]) -> None:
        self.block, self.key, self.keys = block, key, keys


_AES = _Kind(128, 256, (128, 192, 256))
_TRIPLE = _Kind(64, 192, (128, 192))


class Cipher(NetObject):
    """A symmetric algorithm with its key and initial vector, which are made when they are first asked for."""

    __slots__ = ("_iv", "_key", "closed", "key_size", "kind", "mode", "padding")

    def __init__(self, closed: NetType, kind: _Kind) -> None:
        super().__init__()
        self.closed, self.kind, self.key_size = closed, kind, kind.key
        self.mode, self.padding = CIPHER_MODE(1), PADDING(2)
        self._key: bytes | None = None
        self._iv: bytes | None = None

    @property
    def key(self) -> bytes:
        if self._key is None:
            self.new_key()
        return self._key or b""

    @key.setter
    def key(self, value: Any) -> None:
        if len(needed(value, "value")) * 8 not in self.kind.keys:
            raise fault("Specified key is not a valid size for this algorithm.")
        self._key, self.key_size = bytes(value), len(value) * 8

    @property
    def iv(self) -> bytes:
        if self._iv is None:
            self.new_iv()
        return self._iv or b""

    @iv.setter
    def iv(self, value: Any) -> None:
        if len(needed(value, "value")) * 8 != self.kind.block:
            raise fault("Specified initialization vector (IV) does not match the block size for this algorithm.")
        self._iv = bytes(value)

    def new_key(self) -> None:
        self._key = secrets.token_bytes(self.key_size // 8)

    def new_iv(self) -> None:
        self._iv = secrets.token_bytes(self.kind.block // 8)

    def resize(self, bits: int) -> None:
        if bits not in self.kind.keys:
            raise fault("Specified key is not a valid size for this algorithm.")
        self.key_size, self._key = bits, None

    def _transform(self, encrypting: bool, key: Any, iv: Any) -> Transform:
        if key is not None:
            made = Cipher(self.closed, self.kind)
            made.mode, made.padding = self.mode, self.padding
            made.key = key
            if iv is not None:
                made.iv = iv
            return Transform(made, encrypting)
        return Transform(self, encrypting)

    def encryptor(self, key: Any = None, iv: Any = None) -> Transform:
        return self._transform(True, key, iv)

    def decryptor(self, key: Any = None, iv: Any = None) -> Transform:
        return self._transform(False, key, iv)


Cipher.net_type = property(lambda self: self.closed)  # type: ignore[assignment]


def _machine(cipher: Cipher, encrypting: bool) -> Any:
    from cryptography.hazmat.primitives.ciphers import Cipher as Machine
    from cryptography.hazmat.primitives.ciphers import algorithms, modes

    algorithm: Any
    if cipher.kind is _AES:
        algorithm = algorithms.AES(cipher.key)
    else:
        try:
            from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
        except ImportError:  # older releases keep it with the others
            from cryptography.hazmat.primitives.ciphers.algorithms import TripleDES
        algorithm = TripleDES(cipher.key)
    number = int(cipher.mode)
    if number not in (1, 2):
        raise fault("Specified cipher mode is not valid for this algorithm.")
    mode: Any = modes.CBC(cipher.iv) if number == 1 else modes.ECB()  # noqa: S305 - what the script asks for
    machine = Machine(algorithm, mode)
    return machine.encryptor() if encrypting else machine.decryptor()


class Transform(NetObject):
    """ICryptoTransform: bytes in blocks, the last of them padded."""

    __slots__ = ("_running", "cipher", "encrypting")
    net_type = define(_C + "UniversalCryptoTransform", interfaces=["System.IDisposable"])

    def __init__(self, cipher: Cipher, encrypting: bool) -> None:
        super().__init__()
        self.cipher, self.encrypting = cipher, encrypting
        self._running: Any = None

    @property
    def size(self) -> int:
        return self.cipher.kind.block // 8

    def running(self) -> Any:
        if self._running is None:
            self._running = _machine(self.cipher, self.encrypting)
        return self._running

    def block(self, data: Any, offset: int, count: int, output: Any, at: int) -> int:
        made = self.running().update(bytes(data[offset : offset + count]))
        output[at : at + len(made)] = made
        return len(made)

    def last(self, data: Any, offset: int, count: int) -> bytes:
        return self.whole(bytes(data[offset : offset + count]))

    def whole(self, data: bytes) -> bytes:
        running, self._running = self.running(), None
        if self.encrypting:
            return bytes(running.update(_padded(data, self.size, int(self.cipher.padding))) + running.finalize())
        if len(data) % self.size:
            raise fault("The input data is not a complete block.")
        return _bare(bytes(running.update(data) + running.finalize()), self.size, int(self.cipher.padding))


def _padded(data: bytes, size: int, padding: int) -> bytes:
    more = size - len(data) % size
    if padding == 1 and more != size:
        raise fault("The input data is not a complete block.")
    if padding == 1 or (padding == 3 and more == size):
        return data
    fillers = {
        2: bytes([more]) * more,
        3: bytes(more),
        4: bytes(more - 1) + bytes([more]),
        5: secrets.token_bytes(more - 1) + bytes([more]),
    }
    return data + fillers[padding]


def _bare(data: bytes, size: int, padding: int) -> bytes:
    """Without the padding; nobody can tell zeros from data."""
    if padding in (1, 3) or not data:
        return data
    more = data[-1]
    good = 1 <= more <= size and (padding != 2 or data.endswith(bytes([more]) * more)) and (padding != 4 or not any(data[-more:-1]))
    if not good:
        raise fault("Padding is invalid and cannot be removed.")
    return data[:-more]


def _copied(name: str) -> Any:
    return lambda cipher: bytearray(getattr(cipher, name))


_ALGORITHM = define(_C + "SymmetricAlgorithm", interfaces=["System.IDisposable"])
_ICRYPTO = define(_C + "ICryptoTransform", None, kind="interface", interfaces=["System.IDisposable"])
Transform.net_type.interfaces = (_ICRYPTO,)
fill(
    _ALGORITHM,
    f"""
    int BlockSize {{get;}}
    byte[] IV {{get;set;}}
    byte[] Key {{get;set;}}
    int KeySize {{get;set;}}
    {_C}CipherMode Mode {{get;set;}}
    {_C}PaddingMode Padding {{get;set;}}
    void Clear()
    {_C}ICryptoTransform CreateDecryptor()
    {_C}ICryptoTransform CreateDecryptor(byte[] rgbKey, byte[] rgbIV)
    {_C}ICryptoTransform CreateEncryptor()
    {_C}ICryptoTransform CreateEncryptor(byte[] rgbKey, byte[] rgbIV)
    void Dispose()
    void GenerateIV()
    void GenerateKey()
    bool ValidKeySize(int bitLength)
    """,
    {
        "BlockSize": lambda cipher: cipher.kind.block,
        "IV": _copied("iv"),
        "IV=": lambda cipher, value: setattr(cipher, "iv", value),
        "Key": _copied("key"),
        "Key=": lambda cipher, value: setattr(cipher, "key", value),
        "KeySize": "key_size",
        "KeySize=": Cipher.resize,
        "Mode": "mode",
        "Padding": "padding",
        "Clear": lambda cipher: None,
        "CreateDecryptor": Cipher.decryptor,
        "CreateEncryptor": Cipher.encryptor,
        "Dispose": lambda cipher: None,
        "GenerateIV": Cipher.new_iv,
        "GenerateKey": Cipher.new_key,
        "ValidKeySize": lambda cipher, bits: bits in cipher.kind.keys,
    },
)
_TRANSFORM: tuple[str, dict[str, Any]] = (
    """
    bool CanReuseTransform {get;}
    bool CanTransformMultipleBlocks {get;}
    int InputBlockSize {get;}
    int OutputBlockSize {get;}
    void Dispose()
    int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)
    byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)
    """,
    {
        "CanReuseTransform": lambda own: True,
        "CanTransformMultipleBlocks": lambda own: True,
        "InputBlockSize": "size",
        "OutputBlockSize": "size",
        "Dispose": lambda own: None,
        "TransformBlock": Transform.block,
        "TransformFinalBlock": Transform.last,
    },
)
for _one in (_ICRYPTO, Transform.net_type):
    fill(_one, *_TRANSFORM)


def _made(kind: _Kind, name: str) -> Any:
    return lambda: Cipher(find_type(_C + name), kind)


def _declare(base: str, kind: _Kind, own: str, others: str) -> None:
    """An abstract algorithm, what its Create makes, and the classes that scripts construct."""
    define(_C + base, _ALGORITHM)
    for name in (own, *others.split()):
        fill(define(_C + name, _C + base), "new()", {"new": _made(kind, name)})
    fill(_C + base, f"static {_C}{base} Create()", {"::Create": _made(kind, own)})


_declare("Aes", _AES, "AesImplementation", "AesManaged AesCryptoServiceProvider")
_declare("Rijndael", _AES, "RijndaelImplementation", "RijndaelManaged")
_declare("TripleDES", _TRIPLE, "TripleDESImplementation", "TripleDESCryptoServiceProvider")


# -- CryptoStream


class _Crypted(io.RawIOBase):
    """A file that is transformed as a whole when it is closed or first read."""

    def __init__(self, inner: Stream, transform: Any, writing: bool, leave_open: bool) -> None:
        self.inner, self.transform, self.writing, self.leave_open = inner, transform, writing, leave_open
        self.data = bytearray()
        self.at: int | None = None

    def readable(self) -> bool:
        return not self.writing

    def writable(self) -> bool:
        return self.writing

    def write(self, data: Any) -> int:
        self.data += data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        if self.at is None:
            self.data, self.at = bytearray(self._turned(self.inner.live.read())), 0
        end = len(self.data) if size < 0 else self.at + size
        found = bytes(self.data[self.at : end])
        self.at += len(found)
        return found

    def _turned(self, data: bytes) -> bytes:
        if isinstance(self.transform, Transform):
            return self.transform.whole(data)
        return bytes(self.transform.transform_last(data, 0, len(data)))  # a hash passes bytes on

    def finish(self) -> None:
        if self.writing and self.at is None:
            self.at = 0
            self.inner.live.write(self._turned(bytes(self.data)))

    def close(self) -> None:
        if self.closed:
            return
        self.finish()
        if not self.leave_open:
            self.inner.close()
        super().close()


class CryptoStream(Stream):
    """Bytes through a transform."""

    __slots__ = ()
    net_type = define(_C + "CryptoStream", "System.IO.Stream")

    def __init__(self, stream: Any, transform: Any, mode: Any, leave_open: bool = False) -> None:
        super().__init__(_Crypted(needed(stream, "stream"), needed(transform, "transform"), int(mode) == 1, leave_open))


fill(
    CryptoStream.net_type,
    f"""
    new(System.IO.Stream stream, System.Object transform, {_C}CryptoStreamMode mode)
    new(System.IO.Stream stream, System.Object transform, {_C}CryptoStreamMode mode, bool leaveOpen)
    void FlushFinalBlock()
    """,
    {"new": CryptoStream, "FlushFinalBlock": lambda own: own.live.finish()},
)


# -- Rfc2898DeriveBytes and HashAlgorithmName


class HashName(NetObject):
    """HashAlgorithmName."""

    __slots__ = ("name",)
    net_type = define(_C + "HashAlgorithmName", "System.ValueType", kind="struct")

    def __init__(self, name: str | None = None) -> None:
        super().__init__()
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HashName) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.name or ""

    def python(self) -> str:
        found = (self.name or "").lower()
        if found.upper() not in hashes.SIZES:
            raise fault(f"'{self.name}' is not a known hash algorithm.")
        return found


_HASHES = ("MD5", "SHA1", "SHA256", "SHA384", "SHA512")
fill(
    HashName.net_type,
    "new(string name)\nstring Name {get;}\nstring ToString()\n"
    + "\n".join(f"static {_C}HashAlgorithmName {one} {{get;}}" for one in _HASHES),
    {"new": HashName, "Name": "name", "ToString": str, **{f"::{one}": (lambda net, one=one: HashName(one)) for one in _HASHES}},
)


class DerivedBytes(NetObject):
    """Rfc2898DeriveBytes: a stream of bytes from a password."""

    __slots__ = ("algorithm", "at", "password", "rounds", "salt")
    net_type = define(_C + "Rfc2898DeriveBytes", interfaces=["System.IDisposable"])

    def __init__(self, password: Any, salt: Any, rounds: int = 1000, name: Any = None) -> None:
        super().__init__()
        self.password = needed(password, "password").encode() if isinstance(password, str) else bytes(needed(password, "password"))
        self.salt = secrets.token_bytes(salt) if isinstance(salt, int) else bytes(needed(salt, "salt"))
        if len(self.salt) < 8:
            raise NetError.of("System.ArgumentException", "Salt is not at least eight bytes. (Parameter 'salt')", ParamName="salt")
        if rounds <= 0:
            raise out_of_range("iterations", "Positive number required.")
        self.rounds, self.algorithm, self.at = rounds, "sha1" if name is None else name.python(), 0

    def take(self, count: int) -> bytes:
        if count <= 0:
            raise out_of_range("cb", "Positive number required.")
        start, self.at = self.at, self.at + count
        return hashlib.pbkdf2_hmac(self.algorithm, self.password, self.salt, self.rounds, self.at)[start:]

    def reset(self) -> None:
        self.at = 0


_FROM = [f"new({password}, {salt}{more})" for password in ("string password", "byte[] password") for salt in ("byte[] salt", "int saltSize")
         for more in ("", ", int iterations", f", int iterations, {_C}HashAlgorithmName hashAlgorithm")]  # fmt: skip
fill(
    DerivedBytes.net_type,
    "\n".join(_FROM) + "\nint IterationCount {get;}\nbyte[] Salt {get;}\nbyte[] GetBytes(int cb)\nvoid Reset()\nvoid Dispose()",
    {
        "new": DerivedBytes,
        "IterationCount": "rounds",
        "Salt": lambda own: bytearray(own.salt),
        "GetBytes": lambda own, count: bytearray(own.take(count)),
        "Reset": DerivedBytes.reset,
        "Dispose": lambda own: None,
    },
)


# -- IncrementalHash


class IncrementalHash(NetObject):
    """A hash of what comes piece by piece."""

    __slots__ = ("name", "running", "secret")
    net_type = define(_C + "IncrementalHash", interfaces=["System.IDisposable"])

    def __init__(self, name: HashName, secret: Any = None) -> None:
        super().__init__()
        self.name, self.secret = name, None if secret is None else bytes(secret)
        self.running: Any = self._begun()

    def _begun(self) -> Any:
        kind = self.name.python()
        return hashlib.new(kind, usedforsecurity=False) if self.secret is None else hmac.new(self.secret, digestmod=kind)

    def append(self, data: Any, offset: int = 0, count: int | None = None) -> None:
        self.running.update(bytes(data[offset : None if count is None else offset + count]))

    def finish(self) -> bytearray:
        found = bytearray(self.running.digest())
        self.running = self._begun()
        return found


fill(
    IncrementalHash.net_type,
    f"""
    {_C}HashAlgorithmName AlgorithmName {{get;}}
    void AppendData(byte[] data)
    void AppendData(byte[] data, int offset, int count)
    void Dispose()
    byte[] GetHashAndReset()
    static {_C}IncrementalHash CreateHash({_C}HashAlgorithmName hashAlgorithm)
    static {_C}IncrementalHash CreateHMAC({_C}HashAlgorithmName hashAlgorithm, byte[] key)
    """,
    {
        "AlgorithmName": "name",
        "AppendData": IncrementalHash.append,
        "Dispose": lambda own: None,
        "GetHashAndReset": IncrementalHash.finish,
        "::CreateHash": IncrementalHash,
        "::CreateHMAC": IncrementalHash,
    },
)
