"""WS-Management as Windows speaks it, both roles, without IO.

`Client` turns a request message into bytes and bytes into a reply message (or a `WSManFault`), `Dialogue` is the same
for a service. Messages are the dataclasses of `requests` and `replies`; `shells` describes shells, `states` what they
allow, `faults` what goes wrong. What the streams carry (PSRP fragments, console output) is opaque here.
"""

from __future__ import annotations
