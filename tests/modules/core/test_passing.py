"""What commands write of what jobs hold."""

from __future__ import annotations

from psbridge.jobs.remoting import RemotingChildJob
from psbridge.modules.core.jobs.passing import marked
from psbridge.objects import unwrap


def test_objects_of_another_process_say_where_they_come_from():
    child = RemotingChildJob("", "web01", None, hide_computer_name=False)
    found = marked(5, child, True)
    assert (unwrap(found), found.get("PSComputerName"), found.get("PSShowComputerName")) == (5, "web01", True)
    assert (found.get("RunspaceId"), found.get("PSSourceJobInstanceId")) == (child.runspace_id, child.instance_id)
    assert marked(5, child, False).get("PSSourceJobInstanceId") is None


def test_null_stays_null():
    assert marked(None, RemotingChildJob("", "web01", None), True) is None
