"""Blocks, tables and inlines of Markdown as HTML: what CommonMark says, and Markdig's extensions."""

from __future__ import annotations

import pytest

from psbridge.modules.utility.markdown import inlines, nodes, tables, tohtml
from psbridge.modules.utility.markdown.blocks import parse


def html(text: str, extended: bool = False) -> str:
    return tohtml.to_html(parse(text, nodes.Dialect(extended)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\npara *em* **b** `c` <b>x</b>", '<h1 id="a">A</h1>\n<p>para <em>em</em> <strong>b</strong> <code>c</code> <b>x</b></p>\n'),
        (
            "- a\n- b\n  - c\n    - d\n- e",
            ("<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c\n<ul>\n<li>d</li>\n</ul>\n</li>\n</ul>\n</li>\n<li>e</li>\n</ul>\n"),
        ),
        ("1. a\n2. b\n\n   para", "<ol>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n<p>para</p>\n</li>\n</ol>\n"),
        ("> q\n> r\nlazy\n\n> z", "<blockquote>\n<p>q\nr\nlazy</p>\n</blockquote>\n<blockquote>\n<p>z</p>\n</blockquote>\n"),
        ("```py\nx < 1\n```", '<pre><code class="language-py">x &lt; 1\n</code></pre>\n'),
        ("    code\n\n    more\n\ntext", "<pre><code>code\n\nmore\n</code></pre>\n<p>text</p>\n"),
        ("a  \nb\\\nc\nd", "<p>a<br />\nb<br />\nc\nd</p>\n"),
        (
            "[x](http://a.b 'T') ![im](u.png) [r]\n\n[r]: /url \"ti\"",
            '<p><a href="http://a.b" title="T">x</a> <img src="u.png" alt="im" /> <a href="/url" title="ti">r</a></p>\n',
        ),
        ("***a** b*", "<p><em><strong>a</strong> b</em></p>\n"),
        ("foo_bar_baz _x_", "<p>foo_bar_baz <em>x</em></p>\n"),
        ("Set\n===\nx\n---", '<h1 id="set">Set</h1>\n<h2 id="x">x</h2>\n'),
        ("---\n***", "<hr />\n<hr />\n"),
        ("<div>\n*x*\n</div>\n\ny", "<div>\n*x*\n</div>\n<p>y</p>\n"),
        ("<http://x.y> a &amp; &copy;", '<p><a href="http://x.y">http://x.y</a> a &amp; ©</p>\n'),
        ("text\n2. no", "<p>text\n2. no</p>\n"),
        ("10) a\n11) b", '<ol start="10">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
    ],
)
def test_commonmark(text, expected):
    assert html(text) == expected


def test_extensions():
    assert html("~~no~~ H~2~O http://x.y/z.", True) == '<p><del>no</del> H<sub>2</sub>O <a href="http://x.y/z">http://x.y/z</a>.</p>\n'
    assert "contains-task-list" in html("- [x] done", True)
    assert '<td style="text-align: center;">2</td>' in html("|a|b|\n|-|:-:|\n|1|2|", True)
    assert html("~~no~~") == "<p>~~no~~</p>\n"


def test_names_of_headings():
    assert html("# A b!\n# A b").count('id="a-b-1"') == 1
    assert tohtml.heading_id("1. What?") == "what"
    assert tohtml.heading_id("!!") == "section"


def test_parts():
    assert tables.read_table(["no table", "---"], 0) is None
    assert inlines.unescape("a\\*&amp;") == "a*&"
    assert nodes.label_of(" A  b ") == "a b"
