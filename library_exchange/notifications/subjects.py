"""Of what kind a mail is, told from its subject: the sentences that letters begin with, in every language."""

import re
from collections.abc import Iterator
from functools import lru_cache

from flask import Flask, current_app
from jinja2 import Environment

from library_exchange.core.i18n import _, _n, current, speaking
from library_exchange.core.scripts import html_lang, script_of

_SLOT = re.compile(r"%\((\w+)\)s")
_PLAIN = re.compile(r'_\("((?:[^"\\]|\\.)*)"')
_COUNTED = re.compile(r'ngettext\("((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"')
_BEGINS, _ENDS = "\ue000", "\ue001"
MANY = (1, 2, 5)
"""Numbers that have each form of every language."""
Sentence = tuple[str, str | None]
"""What stands in a template: a sentence, and what it is for many."""


def find_kind(subject: str, language: str, marked: str = "%s") -> str | None:
    """Return what a mail with this subject in `language` says, in the language of the page.

    None where that is its language, and for a subject that a library words itself. What the subject is filled in with
    stays as it is, each as `marked` has it.
    """
    if not subject or language == current().code:
        return None
    for pattern, sentence in _known(current_app._get_current_object(), language):  # type: ignore[attr-defined]
        found = pattern.fullmatch(subject)
        if found is not None:
            return _said(sentence, found.groupdict(), marked)
    return None


def find_kind_in_runs(subject: str, language: str) -> list[tuple[str, str | None]]:
    """Return what `find_kind` does in runs, each with the language of what it was filled in with; empty for nothing."""
    kind = find_kind(subject, language, f"{_BEGINS}%s{_ENDS}")
    found: list[tuple[str, str | None]] = []
    for at, part in enumerate(re.split(f"[{_BEGINS}{_ENDS}]", kind or "")):
        if part:
            found.append((part, html_lang(script_of(part)) if at % 2 else None))
    return found


def _said(sentence: Sentence, values: dict[str, str], marked: str) -> str:
    one, many = sentence
    values = {name: value if name == "num" else marked % value for name, value in values.items()}
    if many is None:
        return _(one, **values)
    number = re.sub(r"\D", "", values.pop("num", ""))
    return _n(one, many, int(number or 1), **values)


@lru_cache(maxsize=8)
def _known(app: Flask, language: str) -> list[tuple[re.Pattern[str], Sentence]]:
    """Return how each sentence reads in `language`, those that say most of themselves first."""
    found: dict[str, Sentence] = {}
    with speaking(language):
        for sentence in sentences(app.jinja_env):
            for read in _read(sentence):
                found.setdefault(read, sentence)
    texts = sorted(found, key=lambda text: -len(_SLOT.sub("", text)))
    return [(re.compile(_pattern(text)), found[text]) for text in texts if _SLOT.sub("", text).strip(" :：")]


def _read(sentence: Sentence) -> Iterator[str]:
    one, many = sentence
    named = {name: f"%({name})s" for text in sentence if text for name in _SLOT.findall(text)}
    if many is None:
        yield _(one, **named)
        return
    for number in MANY:
        yield _n(one, many, number, **{name: text for name, text in named.items() if name != "num"}).replace(
            str(number), "%(num)s", 1
        )


def _pattern(text: str) -> str:
    parts, at, seen = [], 0, set()
    for slot in _SLOT.finditer(text):
        parts.append(re.escape(text[at : slot.start()]))
        parts.append("(.*)" if slot[1] in seen else f"(?P<{slot[1]}>.*)")
        seen.add(slot[1])
        at = slot.end()
    return "".join([*parts, re.escape(text[at:])])


def sentences(templates: Environment) -> Iterator[Sentence]:
    """Yield the sentences that may be the subject of a letter: those of the first line of each template."""
    loader = templates.loader
    assert loader is not None  # noqa: S101
    for name in templates.list_templates(filter_func=lambda each: "/mail/" in each and each.endswith(".txt")):
        first = loader.get_source(templates, name)[0].lstrip().partition("\n")[0]
        for one, many in _COUNTED.findall(first):
            yield _unquoted(one), _unquoted(many)
        for text in _PLAIN.findall(_COUNTED.sub("", first)):
            yield _unquoted(text), None


def _unquoted(text: str) -> str:
    return text.replace('\\"', '"')
