"""Whoever looks after the mail is told in her own language of what kind a letter in another one is."""

import pytest

from library_exchange.core.i18n import LANGUAGES, _, _n, speaking
from library_exchange.notifications.subjects import find_kind, find_kind_in_runs, sentences


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def test_every_sentence_that_letters_begin_with_is_told_in_every_other_language(app):
    known = set(sentences(app.jinja_env))
    assert ("Will be supplied: request %(number)s", None) in known
    told = {"number": "R-T9WGZMXY-1"}
    for one, many in known:
        if many is not None or "%(" in one.replace("%(number)s", ""):
            continue
        said = {}
        for code in LANGUAGES:
            with speaking(code):
                said[code] = _(one, **told)
        for code, other in ((code, other) for code in said for other in said if code != other):
            with speaking(other):
                kind = find_kind(said[code], code)
            assert kind in (said[other], *_alike(known, said[code], code, other, told)), (one, code, other)


def _alike(known, subject, code, other, told):
    """Return what other sentences that read the same in `code` are in `other`."""
    for one, many in known:
        if many is None:
            with speaking(code):
                reads = _(one, **told) if set(_slots(one)) <= set(told) else None
            if reads == subject:
                with speaking(other):
                    yield _(one, **told)


def _slots(text):
    return [part.partition(")")[0] for part in text.split("%(")[1:]]


@pytest.mark.parametrize("number", [1, 3, 5, 21])
def test_a_counted_subject_keeps_its_number(app, number):
    one = "%(num)s new offer fits what your library looks for"
    many = "%(num)s new offers fit what your library looks for"
    with speaking("zh"):
        subject = _n(one, many, number)
    with speaking("ru"):
        assert find_kind(subject, "zh") == _n(one, many, number)


def test_what_a_subject_is_filled_in_with_stays(app):
    with speaking("zh"):
        subject = _("Message from %(library)s: %(subject)s", library="黑河市图书馆", subject="还书日期")
    with speaking("ru"):
        kind = find_kind(subject, "zh")
    assert "黑河市图书馆" in kind
    assert kind.endswith("还书日期")
    assert kind != subject
    with speaking("ru"):
        runs = find_kind_in_runs(subject, "zh")
    assert "".join(text for text, _lang in runs) == kind
    assert [text for text, lang in runs if lang == "zh-Hans"] == ["黑河市图书馆", "还书日期"]


def test_a_subject_of_the_pages_language_or_a_librarys_own_words_needs_no_telling(app):
    with speaking("ru"):
        assert find_kind("Новый заказ R-1", "ru") is None
        assert find_kind("我馆自己写的标题", "zh") is None
        assert find_kind("", "zh") is None
