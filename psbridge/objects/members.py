"""Member descriptors of the extended type system: what PSObject.Members hands out and Add-Member adds.

Decides what each kind of member does when it is read or set.  Script members call a script block through its ``invoke_on``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from psbridge.objects.nettypes import NetType


class PSMemberInfo:
    """A member by name; subclasses say what its value is.  ``MEMBER_TYPE`` is its number in PSMemberTypes."""

    __slots__ = ("hidden", "name")
    MEMBER_TYPE: ClassVar[int] = 0
    KIND: ClassVar[str] = ""

    def __init__(self, name: str) -> None:
        self.name = name
        self.hidden = False

    is_property: ClassVar[bool] = False
    settable = False

    def get_value(self, instance: Any) -> Any:
        return self

    def set_value(self, instance: Any, value: Any) -> None:
        raise AttributeError(f"the member {self.name!r} cannot be set")

    def __repr__(self) -> str:
        return f"<{self.KIND} {self.name}>"


class NoteProperty(PSMemberInfo):
    """A stored value.  On objects notes are stored bare; this stands for one in type data and member lists."""

    __slots__ = ("value",)
    MEMBER_TYPE, KIND, is_property, settable = 8, "NoteProperty", True, True

    def __init__(self, name: str, value: Any) -> None:
        super().__init__(name)
        self.value = value

    def get_value(self, instance: Any) -> Any:
        return self.value

    def set_value(self, instance: Any, value: Any) -> None:
        self.value = value


class AliasProperty(PSMemberInfo):
    """Another name of a member; resolved by whoever looks members up (it may live in any layer of the object)."""

    __slots__ = ("conversion", "referenced")
    MEMBER_TYPE, KIND, is_property, settable = 1, "AliasProperty", True, True
    resolve: ClassVar[Callable[[Any, str], Any]]
    assign: ClassVar[Callable[[Any, str, Any], None]]

    def __init__(self, name: str, referenced: str, conversion: NetType | None = None) -> None:
        super().__init__(name)
        self.referenced = referenced
        self.conversion = conversion

    def get_value(self, instance: Any) -> Any:
        return AliasProperty.resolve(instance, self.referenced)

    def set_value(self, instance: Any, value: Any) -> None:
        AliasProperty.assign(instance, self.referenced, value)


class ScriptProperty(PSMemberInfo):
    """A value computed by a script block with the object as $this."""

    __slots__ = ("getter", "setter")
    MEMBER_TYPE, KIND, is_property = 16, "ScriptProperty", True

    def __init__(self, name: str, getter: Any, setter: Any = None) -> None:
        super().__init__(name)
        self.getter, self.setter = getter, setter

    @property
    def settable(self) -> bool:  # type: ignore[override]
        return self.setter is not None

    def get_value(self, instance: Any) -> Any:
        return self.getter.invoke_on(instance)

    def set_value(self, instance: Any, value: Any) -> None:
        if self.setter is None:
            super().set_value(instance, value)
        self.setter.invoke_on(instance, value)


class CodeProperty(PSMemberInfo):
    """A value computed by Python code: ``getter(instance)``."""

    __slots__ = ("getter", "setter", "type_name")
    MEMBER_TYPE, KIND, is_property = 2, "CodeProperty", True

    def __init__(
        self,
        name: str,
        getter: Callable[[Any], Any],
        setter: Callable[[Any, Any], None] | None = None,
        type_name: str = "System.Object",
    ) -> None:
        super().__init__(name)
        self.getter, self.setter, self.type_name = getter, setter, type_name

    @property
    def settable(self) -> bool:  # type: ignore[override]
        return self.setter is not None

    def get_value(self, instance: Any) -> Any:
        return self.getter(instance)

    def set_value(self, instance: Any, value: Any) -> None:
        if self.setter is None:
            super().set_value(instance, value)
        else:
            self.setter(instance, value)


class ComputedScriptProperty(CodeProperty):
    """A ScriptProperty of PowerShell's own type data whose script we wrote in Python: it shows as ScriptProperty with `script`."""

    __slots__ = ("script",)
    MEMBER_TYPE, KIND = 16, "ScriptProperty"

    def __init__(self, name: str, getter: Callable[[Any], Any], script: str, type_name: str = "System.Object") -> None:
        super().__init__(name, getter, None, type_name)
        self.script = script


class PropertySet(PSMemberInfo):
    """A name for several properties."""

    __slots__ = ("referenced",)
    MEMBER_TYPE, KIND = 32, "PropertySet"

    def __init__(self, name: str, referenced: tuple[str, ...]) -> None:
        super().__init__(name)
        self.referenced = referenced


class MemberSet(PSMemberInfo):
    """Members under a name, such as PSStandardMembers."""

    __slots__ = ("inherit", "members")
    MEMBER_TYPE, KIND = 1024, "MemberSet"

    def __init__(self, name: str, members: dict[str, PSMemberInfo], inherit: bool = True) -> None:
        super().__init__(name)
        self.members = members
        self.inherit = inherit


class ScriptMethod(PSMemberInfo):
    """A method whose body is a script block."""

    __slots__ = ("script",)
    MEMBER_TYPE, KIND = 256, "ScriptMethod"

    def __init__(self, name: str, script: Any) -> None:
        super().__init__(name)
        self.script = script

    def invoke(self, instance: Any, *arguments: Any) -> Any:
        return self.script.invoke_on(instance, *arguments)


class CodeMethod(PSMemberInfo):
    """A method whose body is Python: ``call(instance, *arguments)``."""

    __slots__ = ("call", "definitions")
    MEMBER_TYPE, KIND = 128, "CodeMethod"

    def __init__(self, name: str, call: Callable[..., Any], definitions: tuple[str, ...] = ()) -> None:
        super().__init__(name)
        self.call, self.definitions = call, definitions

    def invoke(self, instance: Any, *arguments: Any) -> Any:
        return self.call(instance, *arguments)
