"""A book is called the same wherever a reader or a librarian meets it."""

import re
from datetime import timedelta

import pytest

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.programmes.schemas import ListInput, ProgrammeInput, TitleInput
from library_exchange.programmes.services import curating, planning
from library_exchange.record_matching.keys import title_key

RUSSIAN, CHINESE, LATIN = "История Амура", "阿穆尔河史", "Istorija Amura"
IN_RUSSIAN = [
    [RUSSIAN, "ru", "original", False],
    [CHINESE, "zh-Hans", "translation", False],
    [LATIN, "ru-Latn", "transliteration", False],
]
SHOWN = {
    "zh": (("zh-Hans", CHINESE), ("ru", RUSSIAN), ("ru-Latn", LATIN)),
    "ru": (("ru", RUSSIAN), ("zh-Hans", CHINESE), None),
    "en": (("ru", RUSSIAN), ("ru-Latn", LATIN), None),
}
"""What stands in the title's first, second and third line: her language, the original or what others call it, Latin."""
BOTH = {"name_zh": "书单", "name_ru": "Список", "note_zh": "好书。", "note_ru": "Хорошие книги."}


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def record(app):
    with transaction() as session:
        card = {"titles": IN_RUSSIAN, "authors": [], "imprint": [["2003", ""]]}
        made = BibliographicRecord(
            title_key=title_key(RUSSIAN), languages=["rus"], card=card, created_at=now(), updated_at=now()
        )
        session.add(made)
        session.flush()
        return made.id


@pytest.fixture
def places(record, pair, heihe, amur):
    """The book's page in each room, all to be seen by the librarian of the Amur library."""
    pair.agrees()
    offer = amur.offers(RUSSIAN, None, record, language="rus")
    box = pair.opens()
    pair.ticks(box, heihe, offer)
    pair.agrees_on(box)
    (consignment,) = pair.consigns(box)
    amur.holds(record)
    with transaction() as session:
        loan = requesting.ask(session, amur.reader, NewRequest(record_id=record, own_copy="lent_out"), now()).id
    return {
        "record": f"/r/{record}",
        "request": f"/loans/{loan}",
        "offer": f"/staff/exchange/offers/{offer}",
        "box": f"/staff/exchange/boxes/{box}",
        "consignment": f"/staff/shipments/{consignment}",
        "curated list": f"/book-lists/{curated(record, heihe, amur)}",
    }


def curated(record, heihe, amur):
    """Have the Amur library put the book on a list for Heihe; return the list's id."""
    days = {"starts_on": now().date() + timedelta(days=1), "ends_on": now().date() + timedelta(days=30)}
    title = {"title": RUSSIAN, "language": "rus", "title_zh": CHINESE, "title_ru": RUSSIAN, "transliteration": LATIN}
    with transaction() as session:
        programme = planning.draft(session, heihe.librarian, ProgrammeInput(partner_id=amur.id, **days, **BOTH), now())
        closes_on = now().date() + timedelta(days=20)
        given = ListInput(receiver_id=heihe.id, closes_on=closes_on, **BOTH)
        made = curating.draft(session, amur.librarian, programme, given, now())
        curating.add_title(session, amur.librarian, made, TitleInput(record_id=record, **title), now())
        return made.id


def titles_on(page):
    """Return the lines of each title block of a page: language and text of the first, the second and the third."""
    blocks = re.findall(r'<div class="tri[^"]*">(.*?)</div>\s*(<p class="t-r.*?</p>)?\s*</div>', page, re.DOTALL)
    return [tuple(_line(mark, "".join(found)) for mark in ("t-o", "t-t", "t-r")) for found in blocks]


def _line(mark, block):
    found = re.search(rf'class="{mark}"([^>]*)>(.*?)</(?:p|h1|h3)>', block, re.DOTALL)
    if found is None:
        return None
    lang = re.search(r'lang="([^"]*)"', found[1] + found[2])
    return (lang[1] if lang else None), re.sub(r"<[^>]+>", "", found[2]).strip()


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_a_book_has_the_same_title_on_its_record_and_wherever_it_is_asked_for_or_given(places, amur, at_desk, language):
    librarian = at_desk(amur.librarian_id)
    first, second, third = SHOWN[language]
    for room, place in places.items():
        shown = [lines for lines in titles_on(librarian.get(f"/{language}{place}").text) if lines[0] == first]
        assert shown, room
        for lines in shown:
            assert lines[1] == second, room
            # A narrow row has no third line.
            assert lines[2] in (third, None), room
    assert third is None or titles_on(librarian.get(f"/{language}{places['record']}").text)[0][2] == third
    assert third is None or titles_on(librarian.get(f"/{language}{places['request']}").text)[0][2] == third
