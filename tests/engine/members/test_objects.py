"""PSObject members, types, exceptions and small services, as scripts use them."""

from __future__ import annotations

import pytest

from psbridge.modules import shell

CASES = [
    (
        "$o = [pscustomobject]@{ A = 1 }; $o.psobject.Properties['a'].Value; $o.psobject.Properties.Add([psnoteproperty]::new('B', 2)); $o.B; $o.psobject.Properties.Remove('A'); $o.psobject.Properties.Name",
        ["1", "2", "B"],
    ),
    ("$o = [pscustomobject]@{ A = 1 }; $o.psobject.TypeNames.Insert(0, 'My.T'); $o.pstypenames[0]", ["My.T"]),
    ("{ param($x) $x * 2 }.Invoke(4); { param($x) $x * 2 }.InvokeReturnAsIs(5)", ["8", "10"]),
    (
        "$p = [ArgumentException]::new('m').PSObject.Properties; $p['ParamName'].TypeNameOfValue; $p['Message'].IsSettable; $p['Source'].IsSettable",
        ["System.String", "False", "True"],
    ),
    (
        "$e = [Exception]::new('m'); try { $e.Message = 'q' } catch { $_.FullyQualifiedErrorId }; $e.Source = 's'; $e.Source; $e.Message",
        ["PropertyAssignmentException", "s", "m"],
    ),
    ("try { throw [ArgumentException]::new('m', 'p') } catch { $_.Exception.Message; $_.Exception.ParamName }", ["m (Parameter 'p')", "p"]),
    ("[Management.Automation.WildcardPattern]::Escape('a*b')", ["a`*b"]),
    ("[Management.Automation.LanguagePrimitives]::ConvertTo('5', [int])", ["5"]),
    ("$r = 7; [Management.Automation.LanguagePrimitives]::TryCompare(1, '2', [ref] $r); $r", ["True", "-1"]),
    ("$r = 7; [Management.Automation.LanguagePrimitives]::TryCompare('A', 'a', $true, [ref] $r); $r", ["True", "0"]),
    ("$r = 7; [Management.Automation.LanguagePrimitives]::TryCompare(1, [datetime]::Now, [ref] $r); $r", ["False", "0"]),
    (
        "$v = [version] [semver] '1.2.3-a+b'; $v.pstypenames[0]; $v.ToString(); \"$([version] [semver] '1.2')\"",
        ["System.Version#IncludeLabel", "1.2.3-a+b", "1.2.0"],
    ),
    ("[xml] $x = '<r><d/></r>'; $x.r.d = 5; $x.r.d; $x.r.d = 'a', 'b'; $x.r.d; $x.r.d = $null; $x.r.d", ["5", "a b", ""]),
    ("$null -eq [pscredential]::Empty.GetNetworkCredential()", ["True"]),
    (
        "[int].IsValueType; [string].IsClass; [int[]].GetElementType().Name; [Collections.ArrayList].GetMethod('Clear').Name",
        ["True", "True", "Int32", "Clear"],
    ),
    (
        "[int].IsAssignableFrom([string]); [type]::GetType('System.Int32').Name; [Activator]::CreateInstance([Collections.ArrayList]).Count",
        ["False", "Int32", "0"],
    ),
    (
        "[enum]::GetNames([DayOfWeek])[1]; [enum]::Parse([DayOfWeek], 'Sunday'); [enum]::IsDefined([DayOfWeek], 'Nope')",
        ["Monday", "Sunday", "False"],
    ),
    (
        "$o = [psobject]::new([psobject]::new([version]'1.2')); $o.psobject.Properties.Add([psnoteproperty]::new('N', 5)); $o.Minor; $o.N; \"$o\"",
        ["2", "5", "1.2"],
    ),
    ("$i = 1; [Threading.Interlocked]::Increment([ref]$i); $i", ["2", "2"]),
    ("[Security.Cryptography.SHA256]::Create().ComputeHash([byte[]](1, 2)).Length", ["32"]),
    ("[Management.Automation.Language.Parser]::ParseInput('1 + 2', [ref]$null, [ref]$null).GetType().Name", ["ScriptBlockAst"]),
]


@pytest.mark.parametrize(("script", "expected"), CASES)
def test_answers(evaluate, script, expected):
    assert evaluate(script) == expected


class TestSerializer:
    HEAD = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'

    @pytest.mark.parametrize(("inside", "count"), [("", 0), ("<S>x</S>", 1), ("<S>x</S><S>y</S>", 2)])
    def test_one_several_or_no_objects(self, ps, inside, count):
        script = f"$r = [Management.Automation.PSSerializer]::Deserialize('{self.HEAD}{inside}</Objs>'); $null -eq $r; @($r).Count"
        assert ps(script) == [count == 0, max(count, 1)]
        assert ps(f"[Management.Automation.PSSerializer]::DeserializeAsList('{self.HEAD}{inside}</Objs>').Count") == [count]

    @pytest.mark.parametrize("text", ["<S>x</S>", "<a", "zz", ""])
    def test_what_is_no_document_is_an_error_of_xml(self, ps, text):
        script = f"try {{ [Management.Automation.PSSerializer]::Deserialize('{text}') }} catch {{ $_.Exception.InnerException.GetType().FullName }}"
        assert ps(script) == ["System.Xml.XmlException"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("{ $_ }.InvokeWithContext($null, [psvariable]::new('_', 9))", ["9"]),
        ('{ fn 3 }.InvokeWithContext(@{ fn = { param($a) "a$a" } }, $null)', ["a3"]),
        ("[psvariable]::new('z', 1).Name", ["z"]),
    ],
)
def test_blocks_run_with_variables_and_functions_of_their_own(evaluate, script, expected):
    assert evaluate(script) == expected


@pytest.mark.parametrize("script", ["& ''", ". ''", "& $null", "& @()"])
def test_nothing_cannot_be_called(evaluate, script):
    assert evaluate(f"try {{ {script} }} catch {{ $_.FullyQualifiedErrorId }}") == ["BadExpression"]


def test_foreach_says_which_member_is_missing(evaluate):
    told = evaluate("try { (1, 2).ForEach('nope', 1) } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }")
    assert told[0] == "ForEachNonexistentMemberReference"
    assert "could not find a member 'nope' on the target object" in told[1]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("$e = [IO.FileNotFoundException]::new('nf', 'f.txt'); $e.Message; $e.FileName", ["nf", "f.txt"]),
        ("[IO.FileNotFoundException]::new('m', [Exception]::new('i')).InnerException.Message", ["i"]),
        (
            "$e = [ObjectDisposedException]::new('Foo'); $e.Message; $e.ObjectName",
            ["Cannot access a disposed object.\nObject name: 'Foo'.", "Foo"],
        ),
    ],
)
def test_exceptions_with_more_than_a_message(script, expected):
    assert shell.run(script) == expected
