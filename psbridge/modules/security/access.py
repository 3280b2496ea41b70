"""Get-Acl and Set-Acl: owner, group and access rules of files and registry keys of a Windows machine.

What Set-Acl sets is kept on the machine, for all its sessions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psbridge.engine.cmdlet import In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.engine.invoke import invoke_method
from psbridge.engine.members.accesscontrol import Security, of_key, of_path
from psbridge.engine.members.accessrules import RuleCollection, S
from psbridge.engine.providers.paths import ProviderPath
from psbridge.machine import descriptors
from psbridge.modules.management.targets import ItemCommand
from psbridge.objects import NetError, unwrap
from psbridge.objects.access import find_member
from psbridge.objects.adapted import Property
from psbridge.objects.members import CodeProperty

_NOT_SUPPORTED = "Cannot perform the operation because it is not supported on the object found in path {}."
_NO_GET = "Cannot get the ACL because the necessary method, GetSecurityDescriptor, does not exist."
_NO_SET = "Cannot set the ACL because the method that it needs to invoke, SetSecurityDescriptor, does not exist."
_FAILED = "Could not perform operation because an exception was thrown during method invoke."


@dataclass(frozen=True, slots=True)
class _Kind:
    """How descriptors of a provider's items are read and kept."""

    read: Callable[[str], Security]
    keep: Callable[[Any, str, Any], None]


_KINDS = {"FileSystem": _Kind(of_path, descriptors.set_file), "Registry": _Kind(of_key, descriptors.set_key)}


class _AclCommand(ItemCommand):
    """What both commands share."""

    input_object: Any = None

    def not_supported(self, text: str, target: Any = None) -> None:
        error_id = f"{self.DECLARATION.name.replace('-', '')}_OperationNotSupported"
        self.write_error(self.error("System.NotSupportedException", text, error_id, "NotImplemented", target))

    def kind_of(self, found: ProviderPath) -> _Kind | None:
        """How to handle an item; what is no file and no registry key is reported."""
        kind = _KINDS.get(found.provider.NAME)
        if kind is None:
            self.not_supported(_NOT_SUPPORTED.format(found.shown), found.shown)
        return kind

    def by_method(self, name: str, missing: str, *arguments: Any) -> Any:
        """What a method of -InputObject answers; None when that fails, which is reported."""
        member = find_member(self.input_object, name)
        if member is None or isinstance(member, Property) or getattr(member, "is_property", False):
            self.not_supported(missing)
            return None
        try:
            return invoke_method(self.ctx, self.input_object, name, list(arguments))
        except (ScriptError, NetError):
            self.not_supported(_FAILED)
            return None


@cmdlet("Get-Acl", default_set="ByPath", output=(S + "FileSecurity", S + "DirectorySecurity", S + "RegistrySecurity"))
class GetAcl(_AclCommand):
    """Gets the security descriptor of a file, a folder or a registry key."""

    path = parameter(
        "Path",
        "string[]",
        sets=(In("ByPath", position=0, pipeline=True, by_property=True),),
        default=(".",),
        validate=(NotNullOrEmpty(),),
    )
    input_object = parameter("InputObject", "psobject", sets=(In("ByInputObject", mandatory=True),))
    literal_path = parameter(
        "LiteralPath",
        "string[]",
        sets=(In("ByLiteralPath", pipeline=True, by_property=True),),
        aliases=("PSPath",),
        validate=(NotNullOrEmpty(),),
    )
    audit = parameter("Audit", "switch")
    filter = parameter("Filter", "string")
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")

    def process(self) -> None:
        if self.set_name == "ByInputObject":
            made = self.by_method("GetSecurityDescriptor", _NO_GET)
            if isinstance(unwrap(made), Security):
                self.write(made)
            elif made is not None:
                self.not_supported(_FAILED)
            return
        accept = self.acceptance()
        for path in self.given:
            for found in self._items(path):
                self.check_filter(found)
                if accept(found):
                    self._one(found)

    def _items(self, path: str) -> list[ProviderPath]:
        """The items that a path means; none is reported as this command does it."""
        try:
            return list(self.paths.resolve(path, self.is_literal))
        except ScriptError as problem:
            if problem.record.error_id != "PathNotFound":
                self.report(problem.record)
                return []
        error_id = "GetAcl_PathNotFound" if self.is_literal else "GetAcl_PathNotFound_Exception"
        text = f"Cannot find path '{path}' because it does not exist."
        self.write_error(self.error("System.Management.Automation.ItemNotFoundException", text, error_id, "ObjectNotFound", path))
        return []

    def _one(self, found: ProviderPath) -> None:
        kind = self.kind_of(found)
        if kind is None:
            return
        made = self.paths.dress(kind.read(found.path), found)
        made.remove("PSIsContainer")
        if self.audit:
            made.add_member(CodeProperty("Audit", lambda value: RuleCollection(), type_name=S + "AuthorizationRuleCollection"))
        self.write(made)


@cmdlet("Set-Acl", default_set="ByPath", should_process=True)
class SetAcl(_AclCommand):
    """Changes the security descriptor of a file, a folder or a registry key."""

    path = parameter("Path", "string[]", sets=(In("ByPath", mandatory=True, position=0, by_property=True),))
    input_object = parameter("InputObject", "psobject", sets=(In("ByInputObject", mandatory=True, position=0, by_property=True),))
    literal_path = parameter("LiteralPath", "string[]", sets=(In("ByLiteralPath", mandatory=True, by_property=True),), aliases=("PSPath",))
    acl = parameter("AclObject", "object", position=1, mandatory=True, pipeline=True)
    pass_thru = parameter("Passthru", "switch")
    filter = parameter("Filter", "string")
    include = parameter("Include", "string[]")
    exclude = parameter("Exclude", "string[]")

    def process(self) -> None:
        given = unwrap(self.acl)
        if not isinstance(given, Security):
            self.write_error(self.error("System.ArgumentException", "AclObject", "SetAcl_AclObject", "InvalidArgument", given))
            return
        if self.set_name == "ByInputObject":
            self.by_method("SetSecurityDescriptor", _NO_SET, given.sddl())
            return
        for found in self.targets():
            if self.should_process(found.shown):
                self._one(found, given)

    def _one(self, found: ProviderPath, given: Security) -> None:
        kind = self.kind_of(found)
        if kind is None:
            return
        kind.keep(self.runspace.machine, found.path, given.found)
        if self.pass_thru:
            self.write(self.acl)
