"""The emulated modules: one package per real module, each with `COMMANDS` (name -> "module:Class" inside the package)."""
