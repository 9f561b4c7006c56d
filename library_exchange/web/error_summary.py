"""The summary on top of a form names each field to be corrected by the label that the page itself gives it."""

from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from flask import Flask, request
from lxml import html
from werkzeug.wrappers import Response

from library_exchange.core.i18n import _

MARK = "data-corrects"
"""Marks the links of a summary, each of which leads to a field by its id."""
SENTENCE_ENDS = (".", "。", "!", "！", "?", "？")
"""How a label ends that is a sentence, such as what somebody ticks: no colon follows it."""


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
    for name, (label, group, lang) in _labels(html.document_fromstring(page)).items():
        told = escape(label if label.endswith(SENTENCE_ENDS) else _("%(field)s:", field=label))
        if group:
            tag = f' lang="{escape(lang)}"' if lang else ""
            told = f"<span{tag}>{escape(group)}</span> · {told}"
        mark = f'<a href="#{escape(name)}" {MARK}>'
        page = page.replace(mark, f"{mark}<strong>{told}</strong> ")
    return page


class Called(NamedTuple):
    """What a field is called; of two called alike also the group that it is of, with its language if it is another."""

    label: str
    group: str = ""
    lang: str = ""


def _labels(tree: html.HtmlElement) -> dict[str, Called]:
    """Return what each field is called, by its id; a group of radio buttons is called by its legend."""
    labels: dict[str, Called] = {}
    for button in tree.iterfind(".//fieldset//input[@type='radio'][@id]"):
        legend = next(button.iterancestors("fieldset")).find(".//legend")
        if legend is not None and (called := _said(legend)):
            labels[button.get("id")] = Called(called)
    own = {
        label.get("for"): (called, _group(label))
        for label in tree.iterfind(".//label[@for]")
        if (called := _said(label))
    }
    shared = Counter(called for called, _its in own.values())
    for name, (called, group) in own.items():
        labels.setdefault(name, Called(called, *group) if shared[called] > 1 else Called(called))
    # In the row of a table the column's head is the label, and the field says for itself what it is.
    for field in tree.xpath("//*[self::input or self::select or self::textarea][@id][@aria-label]"):
        labels.setdefault(field.get("id"), Called(field.get("aria-label")))
    return labels


def _group(label: html.HtmlElement) -> tuple[str, str]:
    """Return what the group of fields is called in which a label stands, and in which language, if it says that."""
    legend = next((found for each in label.iterancestors() if (found := _heading(each)) is not None), None)
    if legend is None:
        return "", ""
    return _said(legend), next((each.get("lang") for each in (legend, *legend) if each.get("lang")), "")


def _heading(element: html.HtmlElement) -> html.HtmlElement | None:
    """Return what a group of fields says of itself: its legend, or the heading by which it is labelled."""
    if element.tag == "fieldset":
        return element.find("legend")
    named_by = element.get("aria-labelledby") if element.get("role") == "group" else None
    return element.find(f".//*[@id='{named_by}']") if named_by else None


def _said(element: html.HtmlElement) -> str:
    return " ".join("".join(_texts(element)).split()).rstrip(":：")


def _texts(element: html.HtmlElement) -> Iterator[str]:
    """Yield the texts of a label; what is set apart in it, like “(optional)”, is no part of the name."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag != "span":
            yield from _texts(child)
        yield child.tail or ""
