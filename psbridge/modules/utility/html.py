"""ConvertTo-Html."""

from __future__ import annotations

import html
from typing import Any

from psbridge.engine.cmdlet import Cmdlet, In, NotNullOrEmpty, ValidatePattern, ValidateSet, cmdlet, parameter
from psbridge.engine.errors import ScriptError
from psbridge.modules.utility.argumentkeys import EXPRESSION, LABEL, MARKUP_ALIGNMENT, MARKUP_WIDTH
from psbridge.modules.utility.csvobjects import text_of
from psbridge.modules.utility.expressions import Entry, evaluate, parse_entries
from psbridge.objects import NetError, unwrap
from psbridge.objects.access import iter_properties
from psbridge.objects.convert import to_text

_KEYS = (EXPRESSION, LABEL, MARKUP_ALIGNMENT, MARKUP_WIDTH)
_DOCTYPES = {
    "strict": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
    "transitional": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
}
_ACCEPTED = (
    "Accepted meta properties are content-type, default-style, application-name, author, description, generator, keywords, "
    "x-ua-compatible, and viewport."
)


def escape(text: str) -> str:
    """WebUtility.HtmlEncode: the five marks, and Latin-1's upper half as numbers."""
    marked = html.escape(text, quote=True).replace("&#x27;", "&#39;")
    return "".join(f"&#{ord(c)};" if 160 <= ord(c) < 256 or ord(c) > 0xFFFF else c for c in marked)


@cmdlet("ConvertTo-Html", default_set="Page", output=("System.String",))
class ConvertToHtml(Cmdlet):
    """Converts objects into HTML that can be displayed in a web browser."""

    input_object = parameter("InputObject", "psobject", pipeline=True)
    property = parameter("Property", "object[]", position=0)
    body = parameter("Body", "string[]", sets=(In("Page", position=3),))
    head = parameter("Head", "string[]", sets=(In("Page", position=1),))
    title = parameter("Title", "string", sets=(In("Page", position=2),), default="HTML TABLE", validate=(NotNullOrEmpty(),))
    as_layout = parameter("As", "string", default="Table", validate=(ValidateSet("Table", "List"),))
    css_uri = parameter("CssUri", "uri", sets=("Page",), aliases=("cu", "uri"), validate=(NotNullOrEmpty(),))
    fragment = parameter("Fragment", "switch", sets=("Fragment",))
    post_content = parameter("PostContent", "string[]", validate=(NotNullOrEmpty(),))
    pre_content = parameter("PreContent", "string[]", validate=(NotNullOrEmpty(),))
    meta = parameter("Meta", "System.Collections.Hashtable", sets=("Page",), validate=(NotNullOrEmpty(),))
    charset = parameter(
        "Charset", "string", sets=("Page",), validate=(NotNullOrEmpty(), ValidatePattern(r"^[A-Za-z0-9]\w+\S+[A-Za-z0-9]$"))
    )
    transitional = parameter("Transitional", "switch", sets=("Page",))

    def begin(self) -> None:
        self._entries: list[Entry] | None = parse_entries(self, self.property, _KEYS) if self.property else None
        self._table = self.as_layout.lower() == "table"
        self._first = True
        self._columns: list[Entry] = []
        if not self.fragment:
            self._write_head()
        for line in self.pre_content or ():
            self.write(line)
        self.write("<table>")

    def _write_head(self) -> None:
        self.write(_DOCTYPES["transitional" if self.transitional else "strict"])
        self.write('<html xmlns="http://www.w3.org/1999/xhtml">')
        self.write("<head>")
        if self.charset:
            self.write(f'<meta charset="{self.charset}">')
        for key, value in unwrap(self.meta).pairs() if self.meta is not None else ():
            self._write_meta(to_text(key), to_text(value))
        for line in self.head or ():
            self.write(line)
        if self.head is None:
            self.write(f"<title>{escape(self.title)}</title>")
        if self.css_uri is not None:
            self.write(f'<link rel="stylesheet" type="text/css" href="{to_text(self.css_uri)}" />')
        self.write("</head><body>")
        for line in self.body or ():
            self.write(line)

    def _write_meta(self, name: str, content: str) -> None:
        if name.lower() in ("content-type", "default-style", "x-ua-compatible"):
            self.write(f'<meta http-equiv="{name}" content="{content}">')
        elif name.lower() in ("application-name", "author", "description", "generator", "keywords", "viewport"):
            self.write(f'<meta name="{name}" content="{content}">')
        else:
            self.write_warning(f"{_ACCEPTED} The meta pair: {name} and {content} may not function correctly.")
            self.write(f'<meta name="{name}" content="{content}">')

    def process(self) -> None:
        value = self.input_object
        if value is None:
            return
        if self._first:
            self._columns = self._resolve(value)
            if not self._columns:
                return
        if self._table:
            self._write_row(value)
        else:
            self._write_list(value)
        self._first = False

    def _resolve(self, value: Any) -> list[Entry]:
        """The columns: those asked for (patterns resolved against the first object), else all properties."""
        if self._entries is None:
            return [Entry(name) for name in _names(value)]
        columns: list[Entry] = []
        for entry in self._entries:
            found = [] if entry.is_block or entry.label else evaluate(self, entry, value)
            columns += [Entry(one.name, entry.options) for one in found] or [entry]
        return columns

    def _write_row(self, value: Any) -> None:
        if self._first:
            self.write("<colgroup>" + "".join(self._column(entry) for entry in self._columns) + "</colgroup>")
            self.write("<tr>" + "".join(f"<th>{escape(_title(entry))}</th>" for entry in self._columns) + "</tr>")
        self.write("<tr>" + "".join(f"<td>{self._cell(entry, value)}</td>" for entry in self._columns) + "</tr>")

    @staticmethod
    def _column(entry: Entry) -> str:
        marks = "".join(
            f' {name}="{to_text(entry.options[key])}"' for name, key in (("width", "width"), ("align", "alignment")) if key in entry.options
        )
        return f"<col{marks}/>"

    def _write_list(self, value: Any) -> None:
        if not self._first:
            self.write("<tr><td><hr></td></tr>")
        for entry in self._columns:
            self.write(f"<tr><td>{escape(_title(entry))}:</td><td>{self._cell(entry, value)}</td></tr>")

    def _cell(self, entry: Entry, value: Any) -> str:
        try:
            found = evaluate(self, entry, value)
        except (NetError, ScriptError):
            return ""
        shown = found[0].value if found else None
        return escape(text_of(shown, self.runspace.culture) or "")

    def end(self) -> None:
        self.write("</table>")
        for line in self.post_content or ():
            self.write(line)
        if not self.fragment:
            self.write("</body></html>")


def _title(entry: Entry) -> str:
    return entry.label or to_text(entry.source)


def _names(value: Any) -> list[str]:
    return [view.name for view in iter_properties(value) if not view.hidden]
