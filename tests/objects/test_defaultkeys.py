"""Keys of $PSDefaultParameterValues and their dictionary."""

from __future__ import annotations

import pytest

from psbridge.objects.defaultkeys import DefaultParameterDictionary, bad_keys, split_key
from psbridge.objects.exceptions import NetError


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("Get-Thing:Size", ("Get-Thing", "Size")),
        ("  Get-Thing \t: Size ", ("Get-Thing", "Size")),
        ("'Get-Thing':\"Size\"", ("Get-Thing", "Size")),
        ("\" Get-Thing \" : ' Size '", ("Get-Thing", "Size")),
        ("\u201cGet:Thing\u201d:Size", ("Get:Thing", "Size")),
        ("Get-*:S:e", ("Get-*", "S:e")),
        ("Get-Thing", None),
        (":Size", None),
        ("Get-Thing:", None),
        ("", None),
        ("'Get-Thing:Size", None),
        ("Get-Thing:'Size' x", None),
        ("'':Size", None),
    ],
)
def test_parts_of_a_key(key, expected):
    assert split_key(key) == expected


def test_the_dictionary_takes_keys_of_that_form_only():
    made = DefaultParameterDictionary({" A:B ": 1, "disabled": False})
    assert (made["a:b"], made.get("A:B  "), list(made)) == (1, 1, ["A:B", "disabled"])
    assert 5 not in made
    with pytest.raises(NetError, match="The key 'x' does not have a valid format"):
        made["x"] = 1
    with pytest.raises(NetError, match=r"The key '5' of type 'System.Int32' is not a string value.*\(Parameter 'key'\)"):
        made[5] = 1
    with pytest.raises(NetError, match="The keys 'x, y' do not have valid formats"):
        DefaultParameterDictionary({"x": 1, "A:B": 2, "y": 3})
    assert len(made) == 2


def test_one_bad_key_and_several():
    assert bad_keys(["a"]).startswith("The key 'a' does not have a valid format. For information")
    assert bad_keys(["a", "b"]).startswith("The keys 'a, b' do not have valid formats. For information")
