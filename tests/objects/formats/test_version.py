"""Text to versions, and semantic versions to plain ones and back."""

from __future__ import annotations

import pytest

from psbridge.objects.exceptions import NetError
from psbridge.objects.formats.version import parse_semantic_version, semantic_of, semantic_version, version_of
from psbridge.objects.scalars import SemanticVersion, Version


@pytest.mark.parametrize("text", ["", "-", "+", "-alpha", "1..0", "1.0.-alpha", "1.0.0-alpha+", "1.0.0-+", "1.0.0+-", "1.0.0.", "1.0.0--a"])
def test_no_semantic_version(text):
    with pytest.raises(NetError) as caught:
        parse_semantic_version(text)
    assert caught.value.exception.kind.full_name == "System.FormatException"


def test_parts_of_a_semantic_version():
    assert tuple(parse_semantic_version("1.2.3-Alpha-super.3+BLD.a1-x.03")) == (1, 2, 3, "Alpha-super.3", "BLD.a1-x.03")
    assert tuple(parse_semantic_version("2")) == (2, 0, 0, None, None)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: parse_semantic_version(None), "PSArgumentNullException"),
        (lambda: semantic_version(1, -1), "PSArgumentException"),
        (lambda: semantic_of(Version(1, 2, 3, 4)), "PSArgumentException"),
        (lambda: semantic_version(1, label="-a"), "FormatException"),
    ],
)
def test_refused(make, kind):
    with pytest.raises(NetError) as caught:
        make()
    assert caught.value.exception.kind.name == kind


def test_labels_survive_as_notes():
    plain = version_of(SemanticVersion(3, 2, 1, "pre", "meta"))
    assert (plain.base, plain.get("PSSemVerPreReleaseLabel"), plain.text) == (Version(3, 2, 1), "pre", "3.2.1-pre+meta")
    assert tuple(semantic_of(plain)) == (3, 2, 1, "pre", "meta")
    assert version_of(SemanticVersion(1)) == Version(1, 0, 0)


def test_the_build_does_not_count():
    assert SemanticVersion(1, 0, 0, "b", "x") == SemanticVersion(1, 0, 0, "b", "y")
    assert len({SemanticVersion(1, build="x"), SemanticVersion(1, build="y"), SemanticVersion(1, 0, 0, "p")}) == 2
