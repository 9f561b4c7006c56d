"""The summary on top of a form names each field to be corrected by the label that the page itself gives it."""

from html import escape
from html.parser import HTMLParser

from flask import Flask, request
from werkzeug.wrappers import Response

from library_exchange.core.i18n import _

MARK = "data-corrects"
"""Marks the links of a summary, each of which leads to a field by its id."""


def init_app(app: Flask) -> None:
    """Have every summary of `app` name its fields."""
    app.after_request(_name_fields)


def _name_fields(response: Response) -> Response:
    """Put the name of its field before each sentence of a summary; pages without one are left as they are."""
    if request.method != "POST" or response.mimetype != "text/html" or response.is_streamed:
        return response
    page = response.get_data(as_text=True)
    if MARK in page:
        response.set_data(named(page))
    return response


def named(page: str) -> str:
    """Return `page` with the name of its field before each sentence that tells what to correct."""
    reader = _Labels()
    reader.feed(page)
    for name, label in reader.labels.items():
        told = escape(_("%(field)s:", field=label))
        mark = f'<a href="#{escape(name)}" {MARK}>'
        page = page.replace(mark, f"{mark}<strong>{told}</strong> ")
    return page


class _Labels(HTMLParser):
    """Reads what each field is called, by its id; a group of radio buttons is called by its legend."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}
        self._legend = ""
        self._open = ""
        self._asides = 0
        self._text: list[str] = []
        self._field = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to read a label or a legend; note a button of a group, or a remark inside of a label."""
        told = dict(attrs)
        if tag in ("label", "legend"):
            self._open, self._field, self._text = tag, told.get("for") or "", []
        elif tag == "fieldset":
            self._legend = ""
        elif tag == "span" and self._open:
            self._asides += 1
        elif tag == "input" and told.get("type") == "radio" and self._legend and told.get("id"):
            self.labels[str(told["id"])] = self._legend
        elif tag in ("input", "select", "textarea") and told.get("aria-label") and told.get("id"):
            # In the row of a table the column's head is the label, and the field says for itself what it is.
            self.labels.setdefault(str(told["id"]), str(told["aria-label"]))

    def handle_endtag(self, tag: str) -> None:
        """Keep the label that was read; the name of one radio button does not replace that of its group."""
        if tag == "span" and self._asides:
            self._asides -= 1
        if tag != self._open:
            return
        text = " ".join("".join(self._text).split()).rstrip(":：")
        if tag == "legend":
            self._legend = text
        elif self._field and text:
            self.labels.setdefault(self._field, text)
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Read a part of a label; what is set apart in it, like “(optional)”, is no part of the name."""
        if self._open and not self._asides:
            self._text.append(data)
