"""The conformance suite: recorded cases, the comparison with what a target did, and the ratchet that only goes up."""
