"""The parameters that Invoke-WebRequest and Invoke-RestMethod share, and what they mean for a request."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNull, NotNullOrEmpty, ValidateRange, ValidateSet, cmdlet, parameter
from psbridge.engine.encodings import is_desktop
from psbridge.engine.errors import ScriptError
from psbridge.machine.certificates import X509Certificate2
from psbridge.modules.utility import files
from psbridge.objects import INT32_MAX, NetDictionary, NetError, define_enum, unwrap
from psbridge.objects.convert import to_text

_C = "Microsoft.PowerShell.Commands."
WebRequestMethod: Any = define_enum(_C + "WebRequestMethod", "Default Get Head Post Put Delete Trace Options Merge Patch")
WebAuthenticationType: Any = define_enum(_C + "WebAuthenticationType", "None Basic Bearer OAuth")
WebSslProtocol: Any = define_enum(_C + "WebSslProtocol", "Default=0 Tls=192 Tls11=768 Tls12=3072 Tls13=12288", flags=True)
_STANDARD = tuple(In(name) for name in ("StandardMethod", "StandardMethodNoProxy"))
_CUSTOM = tuple(In(name, mandatory=True) for name in ("CustomMethod", "CustomMethodNoProxy"))


class WebCommand(Cmdlet):
    """Base: parameters, and the request that they describe."""

    use_basic_parsing = parameter("UseBasicParsing", "switch")
    uri = parameter("Uri", "uri", position=0, mandatory=True, validate=(NotNullOrEmpty(),))
    web_session = parameter("WebSession", _C + "WebRequestSession")
    session_variable = parameter("SessionVariable", "string", aliases=("SV",))
    allow_unencrypted = parameter("AllowUnencryptedAuthentication", "switch")
    authentication = parameter("Authentication", _C + "WebAuthenticationType", default=0)
    credential = parameter("Credential", "pscredential")
    use_default_credentials = parameter("UseDefaultCredentials", "switch")
    thumbprint = parameter("CertificateThumbprint", "string", validate=(NotNullOrEmpty(),))
    certificate = parameter("Certificate", "object", validate=(NotNull(),))
    skip_certificate_check = parameter("SkipCertificateCheck", "switch")
    ssl_protocol = parameter("SslProtocol", _C + "WebSslProtocol", default=0)
    token = parameter("Token", "securestring")
    user_agent = parameter("UserAgent", "string")
    disable_keep_alive = parameter("DisableKeepAlive", "switch")
    timeout = parameter("TimeoutSec", "int", validate=(ValidateRange(0, INT32_MAX),), default=0)
    headers = parameter("Headers", "System.Collections.IDictionary")
    maximum_redirection = parameter("MaximumRedirection", "int", validate=(ValidateRange(0, INT32_MAX),), default=-1)
    retries = parameter("MaximumRetryCount", "int", validate=(ValidateRange(0, INT32_MAX),), default=0)
    retry_interval = parameter("RetryIntervalSec", "int", validate=(ValidateRange(1, INT32_MAX),), default=5)
    method = parameter("Method", _C + "WebRequestMethod", sets=_STANDARD, default=0)
    custom_method = parameter("CustomMethod", "string", sets=_CUSTOM, aliases=("CM",), validate=(NotNullOrEmpty(),))
    no_proxy = parameter(
        "NoProxy", "switch", sets=tuple(In(name, mandatory=True) for name in ("CustomMethodNoProxy", "StandardMethodNoProxy"))
    )
    proxy = parameter("Proxy", "uri", sets=("StandardMethod", "CustomMethod"))
    proxy_credential = parameter("ProxyCredential", "pscredential", sets=("StandardMethod", "CustomMethod"))
    proxy_default = parameter("ProxyUseDefaultCredentials", "switch", sets=("StandardMethod", "CustomMethod"))
    body = parameter("Body", "object", pipeline=True)
    form = parameter("Form", "System.Collections.IDictionary")
    content_type = parameter("ContentType", "string")
    transfer_encoding = parameter(
        "TransferEncoding", "string", validate=(ValidateSet("chunked", "compress", "deflate", "gzip", "identity"),)
    )
    in_file = parameter("InFile", "string")
    out_file = parameter("OutFile", "string")
    pass_thru = parameter("PassThru", "switch")
    resume = parameter("Resume", "switch")
    skip_http_error_check = parameter("SkipHttpErrorCheck", "switch")
    preserve_authorization = parameter("PreserveAuthorizationOnRedirect", "switch")
    skip_header_validation = parameter("SkipHeaderValidation", "switch")

    # -- the request

    def verb(self) -> str:
        """The HTTP method."""
        if self.custom_method:
            return str(self.custom_method).upper()
        return "GET" if int(self.method) == 0 else str(self.method.label).upper()

    def address(self) -> str:
        """The URI, with http:// where no scheme was written and the body of a GET as its query."""
        text = str(self.uri.text)
        if "://" not in text:
            text = f"http://{text}"
        table = unwrap(self.body)
        if self.verb() in ("GET", "HEAD") and isinstance(table, NetDictionary):
            text += ("&" if "?" in text else "?") + form_text(table)
        return text

    def request_headers(self, session: Any) -> dict[str, str]:
        """Header names and values."""
        made = {"User-Agent": session.agent or self._default_agent()}
        made.update({to_text(key): to_text(value) for key, value in session.headers.pairs()})
        if self.content_type:
            made["Content-Type"] = self.content_type
        if self.transfer_encoding:
            made["Transfer-Encoding"] = self.transfer_encoding
        if self.disable_keep_alive:
            made["Connection"] = "close"
        authorization = self._authorization()
        if authorization:
            made["Authorization"] = authorization
        return made

    def own_certificates(self) -> list[X509Certificate2]:
        """-Certificate, and the one that -CertificateThumbprint finds in the stores."""
        if self.certificate is not None:
            bare = unwrap(self.certificate)
            if not isinstance(bare, X509Certificate2):
                kind = "System.Management.Automation.ParameterBindingException"
                text = f'Cannot bind parameter \'Certificate\'. Cannot convert the "{to_text(bare)}" value to type "X509Certificate".'
                self.fail(self.error(kind, text, "CannotConvertArgumentNoMessage", "InvalidArgument"))
            return [bare]
        if not self.thumbprint:
            return []
        stores = getattr(self.machine, "certificates", None)
        wanted = self.thumbprint.replace(" ", "").upper()
        found = [one for one in (stores.mine() if stores is not None else ()) if one.thumbprint == wanted]
        if not found:
            text = "The certificate thumbprint specified was not found in the certificate store. Verify the thumbprint and retry."
            kind = "System.Security.Cryptography.CryptographicException"
            self.fail(self.error(kind, text, kind, "NotSpecified"))
        return found

    def _default_agent(self) -> str:
        system = "Windows NT 10.0; Microsoft Windows 10.0" if self.runspace.is_windows else "Linux"
        return f"Mozilla/5.0 ({system}; en-US) PowerShell/{self.runspace.version}"

    def _authorization(self) -> str | None:
        kind = int(self.authentication)
        if kind == 1:
            secret = f"{self.credential.user_name}:{self.credential.reveal()}"
            return "Basic " + base64.b64encode(secret.encode()).decode()
        if kind > 1:
            return "Bearer " + str(self.token.reveal())
        return None

    def check(self) -> None:
        """Refuse combinations that make no request."""
        for wrong, text, error_id in self._conflicts():
            if wrong:
                self._invalid(text, error_id)

    def _invalid(self, text: str, error_id: str) -> None:
        self.fail(self.error("System.Management.Automation.ValidationMetadataException", text, error_id, "InvalidArgument"))

    def body_file(self) -> str:
        """The full name of the one file that -InFile means."""
        path, start = self.in_file, "WebCmdletInFile"
        try:
            found = self.paths.resolve(path)
        except (ScriptError, NetError):
            text = f"Cannot find path '{files.unresolved(self, path)}' because it does not exist."
            kind = "System.Management.Automation.ItemNotFoundException"
            self.fail(self.error(kind, text, "PathNotFound", "ObjectNotFound", path))
        if any(one.provider is not self.runspace.drives.files for one in found):
            text = f"Path '{path}' is not a file system path. Please specify the path to a file in the file system."
            self._invalid(text, f"{start}NotFilesystemPathException")
        if len(found) > 1:
            self._invalid(f"Path '{path}' can be resolved to multiple paths.", f"{start}MultiplePathsResolvedException")
        if not found:
            self._invalid(f"Path '{path}' cannot be resolved to a file.", f"{start}NoPathResolvedException")
        stat = self.runspace.drives.files.files.stat(found[0].path)
        if stat is not None and stat.is_dir:
            text = f"Path '{path}' resolves to a directory. Specify a path including a file name, and then retry the command."
            self._invalid(text, f"{start}NotFilePathException")
        return str(found[0].path)

    def _conflicts(self) -> Iterator[tuple[bool, str, str]]:
        both = self.web_session is not None and bool(self.session_variable)
        yield both, _both("Session", "SessionVariable"), "WebCmdletSessionConflictException"
        if not is_desktop(self.runspace):
            yield from self._of_authentication()
        default, proxy_default = bool(self.use_default_credentials), bool(self.proxy_default)
        known = self.proxy_credential is not None
        yield default and self.credential is not None, _both("Credential", "UseDefaultCredentials"), "WebCmdletCredentialConflictException"
        yield proxy_default and known, _both("ProxyCredential", "ProxyUseDefaultCredentials"), "WebCmdletProxyCredentialConflictException"
        yield self.proxy is None and (known or proxy_default), _NO_PROXY, "WebCmdletProxyUriNotSuppliedException"
        yield self.body is not None and bool(self.in_file), _both("Body", "InFile", "Infile"), "WebCmdletBodyConflictException"
        yield self.body is not None and self.form is not None, _both("Body", "Form"), "WebCmdletBodyFormConflictException"
        yield self.form is not None and bool(self.in_file), _both("InFile", "Form"), "WebCmdletFormInFileConflictException"
        for name, given in (("PassThru", self.pass_thru), ("Resume", self.resume)):
            yield bool(given) and not self.out_file, _without_file(name), "WebCmdletOutFileMissingException"

    def _of_authentication(self) -> Iterator[tuple[bool, str, str]]:
        """What -Authentication wants and does not go with; secrets go over connections that protect them."""
        kind = int(self.authentication)
        named, default = self.credential is not None, bool(self.use_default_credentials)
        token = self.token is not None
        yield default and kind > 0, _NO_DEFAULT, "WebCmdletAuthenticationConflictException"
        yield kind > 0 and token and named, _both("Credential", "Token"), "WebCmdletAuthenticationTokenConflictException"
        yield kind == 1 and not named, _needs("Credential"), "WebCmdletAuthenticationCredentialNotSuppliedException"
        yield kind > 1 and not token, _needs("Token"), "WebCmdletAuthenticationTokenNotSuppliedException"
        clear = not self.allow_unencrypted and not self.address().startswith("https:")
        yield clear and (kind > 0 or named or default), _CLEAR, "WebCmdletAllowUnencryptedAuthenticationRequiredException"


_CONFLICT = "The cmdlet cannot run because the following conflicting parameters are specified: "
_MISSING = "The cmdlet cannot run because the following parameter is missing: "
_CLEAR = (
    "The cmdlet cannot protect plain text secrets sent over unencrypted connections. To suppress this warning and send plain text "
    "secrets over unencrypted networks, reissue the command specifying the AllowUnencryptedAuthentication parameter."
)
_NO_DEFAULT = (
    f"{_CONFLICT}Authentication and UseDefaultCredentials. Authentication does not support Default Credentials. Specify either "
    "Authentication or UseDefaultCredentials, then retry."
)
_NO_PROXY = (
    f"{_MISSING}Proxy. Provide a valid proxy URI for the Proxy parameter when using the ProxyCredential or ProxyUseDefaultCredentials "
    "parameters, then retry."
)


def _both(one: str, other: str, again: str | None = None) -> str:
    return f"{_CONFLICT}{one} and {other}. Specify either {one} or {again or other}, then retry."


def _needs(name: str) -> str:
    what = f"{name}. The supplied Authentication type requires a {name}. Specify {name}, then retry."
    return f"The cmdlet cannot run because the following parameter is not specified: {what}"


def _without_file(other: str) -> str:
    return f"{_MISSING}OutFile. Provide a valid OutFile parameter value when using the {other} parameter, then retry."


def answer_to(user: str, password: str) -> Any:
    """What a server that asks who we are is told: by Basic or Digest, whichever it asks for."""
    import httpx

    class Challenged(httpx.Auth):
        def auth_flow(self, request: Any) -> Any:
            answer = yield request
            asked = answer.headers.get("www-authenticate", "").lower()
            if answer.status_code != 401 or not asked.startswith(("basic", "digest")):
                return
            chosen = httpx.BasicAuth(user, password) if asked.startswith("basic") else _digest(httpx, user, password, answer)
            flow = chosen.auth_flow(request)
            yield next(flow)

    return Challenged()


def _digest(httpx: Any, user: str, password: str, answer: Any) -> Any:
    """Digest, with the challenge that came already."""
    made = httpx.DigestAuth(user, password)
    made._last_challenge = made._parse_challenge(answer.request, answer, answer.headers["www-authenticate"])
    return made


def form_text(table: NetDictionary) -> str:
    """A dictionary as application/x-www-form-urlencoded."""
    from urllib.parse import urlencode

    return urlencode([(to_text(key), to_text(value)) for key, value in table.pairs()])


__all__ = ["WebCommand", "cmdlet", "form_text"]
