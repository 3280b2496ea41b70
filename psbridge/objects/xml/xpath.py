"""XPath over nodes, through lxml: the tree is copied there, the answer mapped back.

Decides what a path gives as nodes and the words for one that is no node-set.
"""

from __future__ import annotations

from typing import Any

from psbridge.objects.containers import NetDictionary
from psbridge.objects.exceptions import NetError
from psbridge.objects.xml.nodes import XmlComment, XmlDocument, XmlElement, XmlNode, XmlProcessingInstruction


def select(node: XmlNode, path: str, names: Any = None) -> list[XmlNode]:
    """The nodes that an XPath gives from a node, in document order; `names` maps prefixes to namespaces."""
    from lxml import etree

    copy = _Copy(node)
    try:
        found = etree.XPath(path, namespaces=_prefixes(names), smart_strings=True)(copy.context)
    except etree.XPathError as error:
        raise NetError.of("System.Xml.XPath.XPathException", f"'{path}' has an invalid token.") from error
    if not isinstance(found, list):
        raise NetError.of("System.Xml.XPath.XPathException", "Expression must evaluate to a node-set.")
    return [one for one in map(copy.original, found) if one is not None]


def _prefixes(names: Any) -> dict[str, str] | None:
    if names is None:
        return None
    pairs = names.pairs() if isinstance(names, NetDictionary) else dict(getattr(names, "prefixes", names)).items()
    return {str(prefix): str(space) for prefix, space in pairs if prefix}


class _Copy:
    """A document as lxml's tree, with the way back."""

    def __init__(self, node: XmlNode) -> None:
        from lxml import etree

        self.etree = etree
        self.back: dict[Any, XmlNode] = {}
        top = node
        while top.parent is not None:
            top = top.parent
        root = top.element if isinstance(top, XmlDocument) else top
        self.top = top
        self.forth: dict[int, Any] = {}
        tree = self._element(root) if isinstance(root, XmlElement) else etree.Element("empty")
        self.context: Any = tree.getroottree() if isinstance(node, XmlDocument) else self.forth.get(id(node), tree)

    def _element(self, node: XmlElement) -> Any:
        prefix = node.prefix or None
        spaces = {prefix: node.namespace} if node.namespace else {}
        made = self.etree.Element(_tag(node), nsmap=spaces or None)
        for one in node.attributes:
            if one.name.split(":")[0] != "xmlns":
                made.set(_tag(one), one.content or "")
        self._remember(made, node)
        last: Any = None
        for child in node.children:
            last = self._child(made, last, child)
        return made

    def _child(self, parent: Any, last: Any, child: XmlNode) -> Any:
        if isinstance(child, XmlElement):
            made = self._element(child)
        elif isinstance(child, XmlComment):
            made = self.etree.Comment(child.content or "")
        elif isinstance(child, XmlProcessingInstruction):
            made = self.etree.ProcessingInstruction(child.name, child.content or "")
        else:
            if last is None:
                parent.text = (parent.text or "") + child.inner_text
            else:
                last.tail = (last.tail or "") + child.inner_text
            return last
        self._remember(made, child)
        parent.append(made)
        return made

    def _remember(self, made: Any, node: XmlNode) -> None:
        self.back[made] = node
        self.forth[id(node)] = made

    def original(self, found: Any) -> XmlNode | None:
        """The node behind what lxml found: an element, an attribute's value, a text."""
        if not isinstance(found, str):
            return self.back.get(found, self.top)
        owner = self.back.get(found.getparent()) if hasattr(found, "getparent") else None
        if not isinstance(owner, XmlElement):
            return None
        if found.is_attribute:  # type: ignore[attr-defined]
            name = self.etree.QName(found.attrname)  # type: ignore[attr-defined]
            return next((one for one in owner.attributes if one.local_name == name.localname), None)
        inside = owner.parent.children if found.is_tail and owner.parent is not None else owner.children  # type: ignore[attr-defined]
        return next((child for child in inside if child.NODE_TYPE in (3, 4) and child.inner_text == str(found)), None)


def _tag(node: XmlNode) -> str:
    return f"{{{node.namespace}}}{node.local_name}" if node.namespace else node.local_name
