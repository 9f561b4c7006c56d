"""The letter on paper: both languages, that of the library first, every answer to be marked, and no reader."""

import io

import pypdf
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.db import reading, transaction
from library_exchange.core.models import AuditEntry

CANARY = "Kanarejka"


def test_the_partner_prints_the_letter_in_both_languages(heihe, village, asks, at_desk):
    asks()
    answer = at_desk(heihe).get(f"/zh/staff/answer-letters/{village.links()[0].id}.pdf")
    assert answer.status_code == 200
    pages = [page.extract_text().replace("\x00", "") for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]
    assert len(pages) == 1
    for text in ("Сказки Амура", village.loan().public_no, "Может ли ваша библиотека", "贵馆能借出", "[    ]"):
        assert text in pages[0], text
    assert pages[0].index("Может ли ваша") < pages[0].index("贵馆能借出")
    assert CANARY not in pages[0]


def test_another_library_prints_nothing(amur, village, asks, at_desk):
    asks()
    desk, number = at_desk(amur), village.links()[0].id
    assert desk.get(f"/zh/staff/answer-letters/{number}.pdf").status_code == 404
    assert desk.post(f"/zh/staff/answer-letters/{number}/again").status_code == 404
    assert desk.get(f"/zh/staff/answer-letters/{number}/paper").status_code == 404
    assert enters(desk, number, "will_supply").status_code == 404
    assert village.loan().state == "new"
    assert village.loan().public_no not in desk.get("/zh/staff/answer-letters").text


def enters(desk, number, action, **given):
    return desk.post(f"/ru/staff/answer-letters/{number}/paper/{action}", data={"sure": "yes"} | given)


def test_who_prints_the_letter_enters_the_answer_that_came_back_on_it(heihe, village, asks, at_desk, deliver):
    no = asks()
    desk, number = at_desk(heihe), village.links()[0].id
    path = f"/ru/staff/answer-letters/{number}/paper"
    assert path in desk.get("/ru/staff/answer-letters").text
    assert path in desk.get(f"/ru/loans/{heihe.loan(no).id}").text
    page = desk.get(path).text
    assert all(f"{path}/{action}" in page for action in ("will_supply", "set_condition", "retry_later", "refuse"))
    with transaction() as session:
        session.execute(sa.text("UPDATE answer_link SET until = '2020-01-01'"))
    assert enters(desk, number, "will_supply").status_code == 302, "a sheet comes back later than a link is open"
    deliver()
    assert (village.loan().state, heihe.state(no)) == ("to_pick", "will_supply")
    with reading() as session:
        wanted = sa.select(AuditEntry).where(col(AuditEntry.action) == "answer_links.enter")
        [entry] = session.scalars(wanted).all()
        [step] = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.door) == "paper")).all()
    assert (entry.library_id, entry.facts["answer"], entry.user_id is None) == (heihe.id, "will_supply", False)
    assert (step.action, step.library_id, step.user_id) == ("loan.will_supply", village.id, None)


def test_an_answer_on_paper_is_entered_once(heihe, village, asks, at_desk, deliver):
    asks()
    desk, number = at_desk(heihe), village.links()[0].id
    assert enters(desk, number, "ship", method="post").status_code == 404, "what the sheet does not ask for"
    village.answers("will_supply")
    assert enters(desk, number, "refuse", reason="NotHeld").status_code == 404
    assert village.loan().state == "to_pick"


@pytest.mark.parametrize("door", ["link", "paper"])
def test_a_library_without_accounts_lends_on_a_condition(heihe, village, asks, at_desk, deliver, door):
    no = asks()
    with transaction() as session:
        session.execute(sa.text("UPDATE item SET local_state = 'withdrawn'"))
    if door == "link":
        village.answers("set_condition", condition="LibraryUseOnly")
    else:
        desk, number = at_desk(heihe), village.links()[0].id
        refused = enters(desk, number, "set_condition")
        assert refused.status_code == 422
        assert 'id="set_condition-condition"' in refused.text
        enters(desk, number, "set_condition", condition="LibraryUseOnly")
        deliver()
    assert (village.loan().state, heihe.state(no)) == ("awaiting_condition", "condition_pending")
    assert heihe.loan(no).loan_condition == "LibraryUseOnly"


def test_each_letter_says_in_its_subject_who_asks_what(heihe, village, asks, deliver):
    asks()
    village.answers("will_supply")
    village.answers("found")
    subjects = [letter["Subject"] for letter in village.letters()]
    assert len(set(subjects)) == 3
    assert all(each.startswith("Библиотека Хэйхэ") for each in subjects)
    assert "Может ли ваша библиотека" in subjects[0]
    assert "Книжный мост" in village.newest()
