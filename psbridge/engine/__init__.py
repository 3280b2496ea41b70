"""The language engine: compiler, scopes, binder, pipeline, modules, providers, runspace."""
