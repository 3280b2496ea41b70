"""Which module declares which type, so that start-up loads none of them.

Decides what is imported when a type is first named or used.  `find` is asked for names that the registry does not know yet, `load` for the
members of a type that it knows.
"""

from __future__ import annotations

from importlib import import_module

from psbridge.engine.members.enum_data import ENUMS
from psbridge.engine.members.named_data import NAMED
from psbridge.language import ast as nodes
from psbridge.objects.adapted import add_finder
from psbridge.objects.nettypes import NetType, lookup_type

_LANGUAGE = "system.management.automation.language."
_PACKAGE = "psbridge.engine.members."

# module: the types whose members it declares (full names)
MODULES: dict[str, str] = {
    "universal": "System.Object",
    "enumerations": "System.Enum",
    "reflection": """
        System.Type System.Activator
        """,
    "memberreflection": """
        System.Reflection.MethodBase System.Reflection.MethodInfo System.Reflection.ConstructorInfo System.Reflection.PropertyInfo
        System.Reflection.FieldInfo System.Reflection.ParameterInfo System.Reflection.Assembly System.Reflection.AssemblyName
        """,
    "memberfaces": "System.Management.Automation.PSInternalMemberSet",
    "memberinfo": """
        System.Management.Automation.PSMemberInfo System.Management.Automation.PSPropertyInfo
        System.Management.Automation.PSMethodInfo System.Management.Automation.PSAliasProperty
        System.Management.Automation.PSScriptProperty System.Management.Automation.PSNoteProperty
        System.Management.Automation.PSVariableProperty System.Management.Automation.PSScriptMethod
        System.Management.Automation.PSCodeMethod System.Management.Automation.PSPropertySet
        System.Management.Automation.PSMemberSet
        System.Management.Automation.PSObject System.Management.Automation.PSMemberInfoCollection`1
        System.Management.Automation.PSMemberInfoIntegratingCollection`1
        System.Management.Automation.ReadOnlyPSMemberInfoCollection`1
        """,
    "automation": """
        System.Management.Automation.ScriptBlock System.Management.Automation.PSVariable
        System.Management.Automation.LanguagePrimitives
        System.Management.Automation.WildcardPattern System.Management.Automation.PSCredential
        System.Management.Automation.SwitchParameter System.Management.Automation.PSReference
        System.Management.Automation.PSSerializer System.Management.Automation.Internal.AutomationNull
        System.Net.NetworkCredential System.Runtime.InteropServices.Marshal System.Security.SecureString
        """,
    "modulespecifications": "Microsoft.PowerShell.Commands.ModuleSpecification",
    "nullstring": "System.Management.Automation.Language.NullString",
    "obsolete": "System.ObsoleteAttribute",
    "passiveattributes": """
        System.ComponentModel.BrowsableAttribute System.ComponentModel.CategoryAttribute System.ComponentModel.DefaultValueAttribute
        System.ComponentModel.DescriptionAttribute System.ComponentModel.DisplayNameAttribute
        System.ComponentModel.EditorBrowsableAttribute System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverageAttribute
        System.Reflection.ObfuscationAttribute System.Runtime.CompilerServices.CompilerGeneratedAttribute
        System.Management.Automation.DscLocalConfigurationManagerAttribute System.Management.Automation.DscPropertyAttribute
        System.Management.Automation.DscResourceAttribute
        """,
    "credentialrequests": "System.Management.Automation.CredentialAttribute",
    "policies": """
        System.Management.Automation.Security.SystemPolicy System.Management.Automation.Security.SystemEnforcementMode
        System.Management.Automation.ClrFacade
        System.Management.Automation.Breakpoint System.Management.Automation.LineBreakpoint
        System.Management.Automation.CommandBreakpoint System.Management.Automation.VariableBreakpoint
        """,
    "screens": """
        System.Management.Automation.Host.Size System.Management.Automation.Host.Coordinates
        System.Management.Automation.Host.Rectangle System.Management.Automation.Host.BufferCell
        System.Management.Automation.Host.FieldDescription System.Management.Automation.Host.ChoiceDescription
        System.Management.Automation.ProgressRecord
        """,
    "proxies": """
        System.Management.Automation.CommandMetadata System.Management.Automation.ProxyCommand System.Management.Automation.ParameterMetadata
        System.Management.Automation.ParameterSetMetadata
        """,
    "cookies": "System.Net.Cookie System.Net.CookieCollection System.Net.CookieContainer",
    "websession": "Microsoft.PowerShell.Commands.WebRequestSession",
    "registrykeys": "Microsoft.Win32.Registry Microsoft.Win32.RegistryKey",
    "timers": "System.Timers.Timer System.Timers.ElapsedEventArgs",
    "datatables": """
        System.Data.DataSet System.Data.DataTable System.Data.DataTableCollection System.Data.DataColumn System.Data.DataColumnCollection
        System.Data.DataRow System.Data.DataRowCollection System.Data.DataView System.Data.DataRowState
        """,
    "parameterattributes": """
        System.Management.Automation.RuntimeDefinedParameter System.Management.Automation.RuntimeDefinedParameterDictionary
        System.Management.Automation.ParameterAttribute Parameter System.Management.Automation.AliasAttribute Alias
        System.Management.Automation.ValidateSetAttribute ValidateSet System.Management.Automation.ValidateRangeAttribute ValidateRange
        System.Management.Automation.ValidateLengthAttribute ValidateLength System.Management.Automation.ValidatePatternAttribute ValidatePattern
        System.Management.Automation.ValidateCountAttribute ValidateCount System.Management.Automation.ValidateNotNullAttribute ValidateNotNull
        System.Management.Automation.ValidateNotNullOrEmptyAttribute ValidateNotNullOrEmpty
        System.Management.Automation.ValidateScriptAttribute ValidateScript System.Management.Automation.ValidateArgumentsAttribute
        System.Management.Automation.ArgumentTransformationAttribute System.Management.Automation.ValidateEnumeratedArgumentsAttribute
        System.Management.Automation.IValidateSetValuesGenerator
        """,
    "exceptions": "System.Exception System.Management.Automation.ErrorRecord System.Management.Automation.ErrorDetails",
    "shells": """
        System.Management.Automation.PowerShell System.Management.Automation.PSDataStreams
        System.Management.Automation.PowerShellAsyncResult System.Management.Automation.PSCommand
        System.Management.Automation.Runspaces.Command System.Management.Automation.Runspaces.CommandParameter
        """,
    "runspaces": """
        System.Management.Automation.Runspaces.Runspace
        System.Management.Automation.Runspaces.RunspacePool System.Management.Automation.Runspaces.RunspaceFactory
        System.Management.Automation.Runspaces.SessionStateProxy
        """,
    "sessionplans": """
        System.Management.Automation.Runspaces.InitialSessionState
        System.Management.Automation.Runspaces.SessionStateVariableEntry
        System.Management.Automation.Runspaces.SessionStateFunctionEntry
        System.Management.Automation.Runspaces.SessionStateAliasEntry
        """,
    "compilers": """
        Microsoft.CSharp.CSharpCodeProvider System.CodeDom.Compiler.CompilerParameters System.CodeDom.Compiler.CompilerResults
        System.CodeDom.Compiler.CompilerError System.CodeDom.Compiler.TempFileCollection
        System.Management.Automation.TypeAccelerators
        """,
    "interfacecards": """
        System.Net.NetworkInformation.NetworkInterface System.Net.NetworkInformation.IPGlobalProperties
        """,
    "diagnostics": """
        System.Diagnostics.Process System.Diagnostics.ProcessStartInfo System.Diagnostics.FileVersionInfo
        System.Diagnostics.ProcessModuleCollection System.Diagnostics.ProcessThreadCollection System.Diagnostics.ProcessModule
        System.Diagnostics.ProcessThread System.Diagnostics.ThreadState System.Diagnostics.ThreadWaitReason
        System.Diagnostics.ThreadPriorityLevel System.Diagnostics.ProcessPriorityClass
        """,
    "processevents": "System.Diagnostics.DataReceivedEventArgs",
    "pings": "System.Net.NetworkInformation.Ping System.Net.NetworkInformation.PingOptions System.Net.NetworkInformation.PingReply",
    "consolekeys": "System.ConsoleKeyInfo",
    "mails": " ".join(
        f"System.Net.Mail.{name}" for name in ["MailMessage", "MailAddressCollection", "Attachment", "AttachmentCollection", "SmtpClient"]
    ),
    "principals": """
        System.Security.Principal.IdentityReference System.Security.Principal.SecurityIdentifier System.Security.Principal.NTAccount
        System.Security.Principal.WindowsIdentity System.Security.Principal.WindowsPrincipal
        """,
    "accessrules": " ".join(
        f"System.Security.AccessControl.{name}"
        for name in ["AuthorizationRule", "AccessRule", "FileSystemAccessRule", "RegistryAccessRule", "AuthorizationRuleCollection"]
    ),
    "accesscontrol": " ".join(
        f"System.Security.AccessControl.{name}"
        for name in [
            "ObjectSecurity",
            "CommonObjectSecurity",
            "NativeObjectSecurity",
            "FileSystemSecurity",
            "FileSecurity",
            "DirectorySecurity",
            "RegistrySecurity",
        ]
    )
    + " System.IO.FileSystemAclExtensions",
    "directoryservices": """
        System.DirectoryServices.AccountManagement.PrincipalContext System.DirectoryServices.AccountManagement.GroupPrincipal
        System.DirectoryServices.AccountManagement.UserPrincipal System.DirectoryServices.AccountManagement.PrincipalSearcher
        System.DirectoryServices.AccountManagement.ContextType System.DirectoryServices.AccountManagement.Principal
        """,
    "languages": """
        System.Management.Automation.Language.Parser System.Management.Automation.Language.Token
        System.Management.Automation.Language.ParseError System.Management.Automation.PSParser
        System.Management.Automation.Language.IScriptPosition
        """,
    "completions": """
        System.Management.Automation.CompletionResult System.Management.Automation.CommandCompletion
        System.Management.Automation.CompletionResultType System.Management.Automation.IArgumentCompleter
        """,
    "tuples": "System.Nullable`1 System.Tuple System.ValueTuple "
    + " ".join(f"System.Tuple`{n} System.ValueTuple`{n}" for n in range(1, 9)),
    "network": """
        System.Net.IPAddress System.Net.Mail.MailAddress System.Net.Dns System.Net.WebClient System.Net.IPEndPoint
        System.Net.Sockets.TcpClient
        """,
    "threads": """
        System.Threading.Thread System.Threading.Monitor System.Threading.Interlocked System.Threading.Mutex
        System.Threading.AutoResetEvent System.Threading.ManualResetEvent System.Threading.EventWaitHandle System.Threading.Timeout
        """,
    "consoles": """
        System.Console System.AppDomain System.AppContext System.Runtime.InteropServices.RuntimeInformation
        System.Runtime.InteropServices.OSPlatform System.Diagnostics.Debug System.Diagnostics.Debugger System.Diagnostics.Trace
        System.Net.ServicePointManager System.Globalization.CultureInfo System.Globalization.NumberFormatInfo
        System.Globalization.DateTimeFormatInfo
        """,
    "linq": "System.Linq.Enumerable",
    "cryptography": "System.Security.Cryptography.HashAlgorithm System.Security.Cryptography.RandomNumberGenerator "
    "System.Security.Cryptography.RNGCryptoServiceProvider System.Security.Cryptography.HMAC System.Security.Cryptography.KeyedHashAlgorithm "
    + " ".join(
        f"System.Security.Cryptography.{form.format(n)}"
        for n in ("MD5", "SHA1", "SHA256", "SHA384", "SHA512")
        for form in ("{}", "HMAC{}", "{}Managed", "{}CryptoServiceProvider")
    ),
    "xmlviews": "System.Xml.XmlNodeList System.Xml.XmlAttributeCollection System.Xml.XmlNamespaceManager",
    "xmls": """
        System.Xml.XmlNode System.Xml.XmlDocument System.Xml.XmlElement System.Xml.XmlAttribute System.Xml.XmlLinkedNode
        System.Xml.XmlText
        System.Xml.XmlCDataSection System.Xml.XmlComment System.Xml.XmlDeclaration System.Xml.XmlDocumentFragment
        System.Xml.XmlProcessingInstruction System.Xml.XmlWhitespace System.Xml.XmlCharacterData
        """,
    "paths": "System.IO.Path",
    "files": "System.IO.File System.IO.FileAttributes",
    "directories": "System.IO.Directory System.IO.FileInfo System.IO.DirectoryInfo System.IO.FileSystemInfo",
    "driveinfo": "System.IO.DriveInfo",
    "watchers": """
        System.IO.FileSystemWatcher System.IO.FileSystemEventArgs System.IO.RenamedEventArgs System.IO.ErrorEventArgs
        System.IO.WaitForChangedResult
        """,
    "binaryio": "System.IO.BinaryReader System.IO.BinaryWriter",
    "filestreams": "System.IO.FileStream System.IO.StreamReader System.IO.StreamWriter",
    "streams": """
        System.IO.Stream System.IO.MemoryStream System.IO.TextReader System.IO.TextWriter
        System.IO.StringReader System.IO.StringWriter
        """,
    "interfaces": """
        System.IFormatProvider System.IAsyncResult System.ICustomFormatter System.Collections.Generic.IReadOnlyCollection`1
        System.Collections.Generic.IReadOnlyList`1 System.Collections.Generic.IReadOnlyDictionary`2 System.Collections.Generic.ISet`1
        System.Collections.Generic.IEnumerator`1 System.IEquatable`1 System.IComparable`1 System.IObservable`1
        System.MulticastDelegate System.Action System.Converter`2 System.EventHandler System.EventHandler`1 System.AsyncCallback
        System.Threading.ThreadStart System.Threading.ParameterizedThreadStart System.Threading.TimerCallback System.Threading.WaitCallback
        System.Text.RegularExpressions.MatchEvaluator
        """
    + " ".join(f"System.Func`{n} System.Action`{n}" for n in range(1, 17)),
    "strings": "System.String",
    "chars": "System.Char",
    "numbers": """
        System.SByte System.Byte System.Int16 System.UInt16 System.Int32 System.UInt32 System.Int64 System.UInt64 System.Single System.Double
        System.Decimal System.Boolean System.Numerics.BigInteger System.DBNull
        """,
    "mathematics": "System.Math",
    "floatmath": "System.MathF",
    "converting": "System.Convert System.BitConverter",
    "times": "System.DateTime System.TimeSpan",
    "calendars": """
        System.Globalization.Calendar System.Globalization.GregorianCalendar System.Globalization.ISOWeek
        System.Globalization.ThaiBuddhistCalendar System.Globalization.KoreanCalendar System.Globalization.TaiwanCalendar
        """,
    "holders": """
        System.Lazy`1 System.WeakReference System.WeakReference`1 System.Index System.Range System.ArraySegment`1 System.HashCode System.Buffer
        """,
    "semaphores": """
        System.Threading.Semaphore System.Threading.SemaphoreSlim System.Threading.ManualResetEventSlim System.Threading.CountdownEvent
        System.Threading.ReaderWriterLockSlim System.Threading.WaitHandle System.Threading.ThreadLocal`1 System.Threading.ThreadPool
        """,
    "tasks": """
        System.Threading.Tasks.Task System.Threading.Tasks.Task`1 System.Threading.Tasks.TaskCompletionSource`1
        """,
    "cancellations": """
        System.Threading.CancellationTokenSource System.Threading.CancellationToken System.Threading.CancellationTokenRegistration
        """,
    "zipfiles": """
        System.IO.Compression.ZipFile System.IO.Compression.ZipFileExtensions System.IO.Compression.ZipArchive
        System.IO.Compression.ZipArchiveEntry
        """,
    "compressions": "System.IO.Compression.GZipStream System.IO.Compression.DeflateStream",
    "ciphers": " ".join(
        f"System.Security.Cryptography.{name}"
        for name in [
            "SymmetricAlgorithm",
            "ICryptoTransform",
            "Aes",
            "AesManaged",
            "AesCryptoServiceProvider",
            "Rijndael",
            "RijndaelManaged",
            "TripleDES",
            "TripleDESCryptoServiceProvider",
            "CryptoStream",
            "Rfc2898DeriveBytes",
            "HashAlgorithmName",
            "IncrementalHash",
        ]
    ),
    "xlinqtables": " ".join(
        f"System.Xml.Linq.{name}"
        for name in [
            "XObject",
            "XAttribute",
            "XNode",
            "XText",
            "XCData",
            "XComment",
            "XProcessingInstruction",
            "XDeclaration",
            "XContainer",
            "XElement",
            "XDocument",
            "XName",
            "XNamespace",
        ]
    ),
    "xmlreaders": "System.Xml.XmlReader System.Xml.XmlTextReader System.Xml.XmlReaderSettings",
    "xmlwriters": "System.Xml.XmlWriter System.Xml.XmlTextWriter System.Xml.XmlWriterSettings",
    "observables": """
        System.Collections.ObjectModel.ObservableCollection`1 System.Collections.ObjectModel.ReadOnlyDictionary`2
        System.Collections.Specialized.NotifyCollectionChangedEventArgs System.ComponentModel.PropertyChangedEventArgs
        """,
    "blocking": "System.Collections.Concurrent.BlockingCollection`1",
    "complexes": "System.Numerics.Complex",
    "runes": "System.Text.Rune System.Globalization.CharUnicodeInfo System.Globalization.StringInfo",
    "offsets": "System.DateTimeOffset System.TimeZoneInfo System.TimeZoneNotFoundException",
    "identities": "System.Guid System.Version System.Management.Automation.SemanticVersion",
    "uris": "System.Uri System.UriBuilder",
    "webtexts": "System.Net.WebUtility System.Web.HttpUtility System.Security.SecurityElement",
    "arrays": "System.Array",
    "enumerators": "System.Collections.Enumerator System.CharEnumerator System.Array+SZArrayEnumerator "
    "System.Collections.DictionaryEnumerator",
    "lists": """
        System.Collections.ArrayList System.Collections.Generic.List`1 System.Collections.ObjectModel.Collection`1
        System.Collections.ObjectModel.ReadOnlyCollection`1
        """,
    "comparers": "System.StringComparer System.Collections.Comparer System.Collections.CaseInsensitiveComparer "
    "System.Collections.Generic.Comparer`1 System.Collections.Generic.EqualityComparer`1 System.Collections.StructuralComparisons "
    "System.Globalization.CompareInfo",
    "concurrent": "System.Collections.Concurrent.ConcurrentDictionary`2",
    "specialized": """
        System.Collections.Specialized.StringCollection System.Collections.Specialized.StringDictionary
        System.Collections.Specialized.NameValueCollection System.Collections.Specialized.ListDictionary
        System.Collections.Specialized.HybridDictionary System.Collections.Specialized.NameObjectCollectionBase
        """,
    "bitfields": "System.Collections.BitArray System.Collections.Specialized.BitVector32",
    "sortedlists": "System.Collections.Generic.SortedList`2 System.Collections.SortedList",
    "dictionaries": """
        System.Collections.Hashtable System.Collections.Specialized.OrderedDictionary System.Collections.Generic.Dictionary`2
        System.Collections.Generic.SortedDictionary`2 System.Collections.Hashtable+SyncHashtable
        System.Collections.Generic.KeyValuePair`2 System.Collections.DictionaryEntry
        System.Management.Automation.PSBoundParametersDictionary System.Management.Automation.DefaultParameterDictionary
        """,
    "collections": """
        System.Collections.Generic.HashSet`1 System.Collections.Generic.SortedSet`1 System.Collections.Generic.Queue`1
        System.Collections.Generic.Stack`1 System.Collections.Concurrent.ConcurrentQueue`1 System.Collections.Concurrent.ConcurrentStack`1
        System.Collections.Concurrent.ConcurrentBag`1 System.Collections.Queue
        System.Collections.Stack System.Collections.Generic.LinkedList`1 System.Collections.Generic.LinkedListNode`1
        """,
    "texts": """
        System.Text.StringBuilder System.Text.Encoding System.Text.UTF8Encoding System.Text.UnicodeEncoding System.Text.ASCIIEncoding
        System.Text.UTF32Encoding
        """,
    "regexes": """
        System.Text.RegularExpressions.Regex System.Text.RegularExpressions.Match System.Text.RegularExpressions.Group
        System.Text.RegularExpressions.Capture System.Text.RegularExpressions.MatchCollection
        System.Text.RegularExpressions.GroupCollection System.Text.RegularExpressions.CaptureCollection
        """,
    "jobtypes": """
        System.Management.Automation.Job System.Management.Automation.Job2 System.Management.Automation.ContainerParentJob
        System.Management.Automation.JobState System.Management.Automation.JobStateInfo System.Management.Automation.JobStateEventArgs
        System.Management.Automation.JobDefinition System.Management.Automation.JobInvocationInfo
        System.Management.Automation.JobRepository System.Management.Automation.JobThreadOptions System.Management.Automation.JobIdentifier
        System.Management.Automation.InvalidJobStateException System.Management.Automation.JobFailedException
        System.Management.Automation.PSRemotingJob System.Management.Automation.Cmdlet System.Management.Automation.PSEventJob
        System.Management.Automation.IJobDebugger System.Management.Automation.JobSourceAdapter System.Management.Automation.JobManager
        System.Management.Automation.RemoteException
        System.Management.Automation.PSDataCollection`1
        """,
    "runtime": """
        System.Environment System.GC System.OperatingSystem System.Random System.Diagnostics.Stopwatch
        """,
}

# types whose op_ methods stand in a module of their own
_COMPARED = frozenset(
    f"system.{name}" for name in ("datetime", "datetimeoffset", "timespan", "numerics.biginteger", "guid", "string", "decimal", "version")
)
# types whose members two modules declare
_MORE = {"system.math": "floatmath", "system.array": "arrayparts", "system.linq.enumerable": "linqgroups"}
_WHERE: dict[str, str] = {}
_LOADED: set[str] = set()


def _where() -> dict[str, str]:
    if not _WHERE:
        made = {line.partition(" ")[0].rstrip("*").lower(): "enumerations" for line in ENUMS.strip().splitlines()}
        made.update((line.partition(" ")[0].lower(), "namedtypes") for line in NAMED.strip().splitlines())
        made.update((f"{_LANGUAGE}{name.lower()}", "languages") for name in nodes.__all__ if name.endswith("Ast"))
        made.update((name.lower(), module) for module, names in MODULES.items() for name in names.split())
        _WHERE.update(made)  # at once: other threads look while we build
    return _WHERE


def _import(module: str) -> None:
    """Import; a thread that comes while another one imports waits for it, as the import system sees to."""
    if module not in _LOADED:
        import_module(_PACKAGE + module)
        _LOADED.add(module)


def load_all() -> None:
    """Import every module that declares types."""
    for module in {*_where().values(), "exceptions"}:
        _import(module)


def load(full_name: str) -> None:
    """Import the module that declares members of the type, if there is one."""
    key = full_name.lower()
    module = _where().get(key) or ("exceptions" if full_name.endswith("Exception") else None)
    if module is not None:
        _import(module)
    if key in _MORE:
        _import(_MORE[key])
    if key in _COMPARED and "comparisons" not in _LOADED:
        _LOADED.add("comparisons")  # before: it asks for these types itself
        import_module(_PACKAGE + "comparisons")


def find(name: str) -> NetType | None:
    """The type under a name that only a module not yet loaded knows; None when no module does."""
    key = name.lower()
    for candidate in (key, "system." + key):
        module = _where().get(candidate)
        if module is not None:
            _import(module)
            return lookup_type(name)
    return None


def enum_type(full_name: str) -> type:
    """The Python class of an enum that the tables list."""
    found = lookup_type(full_name) or find(full_name)
    assert found is not None and found.python is not None, full_name  # noqa: PT018 - one sentence
    return found.python


add_finder(load)
