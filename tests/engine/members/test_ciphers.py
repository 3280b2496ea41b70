"""Streams that pack, ciphers, keys from passwords."""

from __future__ import annotations

import pytest

from psbridge.engine.members import ciphers, compressions


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "$m = [IO.MemoryStream]::new(); $g = [IO.Compression.GZipStream]::new($m, [IO.Compression.CompressionMode]::Compress); $b = [Text.Encoding]::UTF8.GetBytes('hello ' * 20); $g.Write($b, 0, $b.Length); $g.Close(); $z = $m.ToArray(); $z[0]; $z[1]; $z.Length -lt 60; $r = [IO.StreamReader]::new([IO.Compression.GZipStream]::new([IO.MemoryStream]::new($z), 'Decompress')); $r.ReadToEnd().Length",
            ["31", "139", "True", "120"],
        ),
        (
            "$m = [IO.MemoryStream]::new(); $d = [IO.Compression.DeflateStream]::new($m, 'Compress', $true); $w = [IO.StreamWriter]::new($d); $w.Write('abc'); $w.Close(); $m.Position = 0; $o = [IO.MemoryStream]::new(); [IO.Compression.DeflateStream]::new($m, 'Decompress').CopyTo($o); [Text.Encoding]::UTF8.GetString($o.ToArray()); $d.CanWrite",
            ["abc", "False"],
        ),
        (
            "try { [IO.StreamReader]::new([IO.Compression.GZipStream]::new([IO.MemoryStream]::new([byte[]](1..20)), 'Decompress')).ReadToEnd() } catch { $_.FullyQualifiedErrorId }",
            ["InvalidDataException"],
        ),
        (
            "$a = [Security.Cryptography.Aes]::Create(); $a.KeySize; $a.BlockSize; $a.Mode; $a.Padding; $a.Key = [byte[]](1..32); $a.IV = [byte[]](1..16); $e = $a.CreateEncryptor(); $c = $e.TransformFinalBlock([Text.Encoding]::UTF8.GetBytes('secret'), 0, 6); [Convert]::ToBase64String($c); [Text.Encoding]::UTF8.GetString($a.CreateDecryptor().TransformFinalBlock($c, 0, $c.Length))",
            ["256", "128", "CBC", "PKCS7", "64BeTgX/Kiug08u2vaofvQ==", "secret"],
        ),
        (
            "$a = [Security.Cryptography.Aes]::Create(); try { $a.Key = [byte[]](1, 2) } catch { $_.Exception.InnerException.Message }; try { $a.IV = [byte[]](1, 2) } catch { $_.Exception.InnerException.Message }; try { $a.CreateDecryptor().TransformFinalBlock([byte[]](1..16), 0, 15) } catch { $_.FullyQualifiedErrorId }",
            [
                "Specified key is not a valid size for this algorithm.",
                "Specified initialization vector (IV) does not match the block size for this algorithm.",
                "CryptographicException",
            ],
        ),
        (
            "$a = [Security.Cryptography.AesManaged]::new(); $a.Mode = 'ECB'; $a.Padding = 'Zeros'; $a.Key = [byte[]](1..16); $c = $a.CreateEncryptor().TransformFinalBlock([byte[]](7, 8), 0, 2); $c.Length; ($a.CreateDecryptor().TransformFinalBlock($c, 0, 16))[0..2] -join ','; $a.KeySize; $a.GetType().Name",
            ["16", "7,8,0", "128", "AesManaged"],
        ),
        (
            "$a = [Security.Cryptography.Aes]::Create(); $m = [IO.MemoryStream]::new(); $s = [Security.Cryptography.CryptoStream]::new($m, $a.CreateEncryptor(), 'Write'); $w = [IO.StreamWriter]::new($s); $w.Write('over a stream'); $w.Close(); $r = [IO.StreamReader]::new([Security.Cryptography.CryptoStream]::new([IO.MemoryStream]::new($m.ToArray()), $a.CreateDecryptor(), 'Read')); $r.ReadToEnd()",
            ["over a stream"],
        ),
        (
            "$t = [Security.Cryptography.TripleDES]::Create(); $t.BlockSize; $t.KeySize; $c = $t.CreateEncryptor().TransformFinalBlock([byte[]](1, 2, 3), 0, 3); $c.Length; ($t.CreateDecryptor().TransformFinalBlock($c, 0, 8)) -join ','",
            ["64", "192", "8", "1,2,3"],
        ),
        (
            "$k = [Security.Cryptography.Rfc2898DeriveBytes]::new('pw', [byte[]](1..8), 1000); [Convert]::ToBase64String($k.GetBytes(8)); $k.GetBytes(4).Length; $k.Reset(); [Convert]::ToBase64String($k.GetBytes(8)); [Security.Cryptography.Rfc2898DeriveBytes]::new('pw', [byte[]](1..8), 10, [Security.Cryptography.HashAlgorithmName]::SHA256).GetBytes(2).Length; try { [Security.Cryptography.Rfc2898DeriveBytes]::new('pw', [byte[]](1, 2)) } catch { $_.FullyQualifiedErrorId }",
            ["7LxybbrZG3E=", "4", "7LxybbrZG3E=", "2", "ArgumentException"],
        ),
        (
            '$h = [Security.Cryptography.IncrementalHash]::CreateHash([Security.Cryptography.HashAlgorithmName]::SHA256); $h.AppendData([byte[]](97)); $h.AppendData([byte[]](98, 99)); [BitConverter]::ToString($h.GetHashAndReset(), 0, 4); "$([Security.Cryptography.HashAlgorithmName]::MD5)"',
            ["BA-78-16-BF", "MD5"],
        ),
    ],
)
def test_members(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("module", [ciphers, compressions])
def test_listed_types_have_members(without_members, module):
    assert without_members(module) == []
