"""System.Xml: documents as trees of nodes, read, changed, searched and written."""

from __future__ import annotations

from psbridge.objects.xml import adapter as _adapter  # noqa: F401  registers how PowerShell sees nodes
from psbridge.objects.xml.nodes import XmlAttribute, XmlDocument, XmlElement, XmlNode, XmlNodeList
from psbridge.objects.xml.reading import parse_document

__all__ = ["XmlAttribute", "XmlDocument", "XmlElement", "XmlNode", "XmlNodeList", "parse_document"]
