"""Versions as HTTP names them: the tag of what was read, and whether a change is one of that."""

ANY = "*"


def tag_of(version: object) -> str:
    """Return the tag of a version, as `ETag` tells it."""
    return f'"{version}"'


def names(header: str, tag: str) -> bool:
    """Whether a header with one tag or several, or with `*` for any, names this one; a weak tag is as good."""
    told = [each.strip().removeprefix("W/") for each in header.split(",")]
    return ANY in told or tag in told
