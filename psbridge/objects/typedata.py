"""The table of .NET types that psbridge knows from the start: name, parent, kind, accelerators.

Pure data; `register` puts it into the registry of nettypes.  Python classes are bound where they are defined.
"""

from __future__ import annotations

from psbridge.objects.nettypes import CORE, SMA, define

# name | parent | kind | interfaces | accelerators;  parent "-": none
_TABLE = """
System.Object|-|class||object
System.Collections.IEnumerable|-|interface||
System.Collections.ICollection|-|interface|System.Collections.IEnumerable|
System.Collections.IList|-|interface|System.Collections.ICollection|
System.Collections.IDictionary|-|interface|System.Collections.ICollection|
System.Collections.IEnumerator|-|interface||
System.Collections.IComparer|-|interface||
System.Collections.IEqualityComparer|-|interface||
System.Collections.Specialized.IOrderedDictionary|-|interface|System.Collections.IDictionary|
System.IComparable|-|interface||
System.IFormattable|-|interface||
System.IConvertible|-|interface||
System.ICloneable|-|interface||
System.IDisposable|-|interface||
System.ValueType|System.Object|class||
System.Enum|System.ValueType|class|System.IComparable,System.IFormattable,System.IConvertible|
System.Void|System.ValueType|struct||void
System.Boolean|System.ValueType|struct|System.IComparable,System.IConvertible|bool
System.Char|System.ValueType|struct|System.IComparable,System.IConvertible|char
System.SByte|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|sbyte
System.Byte|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|byte
System.Int16|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|int16,short
System.UInt16|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|uint16,ushort
System.Int32|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|int,int32
System.UInt32|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|uint,uint32
System.Int64|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|long,int64
System.UInt64|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|ulong,uint64
System.IntPtr|System.ValueType|struct||
System.Single|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|float,single
System.Double|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|double
System.Decimal|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|decimal
System.DateTime|System.ValueType|struct|System.IComparable,System.IFormattable,System.IConvertible|datetime
System.DateTimeOffset|System.ValueType|struct|System.IComparable,System.IFormattable|
System.TimeSpan|System.ValueType|struct|System.IComparable,System.IFormattable|timespan
System.Guid|System.ValueType|struct|System.IComparable,System.IFormattable|guid
System.String|System.Object|class|System.IComparable,System.IConvertible,System.ICloneable,System.Collections.IEnumerable|string
System.Version|System.Object|class|System.IComparable,System.ICloneable|version
System.Uri|System.Object|class||uri
System.Type|System.Reflection.MemberInfo|class||type
System.RuntimeType|System.Reflection.TypeInfo|class||
System.Delegate|System.Object|class||
System.Array|System.Object|class|System.Collections.IList,System.ICloneable|array
System.Text.StringBuilder|System.Object|class||
System.Random|System.Object|class||
System.Collections.ArrayList|System.Object|class|System.Collections.IList,System.ICloneable|
System.Collections.Stack|System.Object|class|System.Collections.ICollection,System.ICloneable|
System.Collections.Queue|System.Object|class|System.Collections.ICollection,System.ICloneable|
System.Collections.Hashtable|System.Object|class|System.Collections.IDictionary,System.ICloneable|hashtable
System.Collections.DictionaryEntry|System.ValueType|struct||
System.Collections.SortedList|System.Object|class|System.Collections.IDictionary|
System.Xml.XmlNode|System.Object|class|System.Collections.IEnumerable|
System.Xml.XmlDocument|System.Xml.XmlNode|class||xml
System.Xml.XmlLinkedNode|System.Xml.XmlNode|class||
System.Xml.XmlElement|System.Xml.XmlLinkedNode|class||
System.Xml.XmlAttribute|System.Xml.XmlNode|class||
System.Security.SecureString|System.Object|class|System.IDisposable|securestring
System.Globalization.CultureInfo|System.Object|class||cultureinfo
System.Numerics.BigInteger|System.ValueType|struct|System.IComparable,System.IFormattable|bigint
System.Text.RegularExpressions.Capture|System.Object|class||
System.Text.RegularExpressions.Group|System.Text.RegularExpressions.Capture|class||
System.Text.RegularExpressions.Match|System.Text.RegularExpressions.Group|class||
System.Text.RegularExpressions.Regex|System.Object|class||regex
System.Net.IPAddress|System.Object|class||ipaddress
System.Net.Mail.MailAddress|System.Object|class||mailaddress
System.MarshalByRefObject|System.Object|class||
System.IO.FileSystemInfo|System.MarshalByRefObject|class||
System.IO.FileInfo|System.IO.FileSystemInfo|class||
System.IO.DirectoryInfo|System.IO.FileSystemInfo|class||
System.Threading.WaitHandle|System.MarshalByRefObject|class|System.IDisposable|
System.ComponentModel.Component|System.MarshalByRefObject|class|System.IDisposable|
System.Diagnostics.Process|System.ComponentModel.Component|class||
System.EventArgs|System.Object|class||
System.Exception|System.Object|class||
System.SystemException|System.Exception|class||
System.ApplicationException|System.Exception|class||
"""

_OPEN_GENERICS = """
System.Collections.Generic.IEnumerable`1|-|interface|System.Collections.IEnumerable
System.Collections.Generic.ICollection`1|-|interface|System.Collections.IEnumerable
System.Collections.Generic.IList`1|-|interface|System.Collections.IEnumerable
System.Collections.Generic.IDictionary`2|-|interface|System.Collections.IEnumerable
System.Collections.Generic.IComparer`1|-|interface|
System.Collections.Generic.IEqualityComparer`1|-|interface|
System.Collections.Generic.List`1|System.Object|generic|System.Collections.IList
System.Collections.Generic.Dictionary`2|System.Object|generic|System.Collections.IDictionary
System.Collections.Generic.SortedDictionary`2|System.Object|generic|System.Collections.IDictionary
System.Collections.Generic.KeyValuePair`2|System.ValueType|generic|
System.Collections.Generic.HashSet`1|System.Object|generic|System.Collections.IEnumerable
System.Collections.Generic.SortedSet`1|System.Object|generic|System.Collections.ICollection
System.Collections.Generic.Queue`1|System.Object|generic|System.Collections.ICollection
System.Collections.Generic.Stack`1|System.Object|generic|System.Collections.ICollection
System.Collections.Generic.LinkedList`1|System.Object|generic|System.Collections.ICollection
System.Collections.ObjectModel.Collection`1|System.Object|generic|System.Collections.IList
System.Collections.ObjectModel.ReadOnlyCollection`1|System.Object|generic|System.Collections.IList
System.Collections.Concurrent.ConcurrentDictionary`2|System.Object|generic|System.Collections.IDictionary
System.Nullable`1|System.ValueType|generic|
System.Func`1|System.Delegate|generic|
System.Func`2|System.Delegate|generic|
System.Action`1|System.Delegate|generic|
System.Predicate`1|System.Delegate|generic|
System.Comparison`1|System.Delegate|generic|
System.Tuple`1|System.Object|generic|
System.Tuple`2|System.Object|generic|
System.Tuple`3|System.Object|generic|
System.Tuple`4|System.Object|generic|
"""

_AUTOMATION = """
System.Management.Automation.PSObject|System.Object|class||psobject
System.Management.Automation.PSCustomObject|System.Object|class||
System.Management.Automation.SwitchParameter|System.ValueType|struct||switch
System.Management.Automation.ScriptBlock|System.Object|class||scriptblock
System.Management.Automation.SemanticVersion|System.Object|class|System.IComparable|semver
System.Management.Automation.PSCredential|System.Object|class||pscredential
System.Management.Automation.PSPrimitiveDictionary|System.Collections.Hashtable|class||
System.Management.Automation.DefaultParameterDictionary|System.Collections.Hashtable|class||
System.Management.Automation.PSReference|System.Object|class||ref,psreference
System.Management.Automation.ErrorRecord|System.Object|class||
System.Management.Automation.ErrorCategoryInfo|System.Object|class||
System.Management.Automation.ErrorDetails|System.Object|class||
System.Management.Automation.InvocationInfo|System.Object|class||
System.Management.Automation.InformationalRecord|System.Object|class||
System.Management.Automation.WarningRecord|System.Management.Automation.InformationalRecord|class||
System.Management.Automation.VerboseRecord|System.Management.Automation.InformationalRecord|class||
System.Management.Automation.DebugRecord|System.Management.Automation.InformationalRecord|class||
System.Management.Automation.InformationRecord|System.Object|class||
System.Management.Automation.ProgressRecord|System.Object|class||
System.Management.Automation.HostInformationMessage|System.Object|class||
System.Management.Automation.PSMemberInfo|System.Object|class||
System.Management.Automation.PSPropertyInfo|System.Management.Automation.PSMemberInfo|class||
System.Management.Automation.PSNoteProperty|System.Management.Automation.PSPropertyInfo|class||psnoteproperty
System.Management.Automation.PSAliasProperty|System.Management.Automation.PSPropertyInfo|class||psaliasproperty
System.Management.Automation.PSScriptProperty|System.Management.Automation.PSPropertyInfo|class||psscriptproperty
System.Management.Automation.PSCodeProperty|System.Management.Automation.PSPropertyInfo|class||
System.Management.Automation.PSProperty|System.Management.Automation.PSPropertyInfo|class||
System.Management.Automation.PSVariableProperty|System.Management.Automation.PSNoteProperty|class||psvariableproperty
System.Management.Automation.PSMethodInfo|System.Management.Automation.PSMemberInfo|class||
System.Management.Automation.PSMethod|System.Management.Automation.PSMethodInfo|class||
System.Management.Automation.PSScriptMethod|System.Management.Automation.PSMethodInfo|class||psscriptmethod
System.Management.Automation.PSCodeMethod|System.Management.Automation.PSMethodInfo|class||
System.Management.Automation.PSParameterizedProperty|System.Management.Automation.PSMethodInfo|class||
System.Management.Automation.PSPropertySet|System.Management.Automation.PSMemberInfo|class||
System.Management.Automation.PSMemberSet|System.Management.Automation.PSMemberInfo|class||
System.Management.Automation.PSInternalMemberSet|System.Management.Automation.PSMemberSet|class||
"""


def _rows(table: str) -> list[list[str]]:
    return [line.split("|") for line in table.strip().splitlines()]


def register() -> None:
    """Put the tables into the registry, parents first (the order of the tables)."""
    for name, base, kind, interfaces, accelerators in _rows(_TABLE):
        if name == "System.Type":
            define("System.Reflection.MemberInfo")
        elif name == "System.RuntimeType":
            define("System.Reflection.TypeInfo", "System.Type")
        define(
            name,
            None if base == "-" else base,
            kind=kind,
            interfaces=filter(None, interfaces.split(",")),
            assembly=CORE,
            accelerators=filter(None, accelerators.split(",")),
        )
    define(
        "System.Collections.Specialized.OrderedDictionary",
        interfaces=["System.Collections.Specialized.IOrderedDictionary"],
    )
    for name, base, kind, interfaces in _rows(_OPEN_GENERICS):
        define(name, None if base == "-" else base, kind=kind, interfaces=filter(None, interfaces.split(",")))
    for name, base, kind, interfaces, accelerators in _rows(_AUTOMATION):
        define(
            name,
            base,
            kind=kind,
            interfaces=filter(None, interfaces.split(",")),
            assembly=SMA,
            accelerators=filter(None, accelerators.split(",")),
        )
    define("System.Management.Automation.PSObject", accelerators=["pscustomobject"])


register()
