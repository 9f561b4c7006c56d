"""Several copies of a record are withdrawn by one act, and ticked ones have their labels printed."""

import io
import re

import pypdf
import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import LocalState
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.documents.label_sheet import ON_A_SHEET
from library_exchange.holdings.models import Withdrawal
from library_exchange.holdings.rules.codes import Reason
from library_exchange.holdings.schemas import Leaving
from library_exchange.holdings.services import copy_acts
from tests.holdings.test_by_hand import Desk
from tests.imports.files import record as marc


@pytest.fixture
def desk(library) -> Desk:
    """The desk of the Amur library, which has two books, one of them three times."""
    library.sends(
        marc("1", "Записки о реке", copies=[("84 Р7", "A1"), ("84 Р7", "A2"), ("84 Р7", "A3")]),
        marc("2", "黑龙江民间故事", copies=[("I277.3/12", "B1")]),
    )
    return Desk(library)


def withdraw(desk, number, ticked):
    with transaction() as session:
        why = Leaving(reason=Reason.WORN_OUT)
        return copy_acts.withdraw_ticked(session, desk.actor, desk.record(number).id, ticked, why, now())[1]


def test_ticked_copies_leave_by_one_act_and_the_others_stay(desk):
    first, second, third = desk.copies("1")
    assert withdraw(desk, "1", {first.id: first.seen, third.id: third.seen}).copies == 2
    assert desk.states("1") == ["withdrawn", "on_shelf", "withdrawn"]
    with reading() as session:
        [kept] = session.scalars(sa.select(Withdrawal)).all()
        assert kept.copies == [[first.id, "on_shelf"], [third.id, "on_shelf"]]
    assert [each.barcode for each in desk.copies("1") if each.id == second.id] == ["A2"]


def test_a_copy_that_was_changed_meanwhile_or_is_of_another_record_keeps_all_others_there(desk):
    first, second, _third = desk.copies("1")
    desk.changes(first.id, state=LocalState.MISSING)
    with pytest.raises(Conflict):
        withdraw(desk, "1", {first.id: first.seen, second.id: second.seen})
    [other] = desk.copies("2")
    with pytest.raises(NotFound):
        withdraw(desk, "1", {second.id: second.seen, other.id: other.seen})
    assert desk.states("1") == ["missing", "on_shelf", "on_shelf"]


@pytest.fixture(params=["zh", "ru"])
def at_desk(request, app, desk, signed_in):
    browser = signed_in(app, library_id=desk.library.library_id, roles=Role.LIBRARIAN)
    return lambda path, **data: (browser.post if data else browser.get)(
        f"/{request.param}/staff/holdings{path}", **({"data": data} if data else {})
    )


def test_labels_of_ticked_records_bear_shelf_mark_title_and_number_in_both_scripts(desk, at_desk):
    ticks = re.findall(r'name="row" value="([\d.]+)"', at_desk("").text)
    answer = at_desk("/labels", row=ticks, used=str(ON_A_SHEET - 1))
    assert answer.mimetype == "application/pdf"
    pages = [page.extract_text().replace("\x00", "") for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]
    assert len(pages) == 2
    told = "".join("".join(pages).split())
    for words, times in {"84Р7": 3, "Запискиореке": 3, "A2": 1, "I277.3/12": 1, "黑龙江民间故事": 1, "B1": 1}.items():
        assert told.count(words) == times, words


def test_no_label_is_made_of_what_nobody_ticked_or_of_another_library(desk, at_desk, other_library):
    other_library.sends(marc("h1", "Птицы озера Ханка", copies=[("28", "H1")]))
    theirs = Desk(other_library).record("h1")
    for row in ([], [f"{theirs.id}.1"]):
        assert at_desk("/labels", row=row, used="0").status_code == 302


def test_ticked_copies_are_withdrawn_after_a_question_and_a_reason(desk, at_desk):
    book = f"/{desk.record('1').id}"
    ticks = re.findall(r'name="copy" value="([\d]+-\w+)"', at_desk(book).text)[:2]
    assert 'role="alert"' not in at_desk(book).text
    lacking = at_desk(f"{book}/copies/withdraw", copy=ticks, reason="")
    assert lacking.status_code == 422
    assert lacking.text.count(" checked") >= 2
    unticked = at_desk(f"{book}/copies/withdraw", reason="lost")
    assert (unticked.status_code, 'role="alert"' in unticked.text) == (422, True)
    assert at_desk(f"{book}/copies/withdraw", copy=ticks, reason="lost").status_code == 200
    assert desk.states("1") == ["on_shelf"] * 3
    assert at_desk(f"{book}/copies/withdraw", copy=ticks, reason="lost", sure="yes").status_code == 302
    assert desk.states("1") == ["withdrawn", "withdrawn", "on_shelf"]
