"""The serving side: runspace pools joined to the engine, and the carriers that bring them to clients."""
