"""Checks the parameters of an Ansible module against its spec, and gives them their types.

Decides the order of the checks and their messages; what is wrong ends the module through `Run.fail`.
"""

from __future__ import annotations

from typing import Any, NoReturn, Protocol

from psbridge.engine.errors import ScriptError
from psbridge.modules.ansible.specification import Context, check_deprecated_alias, pairs
from psbridge.modules.ansible.values import READERS, dictionary, name_of_type, object_list, parse_dict, parse_list, text_of
from psbridge.objects.exceptions import NetError
from psbridge.objects.psobject import unwrap
from psbridge.objects.scalars import DateTime


class Run(Protocol):
    """The module that is being started."""

    ctx: Any
    where: Context
    secrets: set[str]
    check_mode: bool
    ignores_unknown: bool
    name: str

    def fail(self, message: str) -> NoReturn: ...
    def deprecate(self, message: str, when: Any, collection: str | None) -> None: ...
    def take_setting(self, key: str, value: Any) -> None: ...
    def skip(self, message: str) -> NoReturn: ...


def find_aliases(run: Run, spec: Any, params: Any) -> dict[str, str]:
    """Alias -> option; values under an alias are the option's."""
    found: dict[str, str] = {}
    for name, meta in pairs(spec["options"]):
        if unwrap(meta["default"]) is not None and unwrap(meta["required"]):
            raise NetError.of("System.ArgumentException", f"required and default are mutually exclusive for {name}")
        for alias in meta["aliases"]:
            found[text_of(alias)] = name
            if alias in params:
                params[name] = params[alias]
        for entry in map(unwrap, meta["deprecated_aliases"]):
            check_deprecated_alias(entry, run.where)
            _note_deprecated(run, entry, params)
    return found


def _note_deprecated(run: Run, entry: Any, params: Any) -> None:
    alias = text_of(entry["name"])
    if alias not in params:
        return
    text = run.where.said(f"Alias '{alias}' is deprecated. See the module docs for more information", " - ")
    collection = entry.get("collection_name")
    when = unwrap(entry["version"]) if "version" in entry else unwrap(entry["date"])
    run.deprecate(text, when if isinstance(when, DateTime) else text_of(when), None if collection is None else text_of(collection))


def find_secrets(run: Run, spec: Any, params: Any) -> None:
    """Values of no_log options, and options that are going to go."""
    for name, meta in pairs(spec["options"]):
        value = unwrap(params.get(name))
        if unwrap(meta["no_log"]) and value is not None and text_of(value):
            run.secrets.add(text_of(value))
        for key in ("removed_in_version", "removed_at_date"):
            when = unwrap(meta[key])
            if when is not None and name in params:
                collection = unwrap(meta["removed_from_collection"])
                run.deprecate(f"Param '{name}' is deprecated. See the module docs for more information", when, collection)


def check(run: Run, spec: Any, params: Any, legal: list[str]) -> None:
    """All checks of one level of options."""
    _known(run, params, legal)
    if run.check_mode and not unwrap(spec["supports_check_mode"]) and not run.where:
        run.skip(f"remote module ({run.name}) does not support check mode")
    _exclusive(run, spec, params)
    _required(run, spec["options"], params)
    for name, meta in pairs(spec["options"]):
        if unwrap(params.get(name)) is not None:
            _typed(run, name, meta, params)
    _together(run, spec, params)
    _one_of(run, spec, params)
    for condition in map(unwrap, spec["required_if"]):
        _required_if(run, condition, params)
    _required_by(run, spec["required_by"], params)
    for name, meta in pairs(spec["options"]):
        if name not in params:
            params[name] = None
        _sub_options(run, params, name, meta)


# -- single checks


def _refuse(run: Run, text: str) -> NoReturn:
    run.fail(run.where.said(text))


def _known(run: Run, params: Any, legal: list[str]) -> None:
    """Settings of Ansible itself are taken out; unknown options end the module, others get the case of the spec."""
    exact, folded = set(legal), {name.lower(): name for name in reversed(legal)}
    unknown: list[str] = []
    for key, value in pairs(params):
        if key.lower() not in folded:
            unknown.append(key)
        elif key not in exact:
            del params[key]
            params[folded[key.lower()]] = value
        elif key.startswith("_ansible_"):
            run.take_setting(key.removeprefix("_ansible_"), value)
            del params[key]
    if unknown and not run.ignores_unknown:
        offered = ", ".join(name for name in legal if not name.startswith("_ansible_"))
        text = run.where.said(f"Unsupported parameters for ({run.name}) module: {', '.join(unknown)}")
        run.fail(f"{text}. Supported parameters include: {offered}")


def _groups(spec: Any, key: str) -> list[list[str]]:
    return [[text_of(name) for name in unwrap(group)] for group in unwrap(spec[key]) or ()]


def _exclusive(run: Run, spec: Any, params: Any) -> None:
    for group in _groups(spec, "mutually_exclusive"):
        if sum(name in params for name in group) > 1:
            _refuse(run, f"parameters are mutually exclusive: {', '.join(group)}")


def _required(run: Run, options: Any, params: Any) -> None:
    missing = []
    for name, meta in pairs(options):
        default = unwrap(meta["default"])
        if default is not None and name not in params:
            params[name] = default
        if unwrap(meta["required"]) and name not in params:
            missing.append(name)
    if missing:
        _refuse(run, f"missing required arguments: {', '.join(missing)}")


def _reader(run: Run, kind: Any) -> tuple[str, Any]:
    """The name of a type and what converts to it."""
    if isinstance(kind, str):
        return kind, lambda value: READERS[kind](run.ctx, value)
    return "delegate", kind


def _typed(run: Run, name: str, meta: Any, params: Any) -> None:
    kind, convert = _reader(run, unwrap(meta["type"]))
    value = unwrap(params[name])
    try:
        made = convert(value)
    except (NetError, ScriptError) as error:
        reason = error.record.message if isinstance(error, ScriptError) else error.exception.message
        _refuse(run, f"argument for {name} is of type {name_of_type(value)} and we were unable to convert to {kind}: {reason}")
    params[name] = made
    choices = [text_of(choice) for choice in meta["choices"]]
    if choices:
        values = [text_of(item) for item in made] if kind == "list" else [text_of(made)]
        lower = {choice.lower() for choice in choices}
        wrong = [one for one in dict.fromkeys(values) if one.lower() not in lower]
        if wrong:
            which = "one or more of" if kind == "list" else "one of"
            _refuse(run, f"value of {name} must be {which}: {', '.join(choices)}. Got no match for: {', '.join(wrong)}")


def _together(run: Run, spec: Any, params: Any) -> None:
    for group in _groups(spec, "required_together"):
        if 0 < sum(name in params for name in group) < len(group):
            _refuse(run, f"parameters are required together: {', '.join(group)}")


def _one_of(run: Run, spec: Any, params: Any) -> None:
    for group in _groups(spec, "required_one_of"):
        if not any(name in params for name in group):
            _refuse(run, f"one of the following is required: {', '.join(group)}")


def _required_if(run: Run, condition: Any, params: Any) -> None:
    if len(condition) < 3:
        run.fail(f"internal error: invalid required_if value count of {len(condition)}, expecting 3 or 4 entries")
    key, wanted, names = text_of(condition[0]), condition[1], [text_of(name) for name in unwrap(condition[2])]
    any_does = len(condition) == 4 and bool(unwrap(condition[3]))
    value = unwrap(params.get(key))
    if value is None or text_of(value) != text_of(wanted):
        return
    missing = [name for name in names if name not in params]
    if len(missing) >= (len(names) if any_does else 1):
        term = "any" if any_does else "all"
        _refuse(run, f"{key} is {text_of(wanted)} but {term} of the following are missing: {', '.join(missing)}")


def _required_by(run: Run, table: Any, params: Any) -> None:
    for key, names in pairs(table):
        if key not in params:
            continue
        missing = [text_of(name) for name in parse_list(run.ctx, names) if text_of(name) not in params]
        if missing:
            _refuse(run, f"missing parameter(s) required by '{key}': {', '.join(missing)}")


# -- options in options


def _sub_options(run: Run, params: Any, name: str, meta: Any) -> None:
    kind, elements = unwrap(meta["type"]), unwrap(meta["elements"])
    if kind == "dict":
        params[name] = _inner(run, meta, unwrap(params[name]), name)
    elif kind == "list" and elements is not None and params[name] is not None:
        params[name] = object_list(_element(run, meta, elements, unwrap(item), name) for item in params[name])


def _element(run: Run, meta: Any, elements: Any, value: Any, name: str) -> Any:
    if elements == "dict":
        return _inner(run, meta, value, name)
    kind, convert = _reader(run, elements)
    try:
        return convert(value)
    except (NetError, ScriptError):
        reason = "Exception has been thrown by the target of an invocation."
        text = f"argument for list entry {name} is of type {name_of_type(value)} and we were unable to convert to {kind}: {reason}"
        _refuse(run, text)


def _inner(run: Run, meta: Any, value: Any, name: str) -> Any:
    options = unwrap(meta["options"])
    if value is None and unwrap(meta["apply_defaults"]) and len(options):
        value = dictionary()
    elif value is None or not len(options):
        return value
    run.where.append(name)
    made = parse_dict(run.ctx, value)
    aliases = find_aliases(run, meta, made)
    find_secrets(run, meta, made)
    check(run, meta, made, [*(key for key, _ in pairs(options)), *aliases])
    run.where.pop()
    return made
