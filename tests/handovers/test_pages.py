"""The page on which a colleague's work is handed over, in both languages."""

import lxml.html
import pytest

from library_exchange.accounts.models import SavedFilter
from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.exchange_lists.models import ListImport, Source
from library_exchange.offers.models import ListKind


@pytest.fixture
def goes(web, make_library, make_person, signed_in):
    """A librarian before her browser, with a filter of her own and a list in hand; a colleague is there."""
    library_id = make_library("Heihe")
    make_person("stays@heihe.example", library_id, Role.LIBRARIAN, name="Анна")
    browser = signed_in(web, "goes@heihe.example", library_id, Role.LIBRARIAN, name="Ли")
    with transaction() as session:
        row = ListImport(
            library_id=library_id, kind=ListKind.OFFERS, source=Source.PASTE, created_at=now(), touched_at=now()
        )
        told = {"page": "queue", "query": "side=supplying", "created_at": now()}
        session.add_all([row, SavedFilter(user_id=2, library_id=library_id, name="急件", **told)])
        session.flush()
        audit.record(session, Actor("person", library_id=library_id, user_id=2), "list.send", "list", row.id)
    return browser


@pytest.mark.parametrize(("language", "done"), [("zh", "已移交"), ("ru", "Передано")])
def test_she_sees_a_list_first_and_hands_it_over_by_one_click(goes, language, done):
    lead = goes.get(f"/{language}/me/handover")
    assert lead.status_code == 302
    page = lxml.html.fromstring(goes.get(lead.location).text).find(".//main")
    assert page.xpath(".//input[@name='kinds']/@value") == ["own_filters", "in_hand"]
    assert page.xpath(".//section//a[contains(@href, '/staff/exchange/lists/')]")
    [colleague] = [each for each in page.xpath(".//select[@name='to']/option/@value") if each]
    action = page.xpath(".//form/@action")[0]
    nobody = goes.post(action, data={"kinds": ["own_filters"]})
    assert nobody.status_code == 422
    assert 'aria-invalid="true"' in nobody.text
    answer = goes.post(action, data={"kinds": ["own_filters", "in_hand"], "to": colleague})
    assert answer.status_code == 302
    assert done in goes.get(answer.location).text
    with reading() as session:
        assert session.get_one(SavedFilter, 1).user_id == 1
