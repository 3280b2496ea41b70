import pytest

GET, SET, TEST = "[C] Get() { return $this }", "Set() { }", "[bool] Test() { return $false }"
KEY = "[DscProperty(Key)] [string] $k"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((KEY, GET, SET, TEST), []),
        ((KEY, GET, SET, TEST, "C() { } C($a) { } static C() { }"), []),
        ((KEY, GET, SET, TEST, "C($a) { }"), ["MissingDefaultConstructor"]),
        ((GET, SET, TEST), ["MissingKeyProperty"]),
        (("[DscProperty(Key = $false)] [string] $k", GET, SET, TEST), ["MissingKeyProperty"]),
        (("[DscProperty(Key)] [hashtable] $k", GET, SET, TEST), ["InvalidKeyProperty"]),
        (("[DscProperty(Key)] [E] $k", GET, SET, TEST), []),
        (("[DscProperty(Key)] [System.ConsoleColor] $k", GET, SET, TEST), []),
        ((KEY, GET, SET), ["MissingTestMethod"]),
        ((KEY, GET, SET, "[int] Test() { return 1 }"), ["MissingTestMethod"]),
        ((KEY, GET, SET, "Test() { }"), ["MissingTestMethod"]),
        ((KEY, SET, TEST), ["MissingGetMethod"]),
        ((KEY, SET, TEST, "[C] Get($a) { return $this }"), ["MissingGetMethod"]),
        ((KEY, SET, TEST, "Get() { }"), ["InvalidGetMethod"]),
        ((KEY, SET, TEST, "[int] Get() { return 1 }"), ["InvalidGetMethod"]),
        ((KEY, GET, TEST, "[int] Set() { return 1 }"), ["MissingSetMethod"]),
        ((), ["MissingSetMethod", "MissingGetMethod", "MissingTestMethod", "MissingKeyProperty"]),
    ],
)
def test_what_a_resource_must_have(errors, members, expected):
    found = errors(f"enum E {{ a }} [DscResource()] class C {{ {'; '.join(members)} }}")
    assert sorted(found) == sorted(f"DscResource{one}" for one in expected)


def test_members_may_come_from_the_base_class(errors):
    assert errors(f"class B {{ {KEY}; {SET} {TEST} }} [DscResource()] class C : B {{ {GET} }}") == []
    assert errors("class C { }") == []
