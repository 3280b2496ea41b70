"""Format objects: what Format-* cmdlets put out and Out-* cmdlets write.

Decides their fields and names as .NET objects (so that they can be looked at, serialised and sent), not what they say.
"""

from __future__ import annotations

from typing import Any, ClassVar

from psbridge.objects import typetable
from psbridge.objects.adapted import Property
from psbridge.objects.containers import GenericList
from psbridge.objects.nettypes import SMA, NetType, define
from psbridge.objects.psobject import NetObject

_NS = "Microsoft.PowerShell.Commands.Internal.Format."
STREAMS = ("None", "Output", "Error", "Warning", "Verbose", "Debug", "Information")
CLASS_ID = "ClassId2e4f51ef21dd47e99d3c952918aff9cd"

_BASES = (
    ("FormatInfoData", "System.Object"),
    ("PacketInfoData", "FormatInfoData"),
    ("ControlInfoData", "PacketInfoData"),
    ("StartData", "ControlInfoData"),
    ("ShapeInfo", "FormatInfoData"),
    ("FormatEntryInfo", "FormatInfoData"),
    ("FreeFormatEntry", "FormatEntryInfo"),
    ("FormatValue", "FormatInfoData"),
)


def _type(name: str, base: str) -> NetType:
    return define(_NS + name, base if base.startswith("System.") else _NS + base, assembly=SMA)


for _name, _base in _BASES:
    _type(_name, _base)
typetable.builtin(_NS + "FormatInfoData").serialization_depth = 10


def _class_id(text: str) -> Property:
    return Property(CLASS_ID, lambda instance: text, None, "string")


def _list(attribute: str, item: str, name: str) -> Property:
    net = _type(item, "FormatInfoData")
    return Property(name, lambda instance: GenericList(net, getattr(instance, attribute)))


class Packet(NetObject):
    """Base of all format objects.  `ID` is the number that PowerShell knows the class by after deserialisation."""

    __slots__ = ()
    ID: ClassVar[str] = ""
    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = ()  # .NET name -> attribute, what `revive` fills
    net_type = _type("FormatInfoData", "System.Object")


class FormatValue(Packet):
    """A piece of free text."""

    __slots__ = ()
    net_type = _type("FormatValue", "FormatInfoData")


class FormatTextField(FormatValue):
    __slots__ = ("content",)
    ID = "b8d9e369024a43a580b9e0c9279e3354"
    FIELDS = (("text", "content"),)
    net_type = _type("FormatTextField", "FormatValue")
    PROPERTIES = {CLASS_ID: _class_id(ID), "text": "content"}

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.content = text


class FormatNewLine(FormatValue):
    __slots__ = ()
    ID = "de7e8b96fbd84db5a43aa82eb34580ec"
    net_type = _type("FormatNewLine", "FormatValue")
    PROPERTIES = {CLASS_ID: _class_id(ID)}


class FormatPropertyField(FormatValue):
    __slots__ = ("alignment", "property_value")
    ID = "78b102e894f742aca8c1d6737b6ff86a"
    FIELDS = (("propertyValue", "property_value"), ("alignment", "alignment"))
    net_type = _type("FormatPropertyField", "FormatValue")
    PROPERTIES = {CLASS_ID: _class_id(ID), "propertyValue": "property_value", "alignment": "alignment"}

    def __init__(self, property_value: str = "", alignment: int = 0) -> None:
        super().__init__()
        self.property_value, self.alignment = property_value, alignment


class FrameInfo(Packet):
    __slots__ = ("first_line", "left_indentation", "right_indentation")
    ID = "091C9E762E33499eBE318901B6EFB733"
    FIELDS = (("leftIndentation", "left_indentation"), ("rightIndentation", "right_indentation"), ("firstLine", "first_line"))
    net_type = _type("FrameInfo", "FormatInfoData")
    PROPERTIES = {CLASS_ID: _class_id(ID), **dict(FIELDS)}

    def __init__(self, left: int = 0, right: int = 0, first: int = 0) -> None:
        super().__init__()
        self.left_indentation, self.right_indentation, self.first_line = left, right, first


class FormatEntry(FormatValue):
    """Values in a row, perhaps in a frame of their own."""

    __slots__ = ("format_value_list", "frame_info")
    ID = "fba029a113a5458d932a2ed4871fadf2"
    FIELDS = (("formatValueList", "format_value_list"), ("frameInfo", "frame_info"))
    net_type = _type("FormatEntry", "FormatValue")
    PROPERTIES = {
        CLASS_ID: _class_id(ID),
        "formatValueList": _list("format_value_list", "FormatValue", "formatValueList"),
        "frameInfo": "frame_info",
    }

    def __init__(self, frame: FrameInfo | None = None) -> None:
        super().__init__()
        self.format_value_list: list[FormatValue] = []
        self.frame_info = frame


class FreeFormatEntry(Packet):
    """Free text at the top: of a custom view or a group heading."""

    __slots__ = ("format_value_list",)
    FIELDS = (("formatValueList", "format_value_list"),)
    net_type = _type("FreeFormatEntry", "FormatEntryInfo")

    def __init__(self) -> None:
        super().__init__()
        self.format_value_list: list[FormatValue] = []


class ComplexViewEntry(FreeFormatEntry):
    __slots__ = ()
    ID = "22e7ef3c896449d4a6f2dedea05dd737"
    net_type = _type("ComplexViewEntry", "FreeFormatEntry")
    PROPERTIES = {CLASS_ID: _class_id(ID), "formatValueList": _list("format_value_list", "FormatValue", "formatValueList")}


class GroupingEntry(FreeFormatEntry):
    __slots__ = ()
    ID = "919820b7eadb48be8e202c5afa5c2716"
    net_type = _type("GroupingEntry", "FreeFormatEntry")
    PROPERTIES = {CLASS_ID: _class_id(ID), "formatValueList": _list("format_value_list", "FormatValue", "formatValueList")}


class RawTextFormatEntry(Packet):
    __slots__ = ("content",)
    ID = "29ED81BA914544d4BC430F027EE053E9"
    FIELDS = (("text", "content"),)
    net_type = _type("RawTextFormatEntry", "FormatEntryInfo")
    PROPERTIES = {CLASS_ID: _class_id(ID), "text": "content"}

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.content = text


class TableRowEntry(Packet):
    """A row: texts of the cells, an alignment for each where it differs from the column's (0: it does not)."""

    __slots__ = ("alignments", "cells", "multi_line")
    ID = "0e59526e2dd441aa91e7fc952caf4a36"
    FIELDS = (("formatPropertyFieldList", "fields"), ("multiLine", "multi_line"))
    net_type = _type("TableRowEntry", "FormatEntryInfo")
    PROPERTIES = {
        CLASS_ID: _class_id(ID),
        "formatPropertyFieldList": _list("fields", "FormatPropertyField", "formatPropertyFieldList"),
        "multiLine": "multi_line",
    }

    def __init__(self, cells: list[str] | None = None, alignments: tuple[int, ...] | None = None, multi_line: bool = False) -> None:
        super().__init__()
        self.cells = [] if cells is None else cells
        self.alignments, self.multi_line = alignments, multi_line

    @property
    def fields(self) -> list[FormatPropertyField]:
        alignments = self.alignments or (0,) * len(self.cells)
        return [FormatPropertyField(text, a) for text, a in zip(self.cells, alignments, strict=True)]

    @fields.setter
    def fields(self, new: list[FormatPropertyField]) -> None:
        self.cells = [field.property_value or "" for field in new]
        self.alignments = tuple(field.alignment for field in new)


class ListViewField(Packet):
    __slots__ = ("format_property_field", "label", "property_name")
    ID = "b761477330ce4fb2a665999879324d73"
    FIELDS = (("label", "label"), ("propertyName", "property_name"), ("formatPropertyField", "format_property_field"))
    net_type = _type("ListViewField", "FormatInfoData")
    PROPERTIES = {CLASS_ID: _class_id(ID), **dict(FIELDS)}

    def __init__(self, label: str | None = None, property_name: str | None = None, text: str = "") -> None:
        super().__init__()
        self.label, self.property_name = label, property_name
        self.format_property_field = FormatPropertyField(text)


class ListViewEntry(Packet):
    __slots__ = ("fields",)
    ID = "cf58f450baa848ef8eb3504008be6978"
    FIELDS = (("listViewFieldList", "fields"),)
    net_type = _type("ListViewEntry", "FormatEntryInfo")
    PROPERTIES = {CLASS_ID: _class_id(ID), "listViewFieldList": _list("fields", "ListViewField", "listViewFieldList")}

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[ListViewField] = []


class WideViewEntry(Packet):
    __slots__ = ("format_property_field",)
    ID = "59bf79de63354a7b9e4d1697940ff188"
    FIELDS = (("formatPropertyField", "format_property_field"),)
    net_type = _type("WideViewEntry", "FormatEntryInfo")
    PROPERTIES = {CLASS_ID: _class_id(ID), **dict(FIELDS)}

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.format_property_field = FormatPropertyField(text)


class TableColumnInfo(Packet):
    __slots__ = ("alignment", "label", "property_name", "width")
    ID = "7572aa4155ec4558817a615acf7dd92e"
    FIELDS = (("width", "width"), ("alignment", "alignment"), ("label", "label"), ("propertyName", "property_name"))
    net_type = _type("TableColumnInfo", "FormatInfoData")
    PROPERTIES = {CLASS_ID: _class_id(ID), **dict(FIELDS)}

    def __init__(self, label: str | None = None, property_name: str | None = None, width: int = 0, alignment: int = 0) -> None:
        super().__init__()
        self.label, self.property_name, self.width, self.alignment = label, property_name, width, alignment

    @property
    def heading(self) -> str:
        return (self.property_name if self.label is None else self.label) or ""


class TableHeaderInfo(Packet):
    __slots__ = ("columns", "hide_header", "repeat_header")
    ID = "e3b7a39c089845d388b2e84c5d38f5dd"
    FIELDS = (("hideHeader", "hide_header"), ("repeatHeader", "repeat_header"), ("tableColumnInfoList", "columns"))
    net_type = _type("TableHeaderInfo", "ShapeInfo")
    PROPERTIES = {
        CLASS_ID: _class_id(ID),
        "hideHeader": "hide_header",
        "repeatHeader": "repeat_header",
        "tableColumnInfoList": _list("columns", "TableColumnInfo", "tableColumnInfoList"),
    }

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[TableColumnInfo] = []
        self.hide_header = self.repeat_header = False


class ListViewHeaderInfo(Packet):
    __slots__ = ()
    ID = "830bdcb24c1642258724e441512233a4"
    net_type = _type("ListViewHeaderInfo", "ShapeInfo")
    PROPERTIES = {CLASS_ID: _class_id(ID)}


class ComplexViewHeaderInfo(Packet):
    __slots__ = ()
    ID = "5197dd85ca6f4cce9ae9e6fd6ded9d76"
    net_type = _type("ComplexViewHeaderInfo", "ShapeInfo")
    PROPERTIES = {CLASS_ID: _class_id(ID)}


class WideViewHeaderInfo(Packet):
    __slots__ = ("columns",)
    ID = "b2e2775d33d544c794d0081f27021b5c"
    FIELDS = (("columns", "columns"),)
    net_type = _type("WideViewHeaderInfo", "ShapeInfo")
    PROPERTIES = {CLASS_ID: _class_id(ID), "columns": "columns"}

    def __init__(self, columns: int = 0) -> None:
        super().__init__()
        self.columns = columns


class AutosizeInfo(Packet):
    __slots__ = ("object_count",)
    ID = "a27f094f0eec4d64845801a4c06a32ae"
    FIELDS = (("objectCount", "object_count"),)
    net_type = _type("AutosizeInfo", "FormatInfoData")
    PROPERTIES = {CLASS_ID: _class_id(ID), "objectCount": "object_count"}

    def __init__(self, object_count: int = 0) -> None:
        super().__init__()
        self.object_count = object_count


class FormatStartData(Packet):
    __slots__ = ("autosize_info", "grouping_entry", "page_footer_entry", "page_header_entry", "shape_info")
    ID = "033ecb2bc07a4d43b5ef94ed5a35d280"
    FIELDS = (
        ("pageHeaderEntry", "page_header_entry"),
        ("pageFooterEntry", "page_footer_entry"),
        ("autosizeInfo", "autosize_info"),
        ("shapeInfo", "shape_info"),
        ("groupingEntry", "grouping_entry"),
    )
    net_type = _type("FormatStartData", "StartData")
    PROPERTIES = {CLASS_ID: _class_id(ID), **dict(FIELDS)}

    def __init__(self, shape_info: Any = None) -> None:
        super().__init__()
        self.shape_info = shape_info
        self.page_header_entry = self.page_footer_entry = self.grouping_entry = None
        self.autosize_info: AutosizeInfo | None = None


class GroupStartData(Packet):
    __slots__ = ("grouping_entry", "shape_info")
    ID = "9e210fe47d09416682b841769c78b8a3"
    FIELDS = (("shapeInfo", "shape_info"), ("groupingEntry", "grouping_entry"))
    net_type = _type("GroupStartData", "StartData")
    PROPERTIES = {CLASS_ID: _class_id(ID), **dict(FIELDS)}

    def __init__(self) -> None:
        super().__init__()
        self.shape_info = None
        self.grouping_entry: GroupingEntry | None = None


class FormatEntryData(Packet):
    """One object, formatted.  Out of band: it belongs to no group and may come at any time."""

    __slots__ = ("format_entry_info", "out_of_band", "write_stream")
    ID = "27c87ef9bbda4f709f6b4002fa4af63c"
    FIELDS = (("formatEntryInfo", "format_entry_info"), ("outOfBand", "out_of_band"), ("writeStream", "write_stream"))
    net_type = _type("FormatEntryData", "PacketInfoData")
    PROPERTIES = {
        CLASS_ID: _class_id(ID),
        "formatEntryInfo": "format_entry_info",
        "outOfBand": "out_of_band",
        "writeStream": Property("writeStream", lambda entry: STREAMS[entry.write_stream], None, "string"),
    }

    def __init__(self, info: Any = None, out_of_band: bool = False) -> None:
        super().__init__()
        self.format_entry_info = info
        self.out_of_band = out_of_band
        self.write_stream = 0


class GroupEndData(Packet):
    __slots__ = ("grouping_entry",)
    ID = "4ec4f0187cb04f4cb6973460dfe252df"
    FIELDS = (("groupingEntry", "grouping_entry"),)
    net_type = _type("GroupEndData", "ControlInfoData")
    PROPERTIES = {CLASS_ID: _class_id(ID), **dict(FIELDS)}

    def __init__(self) -> None:
        super().__init__()
        self.grouping_entry = None


class FormatEndData(Packet):
    __slots__ = ("grouping_entry",)
    ID = "cf522b78d86c486691226b40aa69e95c"
    FIELDS = (("groupingEntry", "grouping_entry"),)
    net_type = _type("FormatEndData", "ControlInfoData")
    PROPERTIES = {CLASS_ID: _class_id(ID), **dict(FIELDS)}

    def __init__(self) -> None:
        super().__init__()
        self.grouping_entry = None
