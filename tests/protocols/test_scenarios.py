"""Our service and a played library abroad over real HTTP: every scenario, both roles, both editions.

Each row tells what our librarians do and where our row ends; then nothing waits in our outbox, and everything that
either side sent keeps to the schema of its edition.
"""

from datetime import timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Item
from library_exchange.core import outbox_queues
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.schemas import WIRE_KIND
from library_exchange.loans.services.night import let_due_dates_come
from library_exchange.protocols.iso18626.models import Direction, WireMessage
from library_exchange.protocols.iso18626.rules.shims import Shim
from library_exchange.simulated_partner import scenarios
from library_exchange.simulated_partner.editions import EDITIONS
from library_exchange.simulated_partner.reading import read
from tests.protocols.served import address, call_amur, open_messages, refused_documents, rows_of, talk

__all__ = ["address", "talk"]


@pytest.fixture
def app(web):
    return web


SAID = {
    "receive": "Received",
    "renew": "Renew",
    "cancel": "Cancel",
    "ship_return": "ShippedReturn",
    "accept_condition": "Notification",
    "reject_condition": "Cancel",
    "ask_status": "StatusRequest",
    "forward": "ShippedForward",
    "report_lost": "Lost",
    "ask_again": "Retry",
}
"""What the library abroad hears of what we do."""


class Asked(NamedTuple):
    """What we do when we have asked by a scenario, and where our row ends; `due` as long as the book is here."""

    we: str
    ends: str
    due: str = "none"


BACK = Asked("receive ship_return", "completed")
RENEWED = Asked("receive renew ship_return", "completed")
TRIED_AGAIN = Asked("ask_again receive ship_return", "completed")
WE_ASK: dict[str, Asked] = {
    "LOANED": BACK,
    "WILLSUPPLY_LOANED": BACK,
    "LOANED_OVERDUE": RENEWED,
    "WILLSUPPLY_LOANED_OVERDUE": Asked("receive", "received", "overdue"),
    "LOANED_RECALLED": BACK,
    "WILLSUPPLY_LOANED_RECALLED": Asked("receive", "received", "recalled"),
    "LOANED_RECALLED_OVERDUE": BACK,
    "LOANED_RENEWED": Asked("receive renew", "received", "ok"),
    "LOANED_NOTRENEWED": RENEWED,
    "LOANED_HOLD": BACK,
    "LOANED_GIVEN": Asked("receive", "lost"),
    "WILLSUPPLY": Asked("ask_status cancel", "cancelled"),
    "WILLSUPPLY+NOCANCEL": Asked("cancel", "will_supply"),
    "WILLSUPPLY_UNFILLED": Asked("", "refused"),
    "UNFILLED": Asked("close_unfilled", "unfilled"),
    "UNFILLED_NOTHELD": Asked("", "refused"),
    "COMPLETED": Asked("", "refused"),
    "RECEIVED": Asked("cancel", "cancelled"),
    "RECEIVED_LOANED": BACK,
    "EXPECT_TWICE_LOANED": BACK,
    "NOTIFY_LOANED": BACK,
    "CONDITION_LOANED": Asked("accept_condition", "will_supply"),
    "CONDITION_LOANED+NOCANCEL": Asked("reject_condition", "refused"),
    "TRANSPARENT_BROKER": BACK,
    "OPAQUE_BROKER": BACK,
    "ERROR": Asked("", "sent"),
    "ERROR:BadlyFormedMessage": Asked("", "sent"),
    "HTTP-ERROR-400": Asked("", "sent"),
    "HTTP-ERROR-500:2_LOANED": BACK,
    **{f"RETRY:{why}_LOANED": TRIED_AGAIN for why in scenarios.RETRIES},
    "RETRY:ONLOAN_UNFILLED": Asked("ask_again", "refused"),
    **{f"WILLSUPPLY_LOANED_OVERDUE+{habit}": RENEWED for habit in scenarios.QUIRKS},
    **{f"RETRY:COST_LOANED+{habit}": TRIED_AGAIN for habit in scenarios.QUIRKS},
    "NOTIFY_LOANED+NOSTATUS": BACK,
    "TRANSPARENT_BROKER+TWICE": BACK,
}
"""Scenario of the library abroad → what we do, and our last state."""
SHOWN = {"ERROR": None, "ERROR:BadlyFormedMessage": None, "HTTP-ERROR-400": 400}
"""Scenarios by which our request is refused, so that staff are shown it."""


def test_every_scenario_is_played():
    assert {name.partition("+")[0] for name in WE_ASK} >= scenarios.SCENARIOS.keys()


@pytest.fixture
def ask(heihe, talk):
    """Have Heihe ask the library abroad by a scenario; return the number and the conversation."""

    def begin(scenario, edition, shim=Shim.NONE):
        talking = talk("supplier", edition, shim, scenario=scenario)
        no = heihe.is_asked_for_unknown("Фауст")
        heihe.does("send", no, supplier_id=talking.library_id)
        talking.calms()
        return no, talking

    return begin


def in_editions(scenarios):
    """Return each scenario in both editions; one with a bad habit on top in one of them, by turns."""
    habits = [name for name in scenarios if "+" in name or "##" in name]
    turn = {name: EDITIONS[number % len(EDITIONS)] for number, name in enumerate(habits)}
    return [(name, edition) for name in scenarios for edition in EDITIONS if turn.get(name, edition) == edition]


@pytest.mark.parametrize(("scenario", "edition"), in_editions(WE_ASK))
def test_a_library_abroad_that_we_ask(heihe, ask, scenario, edition):
    expected = WE_ASK[scenario]
    no, talking = ask(scenario, edition)
    for action in expected.we.split():
        heihe.does(action, no)
        talking.calms()
    loan = heihe.loan(no)
    assert (loan.state, loan.due) == (expected.ends, expected.due)
    said = [SAID[action] for action in expected.we.split() if action in SAID]
    assert words(talking) == ["New", *said]
    assert_clean(talking)
    shown = refused_documents()
    assert [one.http_status for one in shown] == ([SHOWN[scenario] or 200] if scenario in SHOWN else [])
    assert all(one.error_text for one in shown)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("shim", [Shim.RESHARE, Shim.ALMA])
def test_a_condition_is_accepted_in_the_words_of_the_system_that_set_it(heihe, ask, shim, edition):
    no, talking = ask("CONDITION_LOANED", edition, shim)
    assert heihe.state(no) == "condition_pending"
    assert heihe.loan(no).loan_condition == "LibraryUseOnly"
    for action in ("accept_condition", "receive", "ship_return"):
        heihe.does(action, no)
        talking.calms()
    assert heihe.state(no) == "completed"
    assert_clean(talking)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("shim", [Shim.RESHARE, Shim.ALMA])
def test_a_condition_that_is_not_accepted_ends_the_request_there(heihe, ask, shim, edition):
    no, talking = ask("CONDITION_LOANED", edition, shim)
    heihe.does("reject_condition", no)
    talking.calms()
    assert heihe.state(no) == "refused"
    assert [supply.status for supply in talking.abroad.supplier.cases.values()] == ["Cancelled"]
    assert_clean(talking)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_server_that_never_recovers_is_tried_on_and_shown_after_a_day(heihe, ask, edition):
    no, talking = ask("HTTP-ERROR-500", edition)
    [waiting] = open_messages()
    assert (heihe.state(no), waiting.done_at) == ("sent", None)
    assert waiting.attempts > 2
    with reading() as session:
        assert session.scalars(outbox_queues.stuck(now(), WIRE_KIND)).all() == []
        assert len(session.scalars(outbox_queues.stuck(now() + timedelta(days=1), WIRE_KIND)).all()) == 1
    assert len({entry.body for entry in talking.abroad.journal.entries()}) == 1  # the same bytes each time


class Asks(NamedTuple):
    """What we do when we are asked by a note, where our row ends, and what the library abroad says after its request.

    `clock`: the due date passes. In the edition of 2021 the library abroad may say something else: `in_2021`.
    """

    we: str
    ends: str
    says: str
    in_2021: tuple[str, str, str] | None = None


LENT = "will_supply found ship"
HELD = "Received HoldReturn ShippedReturn"
USUAL_WAY = Asks(f"{LENT} check_in", "completed", "Received ShippedReturn")
RENEWED_HERE = Asks(f"{LENT} clock renew_yes check_in", "completed", "Received Renew ShippedReturn")
TRIED_AGAIN_HERE = Asks(f"retry_later {LENT} check_in", "completed", "Retry Received ShippedReturn")
THEY_ASK: dict[str, Asks] = {
    "": USUAL_WAY,
    "#CANCEL#": Asks("", "cancelled", "Cancel"),
    "#RENEW#": RENEWED_HERE,
    "#RENEW# ": Asks(f"{LENT} clock renew_no check_in", "completed", "Received Renew ShippedReturn"),
    "#RECALL#": Asks(f"{LENT} recall check_in", "completed", "Received ShippedReturn"),
    "#STATUS#": Asks(f"{LENT} check_in", "completed", "StatusRequest Received StatusRequest ShippedReturn"),
    "#REMIND#": Asks(f"{LENT} check_in", "completed", "Reminder Received ShippedReturn"),
    "#NOTIFY#": Asks(f"{LENT} check_in", "completed", "Notification Received ShippedReturn"),
    "#FORWARD#": Asks(LENT, "shipped", "Received ShippedForward"),
    "#KEEP#": Asks(LENT, "on_loan", "Received"),
    "#SILENT#": Asks(LENT, "shipped", ""),
    "#LOST#": Asks(LENT, "on_loan", "Received Notification", (f"{LENT} settle", "lost", "Received Lost")),
    "#HOLD#": Asks(
        f"{LENT} hold_return release_return",
        "on_loan",
        "Received",
        (f"{LENT} hold_return release_return check_in", "completed", "Received ShippedReturn"),
    ),
    "#ASKHOLD#": Asks(
        f"{LENT} check_in", "completed", "Received ShippedReturn", (f"{LENT} check_in", "completed", HELD)
    ),
    "#REJECT#": Asks("set_condition", "unfilled", "Cancel"),
    "#REJECT##ALMA#": Asks("set_condition", "unfilled", "Cancel"),
    "#ALMA#": Asks("set_condition found ship check_in", "completed", "Notification Received ShippedReturn"),
    "#RETRYKEEPID#": Asks("retry_later", "new", "Retry"),
    "#RETRYBIBID:LOANED#": Asks("retry_later", "new", "Retry"),
    "#RETRYCLEAN#": Asks(f"retry_later {LENT} check_in", "completed", "Retry Received ShippedReturn"),
    "refused": Asks("refuse", "unfilled", ""),
    **{f"#RENEW##{habit}#": RENEWED_HERE for habit in scenarios.QUIRKS},
    **{f"#RETRYKEEPID##{habit}#": TRIED_AGAIN_HERE for habit in scenarios.QUIRKS},
}
"""Note of the request of the library abroad → what we do, and our last state."""


def test_every_marker_is_played():
    assert set(scenarios.markers(" ".join(THEY_ASK))) >= scenarios.MARKERS.keys()


@pytest.mark.parametrize(("note", "edition"), in_editions(THEY_ASK))
def test_a_library_abroad_that_asks_us(amur, talk, note, edition):
    expected = THEY_ASK[note]
    we, ends, says = expected.in_2021 if expected.in_2021 and edition != EDITIONS[0] else expected[:3]
    call_amur(amur.id)
    talking = talk("requester", edition)
    talking.abroad.asks("История Амура", note=note)
    talking.calms()
    for action in we.split():
        row = rows_of(amur.id)[-1]
        if action == "clock":
            with transaction() as session:
                assert let_due_dates_come(session, now() + timedelta(days=365)) == 1
        else:
            more = {"item_id": only_copy(amur)} if action in ("will_supply", "set_condition") else {}
            amur.does(action, row.request_no, **more)
        talking.calms()
    rows = rows_of(amur.id)
    assert rows[-1].state == ends
    assert len(rows) == (2 if "retry" in we else 1)
    assert words_said(talking) == says.split()
    # A library that borrows has nothing to hold: that is told in the words of the standard.
    assert [row.error for row in refused_documents()] == (["UnsupportedActionType"] if says == HELD else [])
    assert_clean(talking)


def only_copy(desk):
    with reading() as session:
        return session.scalar(sa.select(col(Item.id)).where(col(Item.library_id) == desk.id))


def words_said(talking):
    """What the library abroad said after its request, each document once."""
    kept = {entry.body: read(entry.body) for entry in talking.abroad.journal.entries() if entry.direction == "sent"}
    paths = {"request": "serviceInfo/requestType"}
    return [heard.text(paths.get(heard.kind, "action")) for heard in kept.values()][1:]


def words(talking):
    """What the library abroad took of us, each document once, in one word."""
    kept = {entry.body: read(entry.body) for entry in talking.abroad.journal.entries() if entry.direction == "got"}
    paths = {"request": "serviceInfo/requestType", "requestingAgencyMessage": "action"}
    return [heard.text(paths.get(heard.kind, "statusInfo/status")) for heard in kept.values()]


def assert_clean(talking):
    """Nothing waits with us, each document was applied once, and all that we wrote is valid in its edition."""
    assert open_messages() == []
    edition = talking.abroad.options.edition
    entries = talking.abroad.journal.entries()
    assert [entry.gist for entry in entries if ours(entry).get(edition) != []] == []
    with reading() as session:
        was_taken = (col(WireMessage.direction) == Direction.IN, col(WireMessage.confirmation) == "OK")
        came = sa.select(sa.func.count()).select_from(WireMessage).where(*was_taken)
        taken = sa.select(sa.func.count()).select_from(ReceivedMessage)
        assert session.scalar(taken) == session.scalar(came)


def ours(entry):
    """What each edition finds wrong with the document of ours: what they got, or the confirmation of what they sent."""
    return entry.faults if entry.direction == "got" else entry.answer_faults
