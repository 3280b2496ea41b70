"""Types are found by many threads at once, while their tables are still being imported."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import threading
from psbridge import Runspace
names = ["System.Convert", "System.Text.Encoding", "System.Threading.Monitor", "System.Collections.Queue", "System.IO.Path", "System.Math"]
sessions, failures, start = [Runspace().open() for _ in range(6)], [], threading.Barrier(6)
def look(session):
    start.wait()
    for name in names:
        try:
            session.invoke(f"[{name}].FullName")
        except Exception as error:
            failures.append(str(error))
threads = [threading.Thread(target=look, args=(one,)) for one in sessions]
[one.start() for one in threads]
[one.join() for one in threads]
print(failures)
"""


def test_no_thread_misses_a_type():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=500)
    assert done.stdout.strip() == "[]"
