"""Linked data in pages (JSON-LD, words of schema.org): what a page tells programs of the web about its thing.

It stands in a `<script>` of a type that no browser runs: a block of data, which is why the policy that forbids scripts
in pages has nothing to refuse.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

CONTEXT = "https://schema.org"
NO_LANGUAGE = ("", "und", "mul", "zxx")
"""What says no language of a text: it stands there alone."""
_ESCAPED = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"})
"""So written in JSON, no text ends the element that it stands in."""


def document(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Return a thing with the vocabulary that its words are of."""
    return {"@context": CONTEXT, **thing}


def block(thing: Mapping[str, Any]) -> Markup:
    """Return a document as what stands between the tags of its script."""
    return Markup(json.dumps(thing, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED))  # noqa: S704


def text(value: str, tag: str) -> Any:
    """Return a text with its language (BCP 47)."""
    return value if tag in NO_LANGUAGE else {"@value": value, "@language": tag}


def texts(forms: Iterable[tuple[str, str]]) -> Any:
    """Return the forms of a text, each with its language and once; one alone, several as a list, None if none is."""
    told = [text(value, tag) for value, tag in dict.fromkeys(forms) if value]
    return told[0] if len(told) == 1 else told or None


def filled(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Return a thing without what is not known of it."""
    return {name: value for name, value in thing.items() if value not in (None, "", [], {})}
