"""The parameter binder: arguments of a call and objects of a pipeline -> values of parameters."""
