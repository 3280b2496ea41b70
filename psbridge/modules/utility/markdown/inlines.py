"""From the text of a paragraph to its inlines: code, links, emphasis by CommonMark's rules of delimiters."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from psbridge.modules.utility.markdown.nodes import Dialect, Node, label_of

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_AUTO = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_MAIL = re.compile(r"<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*)>")
_TAG = re.compile(
    r"<(?:[A-Za-z][\w-]*(?:\s+[\w:.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*\s*/?"
    r"|/[A-Za-z][\w-]*\s*|!--.*?--|\?.*?\?|![A-Za-z][^>]*|!\[CDATA\[.*?\]\])>",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TICKS = re.compile(r"`+")
_BARE = re.compile(r"(?:https?://|ftp://|mailto:|www\.)[^\s<>]*[^\s<>?!.,:*_~)'\"]")
_INSIDE = re.compile(
    r"""\(\s*(<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)(?:\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\([^()]*\)))?\s*\)"""
)
_FULL = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TASK = re.compile(r"\[([ xX])\](?=\s)")
_SPANS = {"*": {1: "em", 2: "strong"}, "_": {1: "em", 2: "strong"}}
_MORE_SPANS = {"~": {1: "sub", 2: "del"}, "^": {1: "sup"}, "+": {2: "ins"}, "=": {2: "mark"}}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads."""

    url: str
    title: str


@dataclass(slots=True)
class _Mark:
    """A run of delimiters that may open or close a span, or the bracket that may begin a link."""

    node: Node
    letter: str
    count: int
    opens: bool
    closes: bool
    whole: int = 0
    at: int = 0


class Inlines:
    """Reads inlines in one dialect, with the targets that the text names."""

    def __init__(self, dialect: Dialect, targets: dict[str, Target]) -> None:
        self.dialect, self.targets = dialect, targets
        self.spans = {**_SPANS, **_MORE_SPANS} if dialect.extended else _SPANS

    def read(self, text: str) -> list[Node]:
        return _Run(self, text).read()


def unescape(text: str) -> str:
    """Backslashes and entities as they are meant, in what is no text: addresses and titles."""
    return html.unescape(_ESCAPE.sub(r"\1", text))


class _Run:
    """One text on its way into nodes."""

    def __init__(self, owner: Inlines, text: str) -> None:
        self.owner, self.text, self.at = owner, text, 0
        self.nodes: list[Node] = []
        self.marks: list[_Mark] = []
        self.brackets: list[_Mark] = []

    def read(self) -> list[Node]:
        if self.owner.dialect.extended and (task := _TASK.match(self.text)):
            self.nodes.append(Node("Task", level=int(task[1] != " ")))
            self.at = task.end()
        while self.at < len(self.text):
            step = _STEPS.get(self.text[self.at])
            if step is None or not step(self):
                self._plain()
        self._emphasis(0)
        return _joined(self.nodes)

    def _plain(self) -> None:
        letter = self.text[self.at]
        if letter in self.owner.spans:
            self._run(letter)
            return
        if self.owner.dialect.extended and letter in "hfmw" and self._bare():
            return
        self.nodes.append(Node("Text", text=letter))
        self.at += 1

    def _bare(self) -> bool:
        before = self.text[self.at - 1 : self.at]
        found = _BARE.match(self.text, self.at)
        if found is None or (before and not before.isspace() and before not in "*_~("):
            return False
        url = "http://" + found[0] if found[0].startswith("www.") else found[0]
        self.nodes.append(Node("Auto", text=found[0].removeprefix("mailto:"), info=url))
        self.at = found.end()
        return True

    # -- what begins with a letter of its own

    def _escape(self) -> bool:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "\n":
            self._break(True, 2)
        elif following and following in _PUNCTUATION:
            self.nodes.append(Node("Text", text=following))
            self.at += 2
        else:
            return False
        return True

    def _break(self, hard: bool, taken: int) -> None:
        self.nodes.append(Node("Break", level=int(hard)))
        self.at += taken
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1

    def _line(self) -> bool:
        blanks = 0
        while self.nodes and self.nodes[-1].kind == "Text" and self.nodes[-1].text == " ":
            self.nodes.pop()
            blanks += 1
        self._break(blanks >= 2, 1)
        return True

    def _code(self) -> bool:
        ticks = _TICKS.match(self.text, self.at)
        assert ticks is not None
        for closing in _TICKS.finditer(self.text, ticks.end()):
            if len(closing[0]) == len(ticks[0]):
                inside = self.text[ticks.end() : closing.start()].replace("\n", " ")
                if inside[:1] == inside[-1:] == " " and inside.strip(" "):
                    inside = inside[1:-1]
                self.nodes.append(Node("CodeSpan", text=inside))
                self.at = closing.end()
                return True
        self.nodes.append(Node("Text", text=ticks[0]))
        self.at = ticks.end()
        return True

    def _angle(self) -> bool:
        for shape, lead in ((_AUTO, ""), (_MAIL, "mailto:")):
            if found := shape.match(self.text, self.at):
                self.nodes.append(Node("Auto", text=found[1], info=lead + found[1]))
                self.at = found.end()
                return True
        if found := _TAG.match(self.text, self.at):
            self.nodes.append(Node("RawSpan", text=found[0]))
            self.at = found.end()
            return True
        return False

    def _entity(self) -> bool:
        found = _ENTITY.match(self.text, self.at)
        if found is None or (said := html.unescape(found[0])) == found[0]:
            return False
        self.nodes.append(Node("Text", text=said))
        self.at = found.end()
        return True

    def _open(self) -> bool:
        image = self.text[self.at] == "!"
        if image and self.text[self.at + 1 : self.at + 2] != "[":
            return False
        node = Node("Text", text="![" if image else "[")
        self.nodes.append(node)
        self.at += 2 if image else 1
        self.brackets.append(_Mark(node, "!" if image else "[", 1, True, False, whole=len(self.marks), at=self.at))
        return True

    def _close(self) -> bool:
        if not self.brackets:
            return False
        mark = self.brackets.pop()
        found = self._target(self.text[mark.at : self.at]) if mark.opens else None
        if found is None:
            return False
        target, self.at = found
        self._emphasis(mark.whole)
        start = next(number for number, node in enumerate(self.nodes) if node is mark.node)
        inside = _joined(self.nodes[start + 1 :])
        self.nodes[start:] = [Node("Image" if mark.letter == "!" else "Link", inside, info=target.url, title=target.title)]
        if mark.letter == "[":
            for one in self.brackets:
                one.opens = one.opens and one.letter == "!"
        return True

    def _target(self, inside: str) -> tuple[Target, int] | None:
        """What follows the closing bracket: an address in round ones, a name in square ones, or nothing."""
        after = self.at + 1
        if found := _INSIDE.match(self.text, after):
            url = found[1][1:-1] if found[1].startswith("<") else found[1]
            return Target(unescape(url), unescape((found[2] or "")[1:-1])), found.end()
        name = inside
        if full := _FULL.match(self.text, after):
            name, after = full[1] or inside, full.end()
        target = self.owner.targets.get(label_of(name))
        return None if target is None else (Target(unescape(target.url), unescape(target.title)), after)

    # -- emphasis

    def _run(self, letter: str) -> None:
        end = self.at
        while self.text[end : end + 1] == letter:
            end += 1
        before, after = self.text[self.at - 1 : self.at] or " ", self.text[end : end + 1] or " "
        left = not after.isspace() and (not _is_mark(after) or before.isspace() or _is_mark(before))
        right = not before.isspace() and (not _is_mark(before) or after.isspace() or _is_mark(after))
        word = letter == "_"
        opens = left and (not word or not right or _is_mark(before))
        closes = right and (not word or not left or _is_mark(after))
        node = Node("Text", text=self.text[self.at : end])
        self.nodes.append(node)
        self.marks.append(_Mark(node, letter, end - self.at, opens, closes, whole=end - self.at))
        self.at = end

    def _emphasis(self, bottom: int) -> None:
        at = bottom
        while at < len(self.marks):
            closer = self.marks[at]
            opener = self._opener(at, bottom) if closer.closes and closer.count else None
            if opener is None:
                at += 1
                continue
            self._wrap(opener, closer)
            del self.marks[self.marks.index(opener) + 1 : at]
            at = self.marks.index(closer)
        del self.marks[bottom:]

    def _opener(self, at: int, bottom: int) -> _Mark | None:
        closer = self.marks[at]
        for opener in reversed(self.marks[bottom:at]):
            if opener.letter != closer.letter or not opener.opens or not opener.count:
                continue
            both = (opener.closes or closer.opens) and (opener.whole + closer.whole) % 3 == 0
            if not (both and (opener.whole % 3 or closer.whole % 3)) and self._size(opener, closer):
                return opener
        return None

    def _size(self, opener: _Mark, closer: _Mark) -> int:
        sizes = self.owner.spans[closer.letter]
        common = min(opener.count, closer.count)
        return max((size for size in sizes if size <= common), default=0)

    def _wrap(self, opener: _Mark, closer: _Mark) -> None:
        size = self._size(opener, closer)
        first = next(number for number, node in enumerate(self.nodes) if node is opener.node)
        last = next(number for number, node in enumerate(self.nodes) if node is closer.node)
        inside = _joined(self.nodes[first + 1 : last])
        self.nodes[first + 1 : last] = [Node("Emphasis", inside, info=self.owner.spans[closer.letter][size], level=size)]
        for mark in (opener, closer):
            mark.count -= size
            mark.node.text = mark.letter * mark.count


def _is_mark(letter: str) -> bool:
    return letter in _PUNCTUATION or unicodedata.category(letter).startswith(("P", "S"))


def _joined(nodes: list[Node]) -> list[Node]:
    """Neighbouring pieces of text as one."""
    found: list[Node] = []
    for node in nodes:
        if node.kind == "Text" and found and found[-1].kind == "Text":
            found[-1] = Node("Text", text=found[-1].text + node.text)
        elif node.kind != "Text" or node.text:
            found.append(node)
    return found


_STEPS = {
    "\\": _Run._escape,
    "\n": _Run._line,
    "`": _Run._code,
    "<": _Run._angle,
    "&": _Run._entity,
    "!": _Run._open,
    "[": _Run._open,
    "]": _Run._close,
}
