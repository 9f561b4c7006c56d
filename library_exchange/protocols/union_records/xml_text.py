"""The one writer of the answers of doors: whatever a book is called, what goes out is well formed."""

import re
from xml.sax.saxutils import escape, quoteattr

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids, and control characters that no text has."""
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def fit(value: str) -> str:
    """Return `value` without what no document may hold."""
    return value if value.isprintable() else _UNFIT.sub("", value)


def element(name: str, value: object = "", /, **attributes: str | None) -> str:
    """Return an element with a text; attributes that are None are left out, `xml_lang` is `xml:lang`."""
    return f"<{name}{_attributes(attributes)}>{escape(fit(str(value)))}</{name}>"


def around(name: str, inside: str, /, **attributes: str | None) -> str:
    """Return an element around others, which are written already; nothing where there are none."""
    return f"<{name}{_attributes(attributes)}>{inside}</{name}>" if inside else ""


def _attributes(given: dict[str, str | None]) -> str:
    told = ((name.replace("_", ":", 1), value) for name, value in given.items() if value is not None)
    return "".join(f" {name}={quoteattr(fit(value))}" for name, value in told)
