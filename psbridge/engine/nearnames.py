"""Names that are near a given one: how many keystrokes apart, and what is left of a name when only its capitals are typed."""

from __future__ import annotations

NEAR = 5


def distance(first: str, second: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other; case does not count."""
    one, two = first.upper(), second.upper()
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, char in enumerate(one, 1):
        above, left = row, i
        row = [left]
        for j, other in enumerate(two, 1):
            left = min(above[j] + 1, left + 1, above[j - 1] + (char != other))
            if i > 1 and j > 1 and char == two[j - 2] and one[i - 2] == other:
                left = min(left, before[j - 2] + (char != other))
            row.append(left)
        before = above
    return row[-1]


def abbreviation(name: str) -> str:
    """The capitals and dashes of a name, in lower case: `i-psdf` of Import-PowerShellDataFile."""
    return "".join(char for char in name if char.isupper() or char == "-").lower()
