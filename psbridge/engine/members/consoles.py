"""System.Console (through the host), RuntimeInformation, AppDomain and other small windows on the process."""

from __future__ import annotations

import platform
from typing import Any

from psbridge.engine.members.arguments import null_argument
from psbridge.engine.members.index import enum_type
from psbridge.engine.members.runtime import is_windows, windows_version
from psbridge.engine.members.streams import TextReader, TextWriter
from psbridge.engine.members.table import WithContext, fill, register_types
from psbridge.engine.members.texts import encoding
from psbridge.objects.culture import EN_US, INVARIANT, CultureInfo, culture_for, culture_of, current_culture, set_current_culture
from psbridge.objects.nettypes import find_type
from psbridge.objects.psobject import NetObject, unwrap

register_types(
    """
    System.Console
    System.AppDomain
    System.AppContext
    System.Runtime.InteropServices.RuntimeInformation
    System.Runtime.InteropServices.OSPlatform
    System.Diagnostics.Debug
    System.Diagnostics.Debugger
    System.Diagnostics.Trace
    System.Net.ServicePointManager
    """
)
_CURSOR = {"visible": True}


def write(ctx: Any, *args: Any) -> None:
    """To the screen of the host, as [Console]::Write goes past the pipeline."""
    from psbridge.engine.members.streams import _written

    _screen(ctx, _written(args))


def write_line(ctx: Any, *args: Any) -> None:
    from psbridge.engine.members.streams import _written

    _screen(ctx, _written(args) + "\n")


def _screen(ctx: Any, content: str) -> None:
    """To what [Console]::Out is now."""
    out = _redirected(ctx).get("out")
    if out is None:
        _host_write(ctx, content)
    else:
        out.put(content)


def _host_write(ctx: Any, content: str, how: str = "write") -> None:
    if getattr(ctx.runspace.host, "discards_console", False):
        return  # a server has no console that anybody sees
    ui = getattr(ctx.runspace.host, "ui", ctx.runspace.host)
    put = getattr(ui, how, None) or getattr(ui, "write", None)
    if put is not None:
        put(content)


def read_line(ctx: Any) -> Any:
    if getattr(ctx.runspace.host, "discards_console", False):
        return None
    read = getattr(getattr(ctx.runspace.host, "ui", ctx.runspace.host), "read_line", None)
    return None if read is None else read()


def _redirected(ctx: Any) -> dict[str, Any]:
    """What [Console]::SetOut and SetError put in the place of the screen; sessions of one process share it."""
    found: dict[str, Any] = ctx.runspace.extras["console"]
    return found


def _replace(name: str) -> Any:
    def put(ctx: Any, writer: Any) -> None:
        bare = unwrap(writer)
        if bare is None:
            raise null_argument("newOut" if name == "out" else "newError")
        if isinstance(bare, ConsoleWriter):
            _redirected(ctx).pop(name, None)
        else:
            _redirected(ctx)[name] = bare

    return WithContext(put)


class ConsoleWriter(TextWriter):
    """[Console]::Out and Error: the host's screen, and what stands beside it (``aside``)."""

    __slots__ = ("aside", "ctx")
    net_type = find_type("System.IO.TextWriter")

    def __init__(self, ctx: Any, aside: bool = False) -> None:
        super().__init__()
        self.ctx, self.aside = ctx, aside
        self.encoding = encoding("UTF8")

    def put(self, content: str) -> None:
        _host_write(self.ctx, content, "write_aside" if self.aside else "write")


_KINDS = ["string", "char", "char[]", "bool", "int", "long", "double", "decimal", "System.Object"]
_WRITES = "\n".join(f"static void {name}({kind} value)" for name in ("Write", "WriteLine") for kind in _KINDS)
fill(
    "System.Console",
    f"""
    static System.ConsoleColor BackgroundColor {{get;set;}}
    static System.ConsoleColor ForegroundColor {{get;set;}}
    static int BufferWidth {{get;}}
    static int BufferHeight {{get;}}
    static bool CursorVisible {{get;set;}}
    static System.IO.TextWriter Error {{get;}}
    static System.IO.TextReader In {{get;}}
    static System.Text.Encoding InputEncoding {{get;set;}}
    static bool IsErrorRedirected {{get;}}
    static bool IsInputRedirected {{get;}}
    static bool IsOutputRedirected {{get;}}
    static bool KeyAvailable {{get;}}
    static System.IO.TextWriter Out {{get;}}
    static System.Text.Encoding OutputEncoding {{get;set;}}
    static string Title {{get;set;}}
    static int WindowWidth {{get;}}
    static int WindowHeight {{get;}}
    static void Beep()
    static void Clear()
    static string ReadLine()
    static void ResetColor()
    static void SetCursorPosition(int left, int top)
    static void SetError(System.IO.TextWriter newError)
    static void SetOut(System.IO.TextWriter newOut)
    {_WRITES}
    static void WriteLine()
    static void Write(string format, Params System.Object[] arg)
    static void WriteLine(string format, Params System.Object[] arg)
    """,
    {
        "::BackgroundColor": lambda net: find_type("System.ConsoleColor").python(0),  # type: ignore[misc]
        "::BackgroundColor=": lambda net, value: None,
        "::ForegroundColor": lambda net: find_type("System.ConsoleColor").python(7),  # type: ignore[misc]
        "::ForegroundColor=": lambda net, value: None,
        "::BufferWidth": 120,
        "::BufferHeight": 50,
        "::CursorVisible": lambda net: _CURSOR["visible"],
        "::CursorVisible=": lambda net, value: _CURSOR.__setitem__("visible", value),
        "::Error": WithContext(lambda ctx, net: _redirected(ctx).get("error") or ConsoleWriter(ctx, True)),
        "::In": WithContext(lambda ctx, net: TextReader("")),
        "::InputEncoding": lambda net: encoding("UTF8"),
        "::InputEncoding=": lambda net, value: None,
        "::IsErrorRedirected": True,
        "::IsInputRedirected": True,
        "::IsOutputRedirected": True,
        "::KeyAvailable": False,
        "::Out": WithContext(lambda ctx, net: _redirected(ctx).get("out") or ConsoleWriter(ctx)),
        "::OutputEncoding": lambda net: encoding("UTF8"),
        "::OutputEncoding=": lambda net, value: None,
        "::Title": "",
        "::Title=": lambda net, value: None,
        "::WindowWidth": 120,
        "::WindowHeight": 50,
        "::Beep": lambda: None,
        "::Clear": lambda: None,
        "::ReadLine": WithContext(read_line),
        "::ResetColor": lambda: None,
        "::SetCursorPosition": lambda left, top: None,
        "::SetError": _replace("error"),
        "::SetOut": _replace("out"),
        "::Write": WithContext(write),
        "::WriteLine": WithContext(write_line),
    },
)


class OSPlatform(NetObject):
    """A platform by name."""

    __slots__ = ("name",)
    net_type = find_type("System.Runtime.InteropServices.OSPlatform")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __str__(self) -> str:
        return self.name


fill(
    OSPlatform.net_type,
    "static System.Runtime.InteropServices.OSPlatform Linux {get;}\nstatic System.Runtime.InteropServices.OSPlatform Windows {get;}\n"
    "static System.Runtime.InteropServices.OSPlatform OSX {get;}\nstatic System.Runtime.InteropServices.OSPlatform Create(string osPlatform)\n"
    "string ToString()",
    {
        "::Linux": OSPlatform("LINUX"),
        "::Windows": OSPlatform("WINDOWS"),
        "::OSX": OSPlatform("OSX"),
        "::Create": OSPlatform,
        "ToString": str,
    },
)


def _is_platform(ctx: Any, wanted: OSPlatform) -> bool:
    return wanted.name.upper() == ("WINDOWS" if is_windows(ctx) else "LINUX")


def _description(ctx: Any, net: Any) -> str:
    if is_windows(ctx):
        return f"Microsoft Windows {windows_version(ctx)}"
    return f"Linux {platform.release()} {platform.version()}"


_ARCHITECTURES = {"x86_64": 1, "aarch64": 3, "i686": 0, "armv7l": 2}
fill(
    "System.Runtime.InteropServices.RuntimeInformation",
    """
    static string FrameworkDescription {get;}
    static System.Runtime.InteropServices.Architecture OSArchitecture {get;}
    static string OSDescription {get;}
    static System.Runtime.InteropServices.Architecture ProcessArchitecture {get;}
    static bool IsOSPlatform(System.Runtime.InteropServices.OSPlatform osPlatform)
    """,
    {
        "::FrameworkDescription": ".NET Core 3.1.32",
        "::OSArchitecture": lambda net: _ARCHITECTURES.get(platform.machine(), 1),
        "::OSDescription": WithContext(_description),
        "::ProcessArchitecture": lambda net: _ARCHITECTURES.get(platform.machine(), 1),
        "::IsOSPlatform": WithContext(_is_platform),
    },
)


class AppDomain(NetObject):
    """The only domain."""

    __slots__ = ()
    net_type = find_type("System.AppDomain")


def assemblies(domain: AppDomain) -> list[Any]:
    from psbridge.engine.members.memberreflection import Assembly
    from psbridge.objects.nettypes import CORE, SMA

    return [Assembly(CORE), Assembly(SMA)]


fill(
    AppDomain.net_type,
    "string BaseDirectory {get;}\nstring FriendlyName {get;}\nint Id {get;}\nSystem.Reflection.Assembly[] GetAssemblies()\n"
    "static System.AppDomain CurrentDomain {get;}",
    {
        "BaseDirectory": lambda d: "/",
        "FriendlyName": lambda d: "pwsh",
        "Id": lambda d: 1,
        "GetAssemblies": assemblies,
        "::CurrentDomain": lambda net: AppDomain(),
    },
)
_SWITCHES: dict[str, bool] = {}
fill(
    "System.AppContext",
    "static string BaseDirectory {get;}\nstatic string TargetFrameworkName {get;}\nstatic void SetSwitch(string switchName, bool isEnabled)",
    {"::BaseDirectory": "/", "::TargetFrameworkName": ".NETCoreApp,Version=v3.1", "::SetSwitch": _SWITCHES.__setitem__},
)
_SETTINGS: dict[str, Any] = {"protocol": 0, "callback": None, "limit": 2, "continue": True}
fill(
    "System.Net.ServicePointManager",
    """
    static System.Net.SecurityProtocolType SecurityProtocol {get;set;}
    static System.Object ServerCertificateValidationCallback {get;set;}
    static int DefaultConnectionLimit {get;set;}
    static bool Expect100Continue {get;set;}
    """,
    {
        "::SecurityProtocol": lambda net: _SETTINGS["protocol"],
        "::SecurityProtocol=": lambda net, value: _SETTINGS.__setitem__("protocol", value),
        "::ServerCertificateValidationCallback": lambda net: _SETTINGS["callback"],
        "::ServerCertificateValidationCallback=": lambda net, value: _SETTINGS.__setitem__("callback", value),
        "::DefaultConnectionLimit": lambda net: _SETTINGS["limit"],
        "::DefaultConnectionLimit=": lambda net, value: _SETTINGS.__setitem__("limit", value),
        "::Expect100Continue": lambda net: _SETTINGS["continue"],
        "::Expect100Continue=": lambda net, value: _SETTINGS.__setitem__("continue", value),
    },
)
for _name in ("Debug", "Trace"):
    fill(
        f"System.Diagnostics.{_name}",
        "static void WriteLine(System.Object value)\nstatic void Write(System.Object value)\nstatic void Assert(bool condition)\n"
        "static void Assert(bool condition, string message)",
        {"::WriteLine": lambda value: None, "::Write": lambda value: None, "::Assert": lambda condition, message="": None},
    )
fill("System.Diagnostics.Debugger", "static bool IsAttached {get;}\nstatic void Break()", {"::IsAttached": False, "::Break": lambda: None})


# -- cultures


def _shortest(info: Any, day: int) -> str:
    """Two letters, where English has them, else the short name."""
    return str(info.data.short_days[day])[:2] if info.data.short_days[0] == "Sun" else str(info.data.short_days[day])


def _gregorian() -> Any:
    from psbridge.engine.members.calendars import GregorianCalendar

    return GregorianCalendar()


def _cultures(*kinds: Any) -> list[CultureInfo]:
    from psbridge.objects.culture_data import ROWS

    return [culture_of(row.name) for row in ROWS]


fill(
    "System.Globalization.CultureInfo",
    """
    new(string name)
    new(int culture)
    new(string name, bool useUserOverride)
    static cultureinfo CurrentCulture {get;set;}
    static cultureinfo CurrentUICulture {get;set;}
    static cultureinfo InstalledUICulture {get;}
    static cultureinfo InvariantCulture {get;}
    static cultureinfo DefaultThreadCurrentCulture {get;set;}
    static cultureinfo CreateSpecificCulture(string name)
    static cultureinfo GetCultureInfo(string name)
    static cultureinfo GetCultureInfo(int culture)
    static cultureinfo[] GetCultures(System.Globalization.CultureTypes types)
    System.Globalization.Calendar Calendar {get;}
    System.Globalization.Calendar[] OptionalCalendars {get;}
    System.Globalization.CultureTypes CultureTypes {get;}
    bool UseUserOverride {get;}
    void ClearCachedData()
    cultureinfo GetConsoleFallbackUICulture()
    """,
    {
        "Calendar": lambda culture: _gregorian(),
        "OptionalCalendars": lambda culture: [_gregorian()],
        "CultureTypes": lambda culture: find_type("System.Globalization.CultureTypes").python(1 if culture.is_neutral else 2),  # type: ignore[misc]
        "UseUserOverride": lambda culture: False,
        "ClearCachedData": lambda culture: None,
        "GetConsoleFallbackUICulture": lambda culture: culture,
        "new": lambda which, override=True: CultureInfo(culture_for(which).name),
        "::CurrentCulture": lambda net: current_culture(),
        "::CurrentCulture=": lambda net, value: set_current_culture(value),
        "::CurrentUICulture": lambda net: current_culture(),
        "::CurrentUICulture=": lambda net, value: None,
        "::InstalledUICulture": lambda net: EN_US,
        "::InvariantCulture": INVARIANT,
        "::DefaultThreadCurrentCulture": lambda net: None,
        "::DefaultThreadCurrentCulture=": lambda net, value: None,
        "::CreateSpecificCulture": CultureInfo,
        "::GetCultureInfo": culture_for,
        "::GetCultures": _cultures,
    },
)
fill(
    "System.Globalization.NumberFormatInfo",
    """
    new()
    static System.Globalization.NumberFormatInfo CurrentInfo {get;}
    static System.Globalization.NumberFormatInfo InvariantInfo {get;}
    static System.Globalization.NumberFormatInfo GetInstance(System.IFormatProvider formatProvider)
    static System.Globalization.NumberFormatInfo ReadOnly(System.Globalization.NumberFormatInfo nfi)
    """,
    {
        "new": lambda: INVARIANT.number_format.clone(),
        "::CurrentInfo": lambda net: current_culture().number_format,
        "::InvariantInfo": lambda net: INVARIANT.number_format,
        "::GetInstance": lambda given: given.number_format if isinstance(given, CultureInfo) else given or current_culture().number_format,
        "::ReadOnly": lambda given: type(given)(given.data, True),
    },
)
fill(
    "System.Globalization.DateTimeFormatInfo",
    """
    new()
    System.Globalization.Calendar Calendar {get;}
    System.Globalization.CalendarWeekRule CalendarWeekRule {get;}
    string[] ShortestDayNames {get;}
    string GetShortestDayName(System.DayOfWeek dayOfWeek)
    int GetEra(string eraName)
    string GetEraName(int era)
    static System.Globalization.DateTimeFormatInfo CurrentInfo {get;}
    static System.Globalization.DateTimeFormatInfo InvariantInfo {get;}
    """,
    {
        "new": lambda: INVARIANT.date_format.clone(),
        "Calendar": lambda info: _gregorian(),
        "CalendarWeekRule": lambda info: enum_type("System.Globalization.CalendarWeekRule")(0),
        "ShortestDayNames": lambda info: [_shortest(info, day) for day in range(7)],
        "GetShortestDayName": lambda info, day: _shortest(info, int(day)),
        "GetEra": lambda info, name: 1 if name.lower() in ("ad", "a.d.") else -1,
        "GetEraName": lambda info, era: str(info.data.era),
        "::CurrentInfo": lambda net: current_culture().date_format,
        "::InvariantInfo": lambda net: INVARIANT.date_format,
    },
)
