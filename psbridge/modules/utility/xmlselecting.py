"""Select-Xml."""

from __future__ import annotations

from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, cmdlet, parameter
from psbridge.engine.encodings import text_of
from psbridge.engine.errors import ScriptError
from psbridge.engine.members.xmldom import XmlDocument
from psbridge.engine.members.xmlviews import NamespaceManager, select
from psbridge.machine import files_of
from psbridge.modules.utility import files
from psbridge.objects import NetDictionary, NetError, NetObject, define, find_type, unwrap
from psbridge.objects.convert import convert, to_text

_C = "Microsoft.PowerShell.Commands."
_DOCUMENT = find_type("System.Xml.XmlDocument")


class SelectXmlInfo(NetObject):
    """A node that was found."""

    __slots__ = ("file", "node", "pattern")
    net_type = define(_C + "SelectXmlInfo")
    PROPERTIES = {"Node": "node", "Path": "file", "Pattern": "pattern"}

    def __init__(self, node: Any, file: str, pattern: str) -> None:
        super().__init__()
        self.node, self.file, self.pattern = node, file or "InputStream", pattern

    def __str__(self) -> str:
        return self.text_from(None)

    def text_from(self, directory: str | None) -> str:
        """The node's text, with its file for files."""
        from psbridge.engine.members.xmldom import inner_text

        text = (getattr(self.node, "value", None) or inner_text(self.node)).strip()
        if self.file == "InputStream":
            return text
        place = self.file.removeprefix(directory).lstrip("/\\") if directory else self.file
        return f"{place}:{text}"


@cmdlet("Select-Xml", default_set="Xml", output=(_C + "SelectXmlInfo",))
class SelectXml(Cmdlet):
    """Finds nodes in XML texts, documents and files."""

    path = parameter("Path", "string[]", sets=(In("Path", mandatory=True, position=1, by_property=True),), validate=(NotNullOrEmpty(),))
    literal_path = parameter(
        "LiteralPath",
        "string[]",
        sets=(In("LiteralPath", mandatory=True, by_property=True),),
        aliases=("PSPath", "LP"),
        validate=(NotNullOrEmpty(),),
    )
    xml = parameter(
        "Xml",
        "System.Xml.XmlNode[]",
        sets=(In("Xml", mandatory=True, position=1, pipeline=True, by_property=True),),
        aliases=("Node",),
        validate=(NotNullOrEmpty(),),
    )
    content = parameter("Content", "string[]", sets=(In("Content", mandatory=True, pipeline=True),), validate=(NotNullOrEmpty(),))
    xpath = parameter("XPath", "string", position=0, mandatory=True, validate=(NotNullOrEmpty(),))
    namespace = parameter("Namespace", "hashtable", validate=(NotNullOrEmpty(),))

    def process(self) -> None:
        read = {"Xml": self._nodes, "Content": self._texts}.get(self.set_name)
        if read is not None:
            read()
            return
        literal = self.set_name == "LiteralPath"
        for found in self.paths.each(list(self.literal_path if literal else self.path), literal, self._missing):
            self._file(found.path)

    def _missing(self, record: Any) -> None:
        made = self.error(record.exception.kind.full_name, record.exception.message, record.error_id, int(record.category_info.category))
        made.target_object = record.target_object
        self.fail(made)

    def _nodes(self) -> None:
        for one in self.xml:
            bare = unwrap(one)
            self._search(bare if hasattr(bare, "children") else XmlDocument(to_text(bare)), "")

    def _texts(self) -> None:
        for text in self.content:
            try:
                document = convert(text, _DOCUMENT)
            except NetError as problem:
                kind = "System.Management.Automation.ParentContainsErrorRecordException"
                self.write_error(self.error(kind, problem.exception.message, "InvalidCastToXmlDocument", "InvalidArgument"))
                continue
            self._search(document if isinstance(document, XmlDocument) else XmlDocument(document.text), "")

    def _file(self, full: str) -> None:
        stat = files_of(self.machine).stat(full)
        if stat is not None and stat.is_dir:
            self._unreadable(full, "Access to the path '" + full + "' is denied.")
            return
        try:
            document = XmlDocument(text_of(files.read_file(self, full)))
        except NetError as problem:
            self._unreadable(full, problem.exception.message)
        except ScriptError as problem:
            self._unreadable(full, problem.record.exception.message)
        else:
            self._search(document, full)

    def _unreadable(self, full: str, why: str) -> None:
        text = f"The file '{full}' cannot be read: {why}"
        self.write_error(self.error("System.ArgumentException", text, "ProcessingFile", "InvalidArgument", full))

    def _search(self, node: Any, file: str) -> None:
        for found in select(node, self.xpath, self._manager()):
            self.write(SelectXmlInfo(found, file, self.xpath))

    def _manager(self) -> NamespaceManager | None:
        if self.namespace is None:
            return None
        manager = NamespaceManager()
        table = unwrap(self.namespace)
        for prefix, uri in table.pairs() if isinstance(table, NetDictionary) else table.items():
            if uri is None:
                text = (
                    "This command cannot be run because the prefix value in the Namespace parameter is null. Provide a valid value for "
                    "the prefix, and then run the command again."
                )
                self.write_error(self.error("System.InvalidOperationException", text, "PrefixError", "InvalidOperation", table))
                continue
            manager.prefixes[to_text(prefix)] = to_text(uri)
        return manager
