"""Both languages are complete in every commit: nothing missing, nothing fuzzy, the same placeholders."""

import ast
import re
import subprocess
import sys

import polib
import pytest

from library_exchange.core.settings import CHECKOUT

BABEL = "babel.messages.frontend"
TRANSLATIONS = CHECKOUT / "translations"
LOCALES = {"zh_Hans_CN": 1, "ru": 3}
PARTICIPLE = re.compile(r"(?:[^e]ed|\b(?:sent|lent|lost|held|written|taken|given|given up))$", re.IGNORECASE)
ONE_SENSE = {"Expected", "Given up", "Poorest condition accepted", "We received", "not cleared", "not used", "received"}
"""Participles that several rooms use and mean alike."""
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TRAPS = {
    "zh_Hans_CN": ("登陆", "索引号", "两岸", "对岸", "中位数", "百分位"),
    "ru": ("задолженности", "Спонсор", "медиан", "процентил"),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> polib.POFile:
    """Every text that the sources mark for translation, gathered afresh."""
    path = tmp_path_factory.mktemp("i18n") / "messages.pot"
    keywords = ["-k", "_l", "-k", "_n:1,2", "-k", "_ln:1,2", "-k", "_p:1c,2", "-k", "_pl:1c,2"]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "babel.messages.frontend",
            "-q",
            "extract",
            "-F",
            "babel.cfg",
            *keywords,
            "-o",
            path,
            ".",
        ],
        cwd=CHECKOUT,
        check=True,
    )
    return polib.pofile(str(path))


@pytest.fixture(scope="module", params=LOCALES)
def catalogue(request) -> tuple[str, polib.POFile]:
    return request.param, polib.pofile(str(TRANSLATIONS / request.param / "LC_MESSAGES" / "messages.po"))


def test_no_text_to_be_translated_stands_inside_an_f_string():
    """Those are not found when texts are gathered, so that they would stay English."""
    marks = {"_", "_n", "_p", "_l", "_ln", "_pl"}
    found = [
        f"{path.relative_to(CHECKOUT)}:{call.lineno}"
        for path in sorted((CHECKOUT / "library_exchange").rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in marks
    ]
    assert found == []


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_nothing_is_missing_or_left_over(catalogue, template):
    wanted = {(e.msgctxt, e.msgid) for e in template}
    present = {(e.msgctxt, e.msgid) for e in catalogue[1] if not e.obsolete}
    assert (wanted - present, present - wanted) == (set(), set())


def test_nothing_is_untranslated_or_fuzzy(catalogue):
    locale, po = catalogue
    for entry in po:
        assert not entry.fuzzy, entry.msgid
        assert all(text.strip() for text in _texts(entry)), entry.msgid
        if entry.msgid_plural:
            assert len(entry.msgstr_plural) == LOCALES[locale], entry.msgid


def test_placeholders_are_the_same(catalogue):
    for entry in catalogue[1]:
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in _texts(entry):
            assert set(PLACEHOLDER.findall(text)) == wanted, entry.msgid


def test_a_participle_that_several_rooms_use_says_of_what_it_is_told(template):
    """In English one word says what was done and what a thing is like ("Condition accepted"), elsewhere two do."""

    def rooms(entry):
        parts = [path.removeprefix("library_exchange/").removeprefix("templates/") for path, _line in entry.occurrences]
        return {part.partition("/")[0] for part in parts}

    short = (e for e in template if not e.msgctxt and not e.msgid_plural and len(e.msgid.split()) <= 3)
    told = {e.msgid for e in short if PARTICIPLE.search(e.msgid.rstrip(":")) and len(rooms(e)) > 1}
    assert told - ONE_SENSE == set()


def test_known_traps_are_avoided(catalogue):
    locale, po = catalogue
    for entry in (each for each in po if not each.obsolete):
        for trap in TRAPS[locale]:
            assert not any(trap in text for text in _texts(entry)), entry.msgid


def test_chinese_has_no_latin_full_stop_and_russian_no_chinese_letters(catalogue):
    locale, po = catalogue
    for entry in po:
        for text in _texts(entry):
            if locale == "ru":
                assert not re.search(r"[\u4e00-\u9fff]", text), entry.msgid
            else:
                assert not re.search(r"[\u4e00-\u9fff]\.(\s|$)", text), entry.msgid
