"""Delimited text: by which sign its columns are told apart."""

DELIMITERS = "\t;,|"
LOOKED_AT_LINES = 20
LOOKED_AT = 1 << 16
"""So many characters at most are looked at, however long the lines are."""


def delimiter_of(text: str) -> str:
    """Return the delimiter that most of the first lines have in common; a comma for text without lines.

    Commas stand in titles too: a tab that most lines have goes before them.
    """
    lines = [line for line in text[:LOOKED_AT].splitlines()[:LOOKED_AT_LINES] if line.strip()]
    counts = {mark: sum(1 for line in lines if mark in line) for mark in DELIMITERS}
    if 2 * counts["\t"] > len(lines):
        return "\t"
    return max(DELIMITERS, key=lambda mark: (counts[mark], -DELIMITERS.index(mark))) if lines else ","
