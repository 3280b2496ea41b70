"""Get-ChildItem."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psbridge.engine.cmdlet import In, ValidateRange, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.parameters import Parameter
from psbridge.machine.certificates import CODE_SIGNING, DOCUMENT_ENCRYPTION, SERVER, X509Certificate2
from psbridge.machine.fileinfo import FileAttributes
from psbridge.modules.management.targets import ItemCommand
from psbridge.objects import DateTime, NetError, unwrap
from psbridge.objects.convert import to_text
from psbridge.objects.wildcard import compile_wildcard, has_wildcards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psbridge.engine.providers.paths import ProviderPath


@cmdlet("Get-ChildItem", default_set="Items", aliases=("gci", "dir", "ls"))
class GetChildItem(ItemCommand):
    """Gets the items and child items in one or more locations."""

    path = parameter("Path", "string[]", sets=(In("Items", position=0, pipeline=True, by_property=True),), wildcard=True)
    literal_path = parameter(
        "LiteralPath", "string[]", sets=(In("LiteralItems", mandatory=True, by_property=True),), aliases=("PSPath", "LP")
    )
    filter = parameter("Filter", "string", position=1)
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")
    recurse = parameter("Recurse", "switch", aliases=("s",))
    depth = parameter("Depth", "uint", validate=(ValidateRange(0, 4294967295),))
    force = parameter("Force", "switch")
    name = parameter("Name", "switch")
    attributes = parameter("Attributes", "object")
    follow_symlink = parameter("FollowSymlink", "switch")
    directory = parameter("Directory", "switch", aliases=("ad",))
    file = parameter("File", "switch", aliases=("af",))
    hidden = parameter("Hidden", "switch", aliases=("ah", "h"))
    read_only = parameter("ReadOnly", "switch", aliases=("ar",))
    system = parameter("System", "switch", aliases=("as",))

    def dynamic_parameters(self) -> list[Parameter] | None:
        """What may be asked of certificates, where there are some."""
        if not self.runspace.is_windows:
            return None
        try:
            place = self.paths.unresolved((self.given or ["."])[0])
        except ScriptError:
            return None
        return _of_certificates() if place.provider.NAME == "Certificate" else None

    def process(self) -> None:
        self._see_hidden = bool(self.force or self.hidden or self.attributes)
        self._accept = self.acceptance()
        for path in self.given or [""]:
            try:
                self._one(path)
            except ScriptError as problem:
                self.report(problem.record)

    def _one(self, path: str) -> None:
        """A container shows its children, anything else itself; with -Recurse a last part may be a pattern for all levels."""
        if self.recurse and path and not self.is_literal and self._pattern_of(path):
            return
        for found in self.paths.resolve(path, self.is_literal, force=self._see_hidden) if path else [self._here()]:
            self.check_filter(found)
            container = found.provider.is_container(self.ctx, found.path)
            if container and (self.recurse or not self.include):
                self._walk(found, found)
            elif (not container or self._is_pattern(path)) and self._accept(found):
                self._emit(found, found.provider.leaf(found.path))

    def _is_pattern(self, path: str) -> bool:
        return bool(path) and not self.is_literal and has_wildcards(path)

    def _pattern_of(self, path: str) -> bool:
        """`dir\\*.txt -Recurse` looks for the last part below the rest of the path."""
        head, tail = _split(path)
        if not (has_wildcards(tail) or not self.paths.exists(path)) or not tail:
            return False
        bases = self.paths.resolve(head, False, force=True) if head else [self._here()]
        if not has_wildcards(tail) and not bases:
            return False
        matches = compile_wildcard(tail)
        accept = self._accept
        self._accept = lambda found: matches(found.provider.leaf(found.path)) and accept(found)
        for base in bases:
            self.check_filter(base)
            self._walk(base, base)
        self._accept = accept
        return True

    def _here(self) -> ProviderPath:
        return self.paths.unresolved(".")  # type: ignore[no-any-return]

    def _walk(self, top: ProviderPath, base: ProviderPath) -> None:
        limit = self.depth if self.is_bound("Depth") else None
        waiting: deque[tuple[ProviderPath, int]] = deque([(top, 0)])
        deep = bool(self.recurse) or limit is not None
        self._entered = {_identity(top)} if self.follow_symlink else None
        while waiting and not self.stopping.cancelled:
            here, level = waiting.popleft()
            below = []
            for child in self._children(here):
                if self._accept(child):
                    self._emit(child, self._relative(child, base))
                if deep and (limit is None or level < limit) and self._enters(child):
                    below.append((child, level + 1))
            waiting.extendleft(reversed(below))

    def _children(self, here: ProviderPath) -> Iterator[ProviderPath]:
        try:
            yield from self.paths.children(here, self._see_hidden)
        except ScriptError as problem:
            self.report(problem.record)
        except OSError as problem:
            self.report(self.system_failure("Dir", here, problem))

    def _enters(self, child: ProviderPath) -> bool:
        if not child.provider.is_container(self.ctx, child.path):
            return False
        files = getattr(child.provider, "files", None)
        if files is None:
            return True
        if self._entered is None:
            known = files.stat(child.path)
            return known is None or known.link is None
        return self._enters_once(child, self._entered)

    def _enters_once(self, child: ProviderPath, entered: set[object]) -> bool:
        """With -FollowSymlink: each directory is listed one time, however many ways lead there."""
        found = _identity(child)
        if found in entered:
            self.write_warning(f"Skip already-visited directory {child.path}.")
            return False
        entered.add(found)
        return True

    @staticmethod
    def _relative(child: ProviderPath, base: ProviderPath) -> str:
        mark = child.provider.separator
        root = base.path.rstrip(mark)
        return child.path[len(root) :].lstrip(mark) if child.path.startswith(root) else child.provider.leaf(child.path)

    def _emit(self, found: ProviderPath, relative: str) -> None:
        item = self.attempt("Item", found, self.paths.item, found)
        if item is None or not self._wanted(item):
            return
        self.write(relative if self.name else item)

    def _wanted(self, item: Any) -> bool:
        stat = getattr(unwrap(item), "stat", None)
        if stat is None:
            return not self.dynamic or _fits(unwrap(item), self.dynamic)
        bits = stat.attributes
        switches = (
            (self.directory, 16, True),
            (self.file, 16, False),
            (self.hidden, 2, True),
            (self.read_only, 1, True),
            (self.system, 4, True),
        )
        if any(on and bool(bits & bit) is not wanted for on, bit, wanted in switches):
            return False
        return self._test is None or self._test(bits)

    def begin(self) -> None:
        self._test = None if self.attributes is None else self._flags(_joined(self.attributes))

    def _flags(self, expression: str) -> Callable[[int], bool]:
        try:
            return _attribute_test(expression)
        except (ValueError, NetError):
            text = (
                f"Cannot bind parameter 'Attributes'. Cannot convert value \"{expression}\" to type "
                f'"System.Management.Automation.FlagsExpression`1[System.IO.FileAttributes]".'
            )
            kind = "System.Management.Automation.ParameterBindingException"
            self.fail(self.error(kind, text, "CannotConvertArgumentNoMessage", "InvalidArgument"))


def _identity(found: ProviderPath) -> object:
    files = getattr(found.provider, "files", None)
    return None if files is None else files.identity(found.path)


def _of_certificates() -> list[Parameter]:
    return [
        *(Parameter(name, "switch") for name in ("CodeSigningCert", "DocumentEncryptionCert", "SSLServerAuthentication")),
        Parameter("DnsName", "string"),
        Parameter("Eku", "string[]"),
        Parameter("ExpiringInDays", "int"),
    ]


def _fits(item: Any, wanted: dict[str, Any]) -> bool:
    """Whether something in a certificate store is a certificate as asked for."""
    if not isinstance(item, X509Certificate2):
        return False
    usages = (("codesigningcert", CODE_SIGNING), ("documentencryptioncert", DOCUMENT_ENCRYPTION), ("sslserverauthentication", SERVER))
    if any(wanted.get(key) and not item.can(usage) for key, usage in usages):
        return False
    name, ekus, days = wanted.get("dnsname"), wanted.get("eku"), wanted.get("expiringindays")
    if name is not None and not any(compile_wildcard(to_text(name))(one) for one in item.dns_names):
        return False
    if ekus and not all(any(to_text(eku) in (one.object_id, one.friendly_name) for one in item.usages) for eku in ekus):
        return False
    return days is None or item.not_after.to_utc().ticks <= DateTime.now().to_utc().ticks + int(days) * 864_000_000_000


def _split(path: str) -> tuple[str, str]:
    place = max(path.rfind("/"), path.rfind("\\"))
    return (path[: place + 1], path[place + 1 :]) if place >= 0 else ("", path)


def _joined(value: Any) -> str:
    bare = unwrap(value)
    return ",".join(map(to_text, bare)) if isinstance(bare, list) else to_text(value)


def _attribute_test(expression: str) -> Callable[[int], bool]:
    """The test that `!Directory+Hidden, ReadOnly` means: a comma is or, a plus is and, an exclamation mark is not."""
    short = {"d": "Directory", "h": "Hidden", "r": "ReadOnly", "s": "System"}

    def one(word: str) -> tuple[int, bool]:
        name = word.strip().lstrip("!").strip()
        return int(FileAttributes.parse(short.get(name.lower(), name))), not word.strip().startswith("!")

    ways = [[one(word) for word in part.split("+")] for part in expression.split(",")]
    return lambda bits: any(all(bool(bits & bit) is wanted for bit, wanted in way) for way in ways)
