"""BindingFlags of reflection, and what only derived classes may call."""

from __future__ import annotations

import pytest

from psbridge.engine.members.bindingflags import bits_of, name_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[string].GetMethods('Public,Static').Name -contains 'Join'", "True"),
        ("[string].GetMethods('Public,Static').Name -contains 'Trim'", "False"),
        ("[string].GetMethods('Public,Instance').Name -contains 'Trim'", "True"),
        ("[string].GetMethods('Public').Count", "0"),
        ("[string].GetMethods('Static').Count", "0"),
        ("[string].GetMethods().Name -contains 'Join'", "True"),
        ("[datetime].GetProperties('Public,Static').Name -contains 'Now'", "True"),
        ("[datetime].GetProperties('Public,Instance').Name -contains 'Now'", "False"),
        ("$j = [System.Management.Automation.Job]; $j.GetMembers().Name -contains 'SetJobState'", "False"),
        ("$j = [System.Management.Automation.Job]; \"$($j.GetMethods('NonPublic,Instance'))\"", ("System.String AutoGenerateJobName() "
         "Void DoLoadJobStreams() Void DoUnloadJobStreams() Void Dispose(Boolean) Void SetJobState(System.Management.Automation.JobState) "
         "Void set_PSBeginTime(System.Nullable`1[System.DateTime]) Void set_PSEndTime(System.Nullable`1[System.DateTime]) "
         "Void set_PSJobTypeName(System.String)")),
        ("$j = [System.Management.Automation.Job]; $m = $j.GetMember('StopJob')[0]; \"$($m.IsFamily) $($m.IsPublic)\"", "False True"),
    ],
)  # fmt: skip
def test_what_is_listed(evaluate, text, expected):
    assert evaluate(text)[0] == expected


def test_words():
    assert (bits_of(()), bits_of((36,)), bits_of(("x", True))) == (28, 36, 28)
    assert name_of("void SetJobState(string state)") == "SetJobState"
