"""System.Management.Automation types that scripts call: ScriptBlock, LanguagePrimitives, WildcardPattern, PSCredential, SecureString ..."""

from __future__ import annotations

import uuid
from typing import Any

from psbridge.engine import failures
from psbridge.engine.errors import ScriptError
from psbridge.engine.members.arguments import invalid_operation, null_argument
from psbridge.engine.members.enumerators import enumerator_of
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.engine.reference import PSReference
from psbridge.engine.singleclause import single_clause
from psbridge.objects import convert as conversion
from psbridge.objects import wildcard
from psbridge.objects.containers import GenericList, NetDictionary
from psbridge.objects.credentials import PSCredential
from psbridge.objects.exceptions import NetError
from psbridge.objects.nettypes import SMA, define, find_type
from psbridge.objects.psobject import NetObject, unwrap
from psbridge.objects.scalars import AutomationNull, SecureString, SwitchParameter

_A = "System.Management.Automation."
register_types(
    f"""
    {_A}LanguagePrimitives
    {_A}PSSerializer
    {_A}Internal.AutomationNull
    System.Net.NetworkCredential
    System.Runtime.InteropServices.Marshal
    """,
    SMA,
)
for _name, _accelerator in (("WildcardPattern", "wildcardpattern"), ("PSTypeNameAttribute", "pstypenameattribute")):
    define(_A + _name, assembly=SMA, accelerators=[_accelerator])


# -- script blocks


def _results(items: list[Any]) -> Any:
    return GenericList(find_type(_A + "PSObject"), items, "System.Collections.ObjectModel.Collection`1")


def _flat(args: Any) -> list[Any]:
    return [] if args is None else list(args)


def _called(run: Any, name: str, args: Any) -> Any:
    """What a script throws comes out of a .NET method as MethodInvocationException."""
    from psbridge.engine.errors import ScriptError

    try:
        return run()
    except ScriptError as error:
        raise failures.calling(name, len(_flat(args)), NetError(error.record.exception)) from error


def invoke_block(ctx: Any, block: Any, args: Any = ()) -> Any:
    return _results(_called(lambda: single_clause(block).invoke(ctx, *_flat(args)), "Invoke", args))


def invoke_as_is(ctx: Any, block: Any, args: Any = ()) -> Any:
    return _called(lambda: single_clause(block).invoke_value(ctx, *_flat(args)), "InvokeReturnAsIs", args)


def invoke_with_context(ctx: Any, block: Any, functions: Any, variables: Any, args: Any = ()) -> Any:
    """Functions by name and variables are there for this one call."""
    from psbridge.engine.context import Collector

    given: dict[str, Any] = {}
    told = unwrap(variables)
    for variable in () if told is None else told if isinstance(told, list) else (told,):
        plain = unwrap(variable)
        given[plain.name] = plain.value
    sink = Collector()
    if isinstance(unwrap(functions), NetDictionary) and unwrap(functions):
        ctx = _with_functions(ctx, unwrap(functions))
    under = given.pop("_", None)
    this = given.pop("this", None)
    options: dict[str, Any] = {}
    if under is not None:
        options["dollar_under"] = under
    if this is not None:
        options["this"] = this
    block.run(ctx, sink, tuple(_flat(args)), variables=given or None, **options)
    return _results(sink.items)


def _with_functions(ctx: Any, functions: Any) -> Any:
    """A context in whose scope these functions exist."""
    from psbridge.engine.commands import FunctionInfo
    from psbridge.engine.scopes import Scope

    inner = ctx.child(Scope(ctx.scope))
    for key, body in functions.pairs():
        name = conversion.to_text(key)
        inner.scope.add_function(name.lower(), FunctionInfo(name, unwrap(body)))
    return inner


def create_block(ctx: Any, text: str) -> Any:
    """A block from text; a syntax error is an exception inside the call."""
    try:
        return ctx.runspace.checked_block(text, ctx)
    except ScriptError as error:
        raise NetError(error.record.exception) from error


def steppable(ctx: Any, block: Any, *rest: Any) -> Any:
    from psbridge.engine.steppable import steppable_pipeline

    return steppable_pipeline(ctx, block)


def _attributes(ctx: Any, block: Any) -> Any:
    from psbridge.engine.members.blockfaces import attributes

    return attributes(ctx, block)


def _check_restricted_language(block: Any, commands: Any, variables: Any, environment: bool) -> None:
    from psbridge.engine.members.blockfaces import check_restricted_language

    check_restricted_language(block, commands, variables, environment)


def _start_position(block: Any) -> Any:
    from psbridge.engine.members.oldtokens import PSToken

    extent = block.ast.extent
    return PSToken(extent.text, "Position", extent)


fill(
    _A + "ScriptBlock",
    f"""
    System.Collections.Generic.List[System.Attribute] Attributes {{get;}}
    string File {{get;}}
    bool IsFilter {{get;set;}}
    bool IsConfiguration {{get;set;}}
    psmoduleinfo Module {{get;}}
    {_A}PSToken StartPosition {{get;}}
    bool DebuggerHidden {{get;set;}}
    guid Id {{get;}}
    {_A}Language.Ast Ast {{get;}}
    void CheckRestrictedLanguage(System.Collections.Generic.IEnumerable[string] allowedCommands, System.Collections.Generic.IEnumerable[string] allowedVariables, bool allowEnvironmentVariables)
    scriptblock GetNewClosure()
    {_A}SteppablePipeline GetSteppablePipeline()
    {_A}SteppablePipeline GetSteppablePipeline({_A}CommandOrigin commandOrigin)
    {_A}SteppablePipeline GetSteppablePipeline({_A}CommandOrigin commandOrigin, System.Object[] args)
    System.Collections.ObjectModel.Collection[psobject] Invoke(Params System.Object[] args)
    System.Object InvokeReturnAsIs(Params System.Object[] args)
    System.Collections.ObjectModel.Collection[psobject] InvokeWithContext(System.Collections.IDictionary functionsToDefine, System.Object variablesToDefine, Params System.Object[] args)
    string ToString()
    static scriptblock Create(string script)
    """,
    {
        "Ast": lambda b: b.ast,
        "Attributes": WithContext(_attributes),
        "File": lambda b: b.file,
        "Id": lambda b: uuid.uuid5(uuid.NAMESPACE_OID, b.source),
        "IsConfiguration": lambda b: False,
        "IsFilter": lambda b: bool(getattr(b, "is_filter", False)),
        "IsFilter=": lambda b, value: setattr(b, "is_filter", value),
        "Module": lambda b: getattr(b, "module", None),
        "StartPosition": _start_position,
        "DebuggerHidden": lambda b: b.debugger_hidden,
        "DebuggerHidden=": lambda b, value: setattr(b, "debugger_hidden", value),
        "CheckRestrictedLanguage": _check_restricted_language,
        "GetNewClosure": WithContext(lambda ctx, b: b.closure(ctx)),
        "GetSteppablePipeline": WithContext(steppable),
        "Invoke": WithContext(invoke_block),
        "InvokeReturnAsIs": WithContext(invoke_as_is),
        "InvokeWithContext": WithContext(invoke_with_context),
        "ToString": str,
        "::Create": WithContext(create_block),
    },
)


# -- LanguagePrimitives


def try_convert(value: Any, net: Any, result: Any) -> bool:
    ok, made = conversion.try_convert(value, net)
    result.value = made
    return ok


def compare(a: Any, b: Any, ignore_case: bool = False, culture: Any = None) -> int:
    return conversion.compare(a, b, ignore_case)


def try_compare(a: Any, b: Any, *rest: Any) -> bool:
    *how, result = rest
    result.value = 0
    try:
        result.value = compare(a, b, *how)
    except NetError:
        return False
    return True


def enumerator(value: Any) -> Any:
    walk = conversion.enumerate_value(unwrap(value))
    return None if walk is None else enumerator_of(walk, value)


fill(
    _A + "LanguagePrimitives",
    """
    static System.Object ConvertTo(System.Object valueToConvert, type resultType)
    static System.Object ConvertTo(System.Object valueToConvert, type resultType, System.IFormatProvider formatProvider)
    static bool TryConvertTo(System.Object valueToConvert, type resultType, [ref] System.Object result)
    static bool IsTrue(System.Object obj)
    static bool IsObjectEnumerable(System.Object obj)
    static bool Equals(System.Object first, System.Object second)
    static bool Equals(System.Object first, System.Object second, bool ignoreCase)
    static bool Equals(System.Object first, System.Object second, bool ignoreCase, System.IFormatProvider formatProvider)
    static int Compare(System.Object first, System.Object second)
    static int Compare(System.Object first, System.Object second, bool ignoreCase)
    static int Compare(System.Object first, System.Object second, bool ignoreCase, System.IFormatProvider formatProvider)
    static bool TryCompare(System.Object first, System.Object second, [ref] int result)
    static bool TryCompare(System.Object first, System.Object second, bool ignoreCase, [ref] int result)
    static bool TryCompare(System.Object first, System.Object second, bool ignoreCase, System.IFormatProvider formatProvider, [ref] int result)
    static System.Collections.IEnumerable GetEnumerable(System.Object obj)
    static System.Collections.IEnumerator GetEnumerator(System.Object obj)
    static string ConvertTypeNameToPSTypeName(string typeName)
    """,
    {
        "::ConvertTo": lambda value, net, culture=None: conversion.convert(value, net, *([culture] if culture is not None else [])),
        "::TryConvertTo": try_convert,
        "::IsTrue": conversion.truth,
        "::IsObjectEnumerable": lambda value: conversion.enumerate_value(unwrap(value)) is not None,
        "::Equals": lambda a, b, ignore_case=False, culture=None: conversion.equals(a, b, ignore_case),
        "::Compare": compare,
        "::TryCompare": try_compare,
        "::GetEnumerable": lambda value: value if conversion.enumerate_value(unwrap(value)) is not None else None,
        "::GetEnumerator": enumerator,
        "::ConvertTypeNameToPSTypeName": lambda name: f"[{name}]",
    },
)


# -- wildcards


class WildcardPattern(NetObject):
    """A wildcard pattern."""

    __slots__ = ("options", "pattern")
    net_type = find_type(_A + "WildcardPattern")

    def __init__(self, pattern: str, options: Any = 0) -> None:
        super().__init__()
        if pattern is None:
            raise null_argument("pattern")
        self.pattern, self.options = pattern, int(options)

    def is_match(self, text: str) -> bool:
        return wildcard.like(text, self.pattern, bool(self.options & 2))


fill(
    WildcardPattern.net_type,
    f"""
    new(string pattern)
    new(string pattern, {_A}WildcardOptions options)
    bool IsMatch(string input)
    string ToWql()
    static bool ContainsWildcardCharacters(string pattern)
    static string Escape(string pattern)
    static string Unescape(string pattern)
    static {_A}WildcardPattern Get(string pattern, {_A}WildcardOptions options)
    """,
    {
        "new": WildcardPattern,
        "IsMatch": WildcardPattern.is_match,
        "ToWql": lambda p: p.pattern.replace("_", "[_]").replace("%", "[%]").replace("*", "%").replace("?", "_"),
        "::ContainsWildcardCharacters": lambda text: bool(text) and wildcard.has_wildcards(text),
        "::Escape": wildcard.escape,
        "::Unescape": wildcard.unescape,
        "::Get": WildcardPattern,
    },
)


# -- secrets


class NetworkCredential(NetObject):
    """User name, password and domain in the clear, as GetNetworkCredential gives them; never shown by repr."""

    __slots__ = ("domain", "secret", "user")
    net_type = find_type("System.Net.NetworkCredential")

    def __init__(self, user: str = "", secret: Any = "", domain: str = "") -> None:
        super().__init__()
        self.user, self.domain = user, domain
        self.secret = secret if isinstance(secret, SecureString) else SecureString(secret or "")

    def __str__(self) -> str:
        return "System.Net.NetworkCredential"


fill(
    NetworkCredential.net_type,
    """
    new()
    new(string userName, string password)
    new(string userName, securestring password)
    new(string userName, string password, string domain)
    new(string userName, securestring password, string domain)
    string UserName {get;set;}
    string Password {get;set;}
    securestring SecurePassword {get;set;}
    string Domain {get;set;}
    """,
    {
        "new": NetworkCredential,
        "UserName": "user",
        "Password": lambda c: c.secret.reveal(),
        "Password=": lambda c, text: setattr(c, "secret", SecureString(text)),
        "SecurePassword": "secret",
        "Domain": "domain",
    },
)


def network_credential(credential: PSCredential) -> NetworkCredential | None:
    name = credential.user_name
    domain, user = "", name
    if not name:  # that of PSCredential.Empty
        return None
    if "\\" in name:
        domain, _, user = name.partition("\\")
    elif name.count("@") == 1:
        user, _, domain = name.partition("@")
    return NetworkCredential(user, credential.password, domain)


def new_credential(user: str, password: SecureString) -> PSCredential:
    if not user:
        text = (
            'Cannot process argument because the value of argument "userName" is not valid. '
            'Change the value of the "userName" argument and run the operation again.'
        )
        raise failures.failure(text, "Argument", failures.INVALID_ARGUMENT, _A + "PSArgumentException")
    if password is None:
        raise null_argument("password")
    return PSCredential(user, password)


fill(
    _A + "PSCredential",
    "new(string userName, securestring password)\nSystem.Net.NetworkCredential GetNetworkCredential()\nstatic pscredential Empty {get;}",
    {"new": new_credential, "GetNetworkCredential": network_credential, "::Empty": lambda net: PSCredential("", SecureString(""))},
)


def _append(secret: SecureString, char: str) -> None:
    if secret.read_only:
        raise invalid_operation("Instance is read-only.")
    secret.append(char)


def _copied(secret: SecureString) -> SecureString:
    return SecureString(secret.reveal())


fill(
    "System.Security.SecureString",
    """
    new()
    int Length {get;}
    void AppendChar(char c)
    void Clear()
    securestring Copy()
    void Dispose()
    bool IsReadOnly()
    void MakeReadOnly()
    """,
    {
        "new": SecureString,
        "Length": len,
        "AppendChar": _append,
        "Clear": lambda s: setattr(s, "_text", ""),
        "Copy": _copied,
        "Dispose": lambda s: None,
        "IsReadOnly": lambda s: s.read_only,
        "MakeReadOnly": lambda s: setattr(s, "read_only", True),
    },
)
_HELD: dict[int, str] = {}


def _hold(secret: SecureString) -> Any:
    """Marshal.SecureStringToBSTR: a handle, valid until it is freed."""
    from psbridge.objects.numbers import IntPtr

    handle = IntPtr(id(secret))
    _HELD[int(handle)] = secret.reveal()
    return handle


fill(
    "System.Runtime.InteropServices.Marshal",
    "\n".join(
        f"static System.IntPtr {name}(securestring s)"
        for name in ("SecureStringToBSTR", "SecureStringToGlobalAllocUnicode", "SecureStringToCoTaskMemUnicode")
    )
    + "\n"
    + "\n".join(f"static string {name}(System.IntPtr ptr)" for name in ("PtrToStringAuto", "PtrToStringBSTR", "PtrToStringUni"))
    + "\n"
    + "\n".join(f"static void {name}(System.IntPtr s)" for name in ("ZeroFreeBSTR", "ZeroFreeGlobalAllocUnicode", "ZeroFreeCoTaskMemUnicode", "FreeBSTR"))
    + "\nstatic int SizeOf(type t)",
    {
        **{f"::{n}": _hold for n in ("SecureStringToBSTR", "SecureStringToGlobalAllocUnicode", "SecureStringToCoTaskMemUnicode")},
        **{f"::{n}": lambda handle: _HELD.get(int(handle), "") for n in ("PtrToStringAuto", "PtrToStringBSTR", "PtrToStringUni")},
        **{f"::{n}": lambda handle: _HELD.pop(int(handle), None)
           for n in ("ZeroFreeBSTR", "ZeroFreeGlobalAllocUnicode", "ZeroFreeCoTaskMemUnicode", "FreeBSTR")},
        "::SizeOf": lambda net: {"Int32": 4, "Int64": 8, "Byte": 1, "Int16": 2, "Double": 8, "Single": 4}.get(net.name, 8),
    },
)  # fmt: skip


# -- small values

fill(
    _A + "SwitchParameter",
    "new(bool isPresent)\nbool IsPresent {get;}\nbool ToBool()\nbool Equals(System.Object other)\nstring ToString()\nstatic switch Present {get;}",
    {
        "new": SwitchParameter,
        "IsPresent": "present",
        "ToBool": bool,
        "Equals": lambda s, other: s == unwrap(other),
        "ToString": lambda s: "True" if s.present else "False",
        "::Present": lambda net: SwitchParameter(True),
    },
)
fill(_A + "PSReference", "new(System.Object value)\nSystem.Object Value {get;set;}", {"new": PSReference, "Value": "value"})
fill(_A + "Internal.AutomationNull", "static System.Object Value {get;}", {"::Value": lambda net: AutomationNull})


def _serialize(value: Any, depth: int = 1) -> str:
    from psbridge import clixml

    return clixml.dumps(value, depth)


def _deserialize(text: str) -> Any:
    """The object of a document, an array when it has several, null when it has none."""
    found = _deserialized(text)
    return found if len(found) > 1 else next(iter(found), None)


def _deserialized(text: str) -> list[Any]:
    from psbridge import clixml

    return clixml.loads(text, document=True)


fill(
    _A + "PSSerializer",
    """
    static string Serialize(System.Object source)
    static string Serialize(System.Object source, int depth)
    static System.Object Deserialize(string source)
    static System.Object[] DeserializeAsList(string source)
    """,
    {
        "::Serialize": _serialize,
        "::Deserialize": _deserialize,
        "::DeserializeAsList": _deserialized,
    },
)


def new_variable(name: str, value: Any = None, options: Any = None) -> Any:
    """A PSVariable that lives in no scope yet."""
    from psbridge.engine.psvariable import PSVariable
    from psbridge.engine.scopes import Variable

    return PSVariable(Variable(name, value, 0 if options is None else int(options)))


fill(
    define(_A + "PSVariable", assembly=SMA),
    f"""
    new(string name)
    new(string name, System.Object value)
    new(string name, System.Object value, {_A}ScopedItemOptions options)
    """,
    {"new": new_variable},
)
