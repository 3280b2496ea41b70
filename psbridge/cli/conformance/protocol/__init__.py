"""Protocol cases: dialogues of WSMan and PSRP, sent byte by byte, with the answers that a server must give.

Nothing here uses the project's own clients or messages: what a step says is what is sent, so that broken requests can be written as well,
and a defect that client and server share is seen.
"""

from __future__ import annotations

from psbridge.cli.conformance.protocol.dialogues import Dialogue, dialogues_of, problems
from psbridge.cli.conformance.protocol.places import CONVERSES, conversed
from psbridge.cli.conformance.protocol.talking import Exchange, converse

__all__ = ["CONVERSES", "Dialogue", "Exchange", "conversed", "converse", "dialogues_of", "problems"]
