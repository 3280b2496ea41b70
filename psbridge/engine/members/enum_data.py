"""The enumerations of .NET and PowerShell that scripts name, as text: full name, then members as `define_enum` reads them.

Pure data.  A name with a trailing * is a set of flags.
"""

from __future__ import annotations

ENUMS = """
System.StringComparison CurrentCulture CurrentCultureIgnoreCase InvariantCulture InvariantCultureIgnoreCase Ordinal OrdinalIgnoreCase
System.StringSplitOptions* None RemoveEmptyEntries
System.Management.Automation.Host.BufferCellType Complete Leading Trailing
System.DayOfWeek Sunday Monday Tuesday Wednesday Thursday Friday Saturday
System.DateTimeKind Unspecified Utc Local
System.MidpointRounding ToEven AwayFromZero ToZero ToNegativeInfinity ToPositiveInfinity
System.TypeCode Empty Object DBNull Boolean Char SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Single Double Decimal DateTime String=18
System.UriKind RelativeOrAbsolute Absolute Relative
System.UriPartial Scheme Authority Path Query
System.UriHostNameType Unknown Basic Dns IPv4 IPv6
System.UriFormat UriEscaped=1 Unescaped SafeUnescaped
System.PlatformID Win32S Win32Windows Win32NT WinCE Unix Xbox MacOSX Other
System.EnvironmentVariableTarget Process User Machine
System.Base64FormattingOptions* None InsertLineBreaks
System.AttributeTargets* Assembly=1 Module=2 Class=4 Struct=8 Enum=16 Constructor=32 Method=64 Property=128 Field=256 Event=512 Interface=1024 Parameter=2048 Delegate=4096 ReturnValue=8192 GenericParameter=16384 All=32767
System.Net.NetworkInformation.IPStatus Success=0 DestinationNetworkUnreachable=11002 DestinationHostUnreachable DestinationProtocolUnreachable DestinationPortUnreachable NoResources BadOption HardwareError PacketTooBig TimedOut BadRoute=11012 TtlExpired TtlReassemblyTimeExceeded ParameterProblem SourceQuench BadDestination=11018 DestinationUnreachable=11040 TimeExceeded BadHeader UnrecognizedNextHeader IcmpError DestinationScopeMismatch Unknown=-1
System.Net.Mail.MailPriority Normal Low High
System.Net.Mail.SmtpDeliveryMethod Network SpecifiedPickupDirectory PickupDirectoryFromIis
System.ConsoleModifiers* Alt=1 Shift=2 Control=4
System.ConsoleKey Backspace=8 Tab=9 Clear=12 Enter=13 Pause=19 Escape=27 Spacebar=32 PageUp=33 PageDown=34 End=35 Home=36 LeftArrow=37 UpArrow=38 RightArrow=39 DownArrow=40 Select=41 Print=42 Execute=43 PrintScreen=44 Insert=45 Delete=46 Help=47 D0=48 D1 D2 D3 D4 D5 D6 D7 D8 D9 A=65 B C D E F G H I J K L M N O P Q R S T U V W X Y Z F1=112 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12
System.Environment+SpecialFolder Desktop=0 Programs=2 MyDocuments=5 Personal=5 Favorites=6 Startup=7 Recent=8 SendTo=9 StartMenu=11 MyMusic=13 MyVideos=14 DesktopDirectory=16 MyComputer=17 NetworkShortcuts=19 Fonts=20 Templates=21 CommonStartMenu=22 CommonPrograms=23 CommonStartup=24 CommonDesktopDirectory=25 ApplicationData=26 PrinterShortcuts=27 LocalApplicationData=28 InternetCache=32 Cookies=33 History=34 CommonApplicationData=35 Windows=36 System=37 ProgramFiles=38 MyPictures=39 UserProfile=40 SystemX86=41 ProgramFilesX86=42 CommonProgramFiles=43 CommonProgramFilesX86=44 CommonTemplates=45 CommonDocuments=46 CommonAdminTools=47 AdminTools=48 CommonMusic=53 CommonPictures=54 CommonVideos=55 Resources=56 LocalizedResources=57 CommonOemLinks=58 CDBurning=59
System.Environment+SpecialFolderOption None=0 DoNotVerify=16384 Create=32768
System.Globalization.NumberStyles* None=0 AllowLeadingWhite=1 AllowTrailingWhite=2 AllowLeadingSign=4 Integer=7 AllowTrailingSign=8 AllowParentheses=16 AllowDecimalPoint=32 AllowThousands=64 Number=111 AllowExponent=128 Float=167 AllowCurrencySymbol=256 Currency=383 Any=511 AllowHexSpecifier=512 HexNumber=515
System.Globalization.DateTimeStyles* None=0 AllowLeadingWhite=1 AllowTrailingWhite=2 AllowInnerWhite=4 AllowWhiteSpaces=7 NoCurrentDateDefault=8 AdjustToUniversal=16 AssumeLocal=32 AssumeUniversal=64 RoundtripKind=128
System.Globalization.TimeSpanStyles* None AssumeNegative
System.Globalization.UnicodeCategory UppercaseLetter LowercaseLetter TitlecaseLetter ModifierLetter OtherLetter NonSpacingMark SpacingCombiningMark EnclosingMark DecimalDigitNumber LetterNumber OtherNumber SpaceSeparator LineSeparator ParagraphSeparator Control Format Surrogate PrivateUse ConnectorPunctuation DashPunctuation OpenPunctuation ClosePunctuation InitialQuotePunctuation FinalQuotePunctuation OtherPunctuation MathSymbol CurrencySymbol ModifierSymbol OtherSymbol OtherNotAssigned
System.Globalization.CompareOptions* None=0 IgnoreCase=1 IgnoreNonSpace=2 IgnoreSymbols=4 IgnoreKanaType=8 IgnoreWidth=16 OrdinalIgnoreCase=268435456 StringSort=536870912 Ordinal=1073741824
System.Globalization.CultureTypes* NeutralCultures=1 SpecificCultures=2 InstalledWin32Cultures=4 AllCultures=7 UserCustomCulture=8 ReplacementCultures=16
System.Globalization.CalendarWeekRule FirstDay FirstFullWeek FirstFourDayWeek
System.Text.NormalizationForm FormC=1 FormD=2 FormKC=5 FormKD=6
System.Text.RegularExpressions.RegexOptions* None=0 IgnoreCase=1 Multiline=2 ExplicitCapture=4 Compiled=8 Singleline=16 IgnorePatternWhitespace=32 RightToLeft=64 ECMAScript=256 CultureInvariant=512
System.IO.FileMode CreateNew=1 Create Open OpenOrCreate Truncate Append
System.IO.FileAccess* Read=1 Write=2 ReadWrite=3
System.IO.FileShare* None=0 Read=1 Write=2 ReadWrite=3 Delete=4 Inheritable=16
System.IO.FileOptions* None=0 Encrypted=16384 DeleteOnClose=67108864 SequentialScan=134217728 RandomAccess=268435456 Asynchronous=1073741824 WriteThrough=-2147483648
System.IO.SearchOption TopDirectoryOnly AllDirectories
System.IO.SeekOrigin Begin Current End
System.IO.DriveType Unknown NoRootDirectory Removable Fixed Network CDRom Ram
System.IO.NotifyFilters* FileName=1 DirectoryName=2 Attributes=4 Size=8 LastWrite=16 LastAccess=32 CreationTime=64 Security=256
System.IO.WatcherChangeTypes* Created=1 Deleted=2 Changed=4 Renamed=8 All=15
System.IO.Compression.CompressionLevel Optimal Fastest NoCompression
System.IO.Compression.CompressionMode Decompress Compress
System.IO.Compression.ZipArchiveMode Read Create Update
System.Threading.ThreadState* Running=0 StopRequested=1 SuspendRequested=2 Background=4 Unstarted=8 Stopped=16 WaitSleepJoin=32 Suspended=64 AbortRequested=128 Aborted=256
System.Threading.ApartmentState STA MTA Unknown
System.Threading.ThreadPriority Lowest BelowNormal Normal AboveNormal Highest
System.Threading.EventResetMode AutoReset ManualReset
System.Threading.Tasks.TaskStatus Created WaitingForActivation WaitingToRun Running WaitingForChildrenToComplete RanToCompletion Canceled Faulted
System.Diagnostics.ProcessWindowStyle Normal Hidden Minimized Maximized
System.Diagnostics.ProcessPriorityClass Normal=32 Idle=64 High=128 RealTime=256 BelowNormal=16384 AboveNormal=32768
System.Diagnostics.EventLogEntryType Error=1 Warning=2 Information=4 SuccessAudit=8 FailureAudit=16
System.Diagnostics.Tracing.EventLevel LogAlways Critical Error Warning Informational Verbose
System.ServiceProcess.ServiceControllerStatus Stopped=1 StartPending=2 StopPending=3 Running=4 ContinuePending=5 PausePending=6 Paused=7
System.ServiceProcess.ServiceStartMode Boot System Automatic Manual Disabled
System.ServiceProcess.ServiceType* KernelDriver=1 FileSystemDriver=2 Adapter=4 RecognizerDriver=8 Win32OwnProcess=16 Win32ShareProcess=32 InteractiveProcess=256
System.Net.HttpStatusCode Continue=100 SwitchingProtocols=101 OK=200 Created=201 Accepted=202 NonAuthoritativeInformation=203 NoContent=204 ResetContent=205 PartialContent=206 MultipleChoices=300 MovedPermanently=301 Found=302 SeeOther=303 NotModified=304 TemporaryRedirect=307 PermanentRedirect=308 BadRequest=400 Unauthorized=401 PaymentRequired=402 Forbidden=403 NotFound=404 MethodNotAllowed=405 NotAcceptable=406 RequestTimeout=408 Conflict=409 Gone=410 LengthRequired=411 PreconditionFailed=412 UnsupportedMediaType=415 TooManyRequests=429 InternalServerError=500 NotImplemented=501 BadGateway=502 ServiceUnavailable=503 GatewayTimeout=504
System.Net.SecurityProtocolType* SystemDefault=0 Ssl3=48 Tls=192 Tls11=768 Tls12=3072 Tls13=12288
System.Net.AuthenticationSchemes* None=0 Digest=1 Negotiate=2 Ntlm=4 IntegratedWindowsAuthentication=6 Basic=8 Anonymous=32768
System.Net.Sockets.AddressFamily Unknown=-1 Unspecified=0 Unix=1 InterNetwork=2 InterNetworkV6=23
System.Net.Sockets.ProtocolType IP=0 Icmp=1 Tcp=6 Udp=17
System.Net.Sockets.SocketType Unknown=-1 Stream=1 Dgram=2 Raw=3
System.Security.AccessControl.FileSystemRights* ListDirectory=1 ReadData=1 CreateFiles=2 WriteData=2 AppendData=4 CreateDirectories=4 ReadExtendedAttributes=8 WriteExtendedAttributes=16 ExecuteFile=32 Traverse=32 DeleteSubdirectoriesAndFiles=64 ReadAttributes=128 WriteAttributes=256 Write=278 Delete=65536 ReadPermissions=131072 Read=131209 ReadAndExecute=131241 Modify=197055 ChangePermissions=262144 TakeOwnership=524288 Synchronize=1048576 FullControl=2032127
System.Security.AccessControl.AccessControlType Allow Deny
System.Security.AccessControl.InheritanceFlags* None ContainerInherit ObjectInherit
System.Security.AccessControl.PropagationFlags* None NoPropagateInherit InheritOnly
System.Security.AccessControl.RegistryRights* QueryValues=1 SetValue=2 CreateSubKey=4 EnumerateSubKeys=8 Notify=16 CreateLink=32 Delete=65536 ReadPermissions=131072 WriteKey=131078 ReadKey=131097 ExecuteKey=131097 ChangePermissions=262144 TakeOwnership=524288 FullControl=983103
System.Security.AccessControl.AccessControlSections* None=0 Audit=1 Access=2 Owner=4 Group=8 All=15
System.Security.AccessControl.AccessControlModification Add Set Reset Remove RemoveAll RemoveSpecific
System.Security.AccessControl.AuditFlags* None Success Failure
System.Security.Principal.WindowsBuiltInRole Administrator=544 User=545 Guest=546 PowerUser=547 AccountOperator=548 SystemOperator=549 PrintOperator=550 BackupOperator=551 Replicator=552
System.Collections.Specialized.NotifyCollectionChangedAction Add Remove Replace Move Reset
System.Security.Cryptography.CipherMode CBC=1 ECB OFB CFB CTS
System.Security.Cryptography.CryptoStreamMode Read Write
System.Security.Cryptography.PaddingMode None=1 PKCS7 Zeros ANSIX923 ISO10126
System.Security.Cryptography.DataProtectionScope CurrentUser LocalMachine
System.Security.Cryptography.X509Certificates.StoreLocation CurrentUser=1 LocalMachine
System.Security.Cryptography.X509Certificates.StoreName AddressBook=1 AuthRoot CertificateAuthority Disallowed My Root TrustedPeople TrustedPublisher
System.Xml.XmlNodeType None Element Attribute Text CDATA EntityReference Entity ProcessingInstruction Comment Document DocumentType DocumentFragment Notation Whitespace SignificantWhitespace EndElement EndEntity XmlDeclaration
System.Xml.Linq.LoadOptions* None=0 PreserveWhitespace=1 SetBaseUri=2 SetLineInfo=4
System.Xml.Linq.SaveOptions* None=0 DisableFormatting=1 OmitDuplicateNamespaces=2
System.Xml.Formatting None Indented
System.Xml.NewLineHandling Replace Entitize None
System.Xml.ConformanceLevel Auto Fragment Document
System.Xml.ReadState Initial Interactive Error EndOfFile Closed
System.Xml.DtdProcessing Prohibit Ignore Parse
System.Reflection.BindingFlags* Default=0 IgnoreCase=1 DeclaredOnly=2 Instance=4 Static=8 Public=16 NonPublic=32 FlattenHierarchy=64 InvokeMethod=256 CreateInstance=512 GetField=1024 SetField=2048 GetProperty=4096 SetProperty=8192
System.Reflection.MemberTypes* Constructor=1 Event=2 Field=4 Method=8 Property=16 TypeInfo=32 Custom=64 NestedType=128 All=191
System.Runtime.InteropServices.Architecture X86 X64 Arm Arm64
System.Runtime.InteropServices.CharSet None=1 Ansi Unicode Auto
Microsoft.Win32.RegistryHive ClassesRoot=-2147483648 CurrentUser=-2147483647 LocalMachine=-2147483646 Users=-2147483645 PerformanceData=-2147483644 CurrentConfig=-2147483643
Microsoft.Win32.RegistryValueKind None=-1 Unknown=0 String=1 ExpandString=2 Binary=3 DWord=4 MultiString=7 QWord=11
Microsoft.Win32.RegistryView Default=0 Registry64=256 Registry32=512
System.Management.Automation.PSMemberTypes* AliasProperty=1 CodeProperty=2 Property=4 NoteProperty=8 ScriptProperty=16 Properties=31 PropertySet=32 Method=64 CodeMethod=128 ScriptMethod=256 Methods=448 ParameterizedProperty=512 MemberSet=1024 Event=2048 Dynamic=4096 InferredProperty=8192 All=16383
System.Management.Automation.PSMemberViewTypes* Extended=1 Adapted=2 Base=4 All=7
System.Management.Automation.ScopedItemOptions* None=0 ReadOnly=1 Constant=2 Private=4 AllScope=8 Unspecified=16
System.Management.Automation.SessionStateEntryVisibility Public Private
System.Management.Automation.ValidateRangeKind Positive NonNegative Negative NonPositive
System.Management.Automation.PSLanguageMode FullLanguage RestrictedLanguage NoLanguage ConstrainedLanguage
System.Management.Automation.CommandTypes* Alias=1 Function=2 Filter=4 Cmdlet=8 ExternalScript=16 Application=32 Script=64 Configuration=256 All=383
System.Management.Automation.ConfirmImpact None Low Medium High
System.Management.Automation.ModuleType Script Binary Manifest Cim Workflow
System.Management.Automation.PSInvocationState NotStarted Running Stopping Stopped Completed Failed Disconnected
System.Management.Automation.Language.TokenFlags* None=0 BinaryPrecedenceLogical=1 BinaryPrecedenceBitwise=2 BinaryPrecedenceComparison=5 BinaryPrecedenceCoalesce=7 BinaryPrecedenceAdd=9 BinaryPrecedenceMultiply=10 BinaryPrecedenceFormat=12 BinaryPrecedenceRange=13 BinaryPrecedenceMask=15 Keyword=16 ScriptBlockBlockName=32 BinaryOperator=256 UnaryOperator=512 CaseSensitiveOperator=1024 TernaryOperator=2048 SpecialOperator=4096 AssignmentOperator=8192 ParseModeInvariant=32768 TokenInError=65536 DisallowedInRestrictedMode=131072 PrefixOrPostfixOperator=262144 CommandName=524288 MemberName=1048576 TypeName=2097152 AttributeName=4194304 CanConstantFold=8388608 StatementDoesntSupportAttributes=16777216
System.Management.Automation.Language.TokenKind Unknown Variable SplattedVariable Parameter Number Label Identifier Generic NewLine LineContinuation Comment EndOfInput StringLiteral StringExpandable HereStringLiteral HereStringExpandable LParen RParen LCurly RCurly LBracket RBracket AtParen AtCurly DollarParen Semi AndAnd OrOr Ampersand Pipe Comma MinusMinus PlusPlus DotDot ColonColon Dot Exclaim Multiply Divide Rem Plus Minus Equals PlusEquals MinusEquals MultiplyEquals DivideEquals RemainderEquals Redirection RedirectInStd Format Not Bnot And Or Xor Band Bor Bxor Join Ieq Ine Ige Igt Ilt Ile Ilike Inotlike Imatch Inotmatch Ireplace Icontains Inotcontains Iin Inotin Isplit Ceq Cne Cge Cgt Clt Cle Clike Cnotlike Cmatch Cnotmatch Creplace Ccontains Cnotcontains Cin Cnotin Csplit Is IsNot As PostfixPlusPlus PostfixMinusMinus Shl Shr Colon QuestionMark QuestionQuestionEquals QuestionQuestion QuestionDot QuestionLBracket Begin=119 Break Catch Class Continue Data Define Do Dynamicparam Else ElseIf End Exit Filter Finally For Foreach From Function If In Param Process Return Switch Throw Trap Try Until Using Var While Workflow Parallel Sequence InlineScript Configuration DynamicKeyword Public Private Static Interface Enum Namespace Module Type Assembly Command Hidden Base Default
System.Management.Automation.Language.UsingStatementKind Assembly Command Module Namespace Type
System.Management.Automation.Language.RedirectionStream All Output Error Warning Verbose Debug Information
System.Management.Automation.Language.SwitchFlags* None=0 File=1 Regex=2 Wildcard=4 Exact=8 CaseSensitive=16 Parallel=32
System.Management.Automation.Language.ForEachFlags* None=0 Parallel=1
System.Management.Automation.Language.TypeAttributes* None=0 Class=1 Interface=2 Enum=4
System.Management.Automation.Language.PropertyAttributes* None=0 Public=1 Private=2 Static=16 Literal=32 Hidden=64
System.Management.Automation.Language.MethodAttributes* None=0 Public=1 Private=2 Static=16 Hidden=64
System.Management.Automation.Language.StringConstantType SingleQuoted SingleQuotedHereString DoubleQuoted DoubleQuotedHereString BareWord
System.Management.Automation.PSTokenType Unknown Command CommandParameter CommandArgument Number String Variable Member LoopLabel Attribute Type Operator GroupStart GroupEnd Keyword Comment StatementSeparator NewLine LineContinuation Position
System.Management.Automation.WildcardOptions* None=0 Compiled=1 IgnoreCase=2 CultureInvariant=4
System.Management.Automation.SplitOptions* SimpleMatch=1 RegexMatch=2 CultureInvariant=4 IgnorePatternWhitespace=8 Multiline=16 Singleline=32 IgnoreCase=64 ExplicitCapture=128
System.Management.Automation.PSCredentialTypes* Generic=1 Domain=2 Default=3
System.Management.Automation.PSCredentialUIOptions* None=0 ValidateUserNameSyntax=1 AlwaysPrompt=2 ReadOnlyUserName=3 Default=1
System.Management.Automation.VariableAccessMode Read Write ReadWrite
System.Management.Automation.DSCResourceRunAsCredential Default NotSupported Mandatory Optional
System.Management.Automation.RunspaceMode CurrentRunspace NewRunspace
System.Management.Automation.Runspaces.RunspaceState BeforeOpen Opening Opened Closed Closing Broken Disconnecting Disconnected Connecting
System.Management.Automation.Runspaces.RunspaceAvailability None Available AvailableForNestedCommand Busy RemoteDebug
Microsoft.PowerShell.Commands.OutTarget Default Host Job
Microsoft.PowerShell.Commands.SessionFilterState All Opened Disconnected Closed Broken
System.Management.Automation.Runspaces.RunspacePoolState BeforeOpen Opening Opened Closed Closing Broken Disconnecting Disconnected Connecting
System.Management.Automation.Runspaces.PSThreadOptions Default UseNewThread ReuseThread UseCurrentThread
System.Management.Automation.Runspaces.PipelineState NotStarted Running Stopping Stopped Completed Failed Disconnected
System.Management.Automation.Runspaces.PipelineResultTypes* None Output Error Warning Verbose Debug Information All Null
System.Management.Automation.Runspaces.AuthenticationMechanism Default Basic Negotiate NegotiateWithImplicitCredential Credssp Digest Kerberos
System.Management.Automation.Runspaces.OutputBufferingMode None Drop Block
System.Management.Automation.Remoting.SessionType DefaultRemoteShell RestrictedRemoteServer Default
Microsoft.PowerShell.ExecutionPolicy Unrestricted RemoteSigned AllSigned Restricted Default=3 Bypass Undefined
Microsoft.PowerShell.ExecutionPolicyScope Process CurrentUser LocalMachine UserPolicy MachinePolicy
Microsoft.PowerShell.Commands.OpenMode Add New Overwrite
Microsoft.PowerShell.Commands.WebRequestMethod Default Get Head Post Put Delete Trace Options Merge Patch
System.Net.Http.HttpCompletionOption ResponseContentRead ResponseHeadersRead
System.ComponentModel.ListSortDirection Ascending Descending
System.Data.CommandBehavior* Default=0 SingleResult=1 SchemaOnly=2 KeyInfo=4 SingleRow=8 SequentialAccess=16 CloseConnection=32
System.Data.ConnectionState* Closed=0 Open=1 Connecting=2 Executing=4 Fetching=8 Broken=16
"""
