"""Get-Member, Add-Member, New-Object and type data."""

from __future__ import annotations

import pytest

from psbridge.modules.utility import accessors, declaredtypes, explicitmembers, membermaking, members, typedataviews, typefiles
from psbridge.objects import find_type

_TYPED = "Update-TypeData -TypeName T.X -DefaultDisplayPropertySet a, b -Force"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("('x' | Get-Member Length).Definition", ["int Length {get;}"]),
        ("('x' | Get-Member Chars).MemberType", ["ParameterizedProperty"]),
        (
            "('x' | Get-Member get_*).Count; ('x' | Get-Member -Force g*).Name",
            ["0", *["GetEnumerator", "GetHashCode", "GetType", "GetTypeCode", "get_Chars", "get_Length"]],
        ),
        ("('x' | Get-Member ToInt32).Definition", ["int IConvertible.ToInt32(System.IFormatProvider provider)"]),
        ("([pscustomobject]@{n=1} | Get-Member n).Definition", ["int n=1"]),
        ("([pscustomobject]@{n='x'} | Get-Member -MemberType NoteProperty).Definition", ["string n=x"]),
        ("([int] | Get-Member -Static MaxValue).Definition", ["static int MaxValue {get;}"]),
        ("(Get-Member -InputObject (1,2) -Name Count).MemberType", ["Property"]),
        ("(1,'a' | Get-Member GetTypeCode).TypeName", ["System.Int32", "System.String"]),
        ("$o = 'w' | Add-Member NoteProperty P 1 -PassThru; $o.P", ["1"]),
        ("$o = [pscustomobject]@{B=4}; $o | Add-Member ScriptMethod Plus { param($n) $this.B + $n }; $o.Plus(3)", ["7"]),
        ("$o = 'four' | Add-Member AliasProperty Size Length -PassThru; $o.Size", ["4"]),
        ("$o = [pscustomobject]@{}; $o | Add-Member @{a=1;b=2}; $o.a + $o.b", ["3"]),
        ("$o = [pscustomobject]@{}; $o | Add-Member k v; $o.k", ["v"]),
        ("([pscustomobject]@{} | Add-Member -TypeName My.T -PassThru).pstypenames[0]", ["My.T"]),
        ("$o = [pscustomobject]@{a=1}; $o | Add-Member a 2 -Force; $o.a", ["2"]),
        ("$o = 'four' | Add-Member AliasProperty Size Length string -PassThru; $o.Size.GetType().Name", ["String"]),
        ("$o = [pscustomobject]@{}; $o | Add-Member MemberSet S ([psnoteproperty]::new('q', 4)); $o.S.q", ["4"]),
        ("$o = [pscustomobject]@{a=1}; $o | Add-Member PropertySet S a; $o.S.ReferencedPropertyNames", ["a"]),
        ("$o = [pscustomobject]@{a=1; b=2}; $o | Add-Member PropertySet S a,zz; ($o | Select-Object S).PSObject.Properties.Name", ["a"]),
        ("$o = [pscustomobject]@{b=2; a=1}; $o | Add-Member PropertySet S a; ($o | Select-Object s*).PSObject.Properties.Name", ["a"]),
        (
            "((Get-Process -Id $PID | Select-Object *).PSObject.Properties.Name | Select-Object -First 4) -join ' '",
            ["Name Id PriorityClass FileVersion"],
        ),
        (
            "(Get-Process -Id $PID).PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames -join ' '",
            ["Id Handles CPU SI Name"],
        ),
        (
            "(Get-Process -Id $PID | Format-List | Out-String) -replace '(?m) *:.*$' -split '\n' -ne '' -join ' '",
            ["Id Handles CPU SI Name"],
        ),
        ("$o = [pscustomobject]@{a=1}; $o | Add-Member @{a=2; b=3} -ErrorAction Ignore; $o.a, $o.b", ["1", "3"]),
        (
            f"{_TYPED}; ([pscustomobject]@{{PSTypeName='T.X'}}).PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames",
            ["a", "b"],
        ),
        ("(Get-Item . | Get-Member LastWriteTime).Definition", ["datetime LastWriteTime {get;set;}"]),
        ("(1 | Group-Object | Get-Member Count).Definition", ["int Count {get;}"]),
        ("(Get-Command Get-Date | Get-Member Name).Definition", ["string Name {get;}"]),
        ("([pscustomobject]@{a=1,2} | Get-Member a).Definition", ["Object[] a=System.Object[]"]),
        ("(Get-Date | Get-Member DisplayHint).Definition", ["DisplayHintType DisplayHint=DateTime"]),
        ("([xml]'<a b=\"1\"><c/></a>' | Get-Member a).Definition", ["System.Xml.XmlElement a {get;}"]),
        ("(([xml]'<a b=\"1\"><c>t</c></a>').a | Get-Member b, c).Definition", ["string b {get;set;}", "string c {get;set;}"]),
        ("(, [Collections.Generic.List[int]]::new() | Get-Member Insert).Definition", ["void Insert(int index, int item)"]),
        ("class Q { hidden [int]$H }; ([Q]::new() | Get-Member H -Force).Definition", ["int H {get;set;}"]),
        (
            "Update-TypeData -TypeName T.Y -MemberType ScriptProperty -MemberName S -Value {1}; (Get-TypeData T.Y).Members['S'].GetType().Name",
            ["ScriptPropertyData"],
        ),
        (
            "Update-TypeData -TypeName T.Z -DefaultKeyPropertySet a; (Get-TypeData T.Z).DefaultKeyPropertySet.ReferencedProperties",
            ["a"],
        ),
        ("$v = Get-Variable PWD; $v.Attributes.GetType().Name", ["PSVariableAttributeCollection"]),
        (
            "function Get-Wi { 1 }; (Get-Command Get-Wi | Get-Member Namespace, HelpUri -Force).MemberType",
            ["AliasProperty", "ScriptProperty"],
        ),
        (
            "try { [pscustomobject]@{} | Add-Member ScriptProperty X 5 } catch { $_.Exception.GetType().Name, $_.CategoryInfo.Reason }",
            ["PSInvalidCastException"] * 2,
        ),
        ("(Get-TypeData System.Management.Automation.Job).SerializationDepth.GetType().Name", ["UInt32"]),
    ],
)
def test_members(session, script, expected):
    assert declaredtypes._TABLE
    assert members.MemberDefinition.net_type.name == "MemberDefinition"
    assert session.lines(script) == expected


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Get-Member", "NoObjectInGetMember"),
        ("[pscustomobject]@{a=1} | Add-Member a 2", "MemberAlreadyExists"),
        ("'x' | Add-Member ScriptProperty P 5", "ConvertToFinalInvalidCastException"),
        ("'x' | Add-Member CodeMethod P 5", "ConvertToFinalInvalidCastException"),
        ("'x' | Add-Member ScriptProperty P $null", "Value1AndValue2AreNotBothNull"),
        ("'x' | Add-Member ScriptMethod P $null", "Value1ShouldNotBeNull"),
        ("'x' | Add-Member AliasProperty P Length $null", "Value2ShouldNotBeNull"),
        ("'x' | Add-Member NoteProperty P 5 6", "Value2ShouldNotBeSpecified"),
        ("'x' | Add-Member AliasProperty P", "HostFunctionNotImplemented"),
        ("Add-Member -InputObject x -MemberType Event -Name e -Value 1", "CannotAddMemberType"),
        ("'x' | Add-Member -TypeName ' '", "TypeNameShouldNotBeEmpty"),
        ("'x' | Add-Member @{'' = 1}", "NotePropertyNameShouldNotBeNull"),
        ("'x' | Add-Member -MemberType 'NoteProperty, Method' a 1", "WrongMemberCount"),
        ("Get-Process -Id $PID | Add-Member Name 1 -Force", "CannotRemoveTypeDataMember"),
        ("Update-TypeData -TypeName T -MemberType ScriptMethod -MemberName m", "ValueShouldBeSpecified"),
        ("Update-TypeData -TypeName T -MemberType NoteProperty -MemberName m -Value 1 -SecondValue 2", "SecondValueShouldNotBeSpecified"),
        ("New-Object No.Such.Type", "TypeNotFound"),
        ("New-Object System.Uri", "CannotFindAppropriateCtor"),
        ("New-Object System.UriBuilder -Property @{Nope=1}", "InvalidOperationException"),
        ("New-Object -ComObject Shell.Application", "NamedParameterNotFound"),
        ("New-Object DateTime -Property @{Nope=1}", "InvalidOperationException"),
        ("Update-TypeData -TypeName T", "TypeDataEmpty"),
        ("Update-TypeData -TypeName T -MemberName m", "MemberTypeIsMissing"),
        ("Update-TypeData -TypeName T -MemberType NoteProperty -Value 1", "MemberNameShouldBeSpecified"),
        ("Update-TypeData -TypeName T -MemberType Event -MemberName m -Value 1", "ParameterArgumentValidationError"),
    ],
)
def test_errors(session, script, error):
    assert "ScriptProperty" in membermaking._MAKERS
    assert session.fails(script) == [error]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(New-Object System.Text.StringBuilder 'ab').ToString()", ["ab"]),
        ("(New-Object psobject -Property @{a=1}).a", ["1"]),
        (
            "$s = 'x' | Add-Member Length 7 -Force -PassThru; $s.Length; $s | Add-Member ScriptMethod ToString { 'own' } -Force; \"$s\"",
            ["7", "own"],
        ),
        ("('x' | Add-Member 23 note -PassThru).23; ('x' | Add-Member 16 P { 1 + 1 } -PassThru).P", ["note", "2"]),
        ("('x' | Add-Member @{a = 1} -TypeName int -PassThru).pstypenames[0]", ["System.Int32"]),
        ("try { New-Object uri } catch { \"$_\".Split(' ')[-1] }", ["uri."]),
        ("(New-Object System.Collections.ArrayList).Count", ["0"]),
        ("Update-TypeData -TypeName System.String -MemberType ScriptProperty -MemberName Twice -Value { $this * 2 }; 'ab'.Twice", ["abab"]),
        ("Update-TypeData -TypeName T.T -MemberType NoteProperty -MemberName Z -Value 1; (Get-TypeData T.T).Members.Keys", ["Z"]),
    ],
)
def test_creating(session, script, expected):
    assert typedataviews.TypeDataView.net_type.name == "TypeData"
    assert session.lines(script) == expected


def test_types_file(session, tmp_path):
    text = (
        "<Types><Type><Name>System.Int32</Name><Members><ScriptProperty><Name>Half</Name><GetScriptBlock>$this / 2</GetScriptBlock>"
        "</ScriptProperty></Members></Type></Types>"
    )
    (tmp_path / "t.ps1xml").write_text(text)
    assert session.lines("Update-TypeData ./t.ps1xml; (6).Half") == ["3"]
    assert "ScriptProperty" in typefiles._MEMBERS


def test_explicit_members_stand_behind_own_overloads():
    rows = explicitmembers.with_explicit(find_type("System.Int32"), [("CompareTo", 64, "int CompareTo(int value)")])
    first = {name: text for name, _, text in rows}["CompareTo"]
    assert first == "int CompareTo(int value), int IComparable.CompareTo(System.Object obj), int IComparable[int].CompareTo(int other)"
    assert explicitmembers.with_explicit(find_type("System.Object"), []) == []
    table = dict(explicitmembers.explicit_members(find_type("System.Collections.Hashtable")))
    assert table["GetEnumerator"] == "System.Collections.IEnumerator IEnumerable.GetEnumerator()"
    assert table["Clone"] == "System.Object ICloneable.Clone()"


def test_members_of_collections_that_interfaces_ask_for(session):
    told = session.lines("@{} | Get-Member Add, CopyTo, OnDeserialization | ForEach-Object Definition")
    assert told == [
        "void Add(System.Object key, System.Object value), void IDictionary.Add(System.Object key, System.Object value)",
        "void CopyTo(array array, int arrayIndex), void ICollection.CopyTo(array array, int index)",
        "void OnDeserialization(System.Object sender), void IDeserializationCallback.OnDeserialization(System.Object sender)",
    ]


def test_names_of_an_enumeration_are_static_properties():
    from psbridge.modules.shell import Runspace

    with Runspace() as runspace:
        found = runspace.invoke("[System.IO.SeekOrigin] | Get-Member -Static -MemberType Property | ForEach-Object Definition")
    assert [str(one) for one in found] == [f"static System.IO.SeekOrigin {name} {{get;}}" for name in ("Begin", "Current", "End")]


@pytest.mark.parametrize("name", ["String", "string", "([string])", "System.String"])
def test_types_of_type_data_by_short_names(session, name):
    script = f"Update-TypeData -TypeName {name} -MemberType NoteProperty -MemberName Q -Value 5; 'x'.Q; Remove-TypeData {name}; 'x'.Q"
    assert session.lines(script) == ["5", ""]


def test_the_source_of_a_text_has_the_value_of_the_member(session):
    assert session.lines(
        "Update-TypeData -TypeName string -StringSerializationSource Length; 'abc'.PSStandardMembers.StringSerializationSource"
    ) == ["3"]


def test_a_value_that_travelled_says_what_it_said(session):
    script = "[dayofweek]1 | Export-Clixml d.xml; $d = Import-Clixml d.xml; $d.ToString(); \"$d\"; $d.ToString('000'); $d -eq 1"
    assert session.lines(script) == ["Monday", "1", "001", "True"]


def test_values_are_made_of_nothing(session):
    script = "New-Object System.Management.Automation.Host.Coordinates | % X; [datetime]::new().Ticks; (New-Object switch).IsPresent"
    assert session.lines(script) == ["0", "0", "False"]


def test_methods_behind_properties():
    rows = [
        ("Item", 512, "int Item(int index) {get;set;}, System.Object IList.Item(int index) {get;set;}"),
        ("N", 8, "int N=1"),
        ("C", 4, "int C {get;}"),
    ]
    assert accessors.accessors(rows) == [
        ("get_Item", 64, "int get_Item(int index)"),
        ("set_Item", 64, "void set_Item(int index, int value)"),
        ("get_C", 64, "int get_C()"),
    ]
