"""What a library that nobody signs in for cannot answer is neither proposed to it nor promised to others."""

from datetime import timedelta
from html import unescape

import pytest

from library_exchange.answer_links.schemas import NewPartner
from library_exchange.answer_links.services import partners
from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.deals.queries.agreements import get_agreement
from library_exchange.directory.models import Library
from library_exchange.joining.schemas import NewApplication
from library_exchange.joining.services import asking as joining
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.ledger.services import open_accounts, post
from library_exchange.loan_threads.queries import subject_of
from library_exchange.rounds.schemas import RoundInput
from library_exchange.rounds.services import planning as rounds
from library_exchange.shipping.schemas import NewConsignment, NewLine
from library_exchange.shipping.services import planning as shipping
from tests.answer_links.conftest import PLATFORM, add_address
from tests.joining.conftest import READING_ROOM
from tests.next_steps import coming
from tests.rounds.tours import COORDINATOR, NAMES, PLAN

ON_PAPER = {"zh": "书面", "ru": "на бумаге", "en": "on paper"}
TERMS = {"mode": "piece", "credit": "10", "term_months": "12", "payer": "sender", "languages": "chi rus"}
WEEK = {"name_zh": "交换周", "name_ru": "Неделя", "note_zh": "好书。", "note_ru": "Книги."}
BOUND = {"starts_on": str(now().date() + timedelta(days=3)), "ends_on": str(now().date() + timedelta(days=9))}
ASKED = {
    "an agreement": ("staff/exchange/agreements/new", "staff/exchange/agreements", TERMS),
    "a box": ("staff/exchange/boxes", "staff/exchange/boxes", {}),
    "a programme": ("programmes/new", "programmes", WEEK | BOUND),
}


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize("what", ASKED)
def test_it_is_offered_as_partner_of_nothing_and_who_asks_all_the_same_is_told_why(
    heihe, amur, village, at_desk, what, language
):
    form, door, given = ASKED[what]
    desk = at_desk(heihe, language=language)
    page = desk.get(f"/{language}/{form}").text
    assert f'<option value="{amur.id}"' in page
    assert f'<option value="{village.id}"' not in page
    refused = desk.post(f"/{language}/{door}", data=given | {"partner_id": village.id})
    assert refused.status_code == 422
    assert ON_PAPER[language] in unescape(refused.text)


def test_it_organises_no_round_and_vouches_for_nobody(heihe, village, visitor, web):
    plan = RoundInput(organiser_id=village.id, **(NAMES | PLAN))
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        rounds.plan(session, COORDINATOR, plan, now())
    assert "organiser_id" in refused.value.fields
    page = visitor(web).get("/ru/join").text
    assert '<option value="heihe"' in page
    assert '<option value="tynda"' not in page
    given = READING_ROOM | {"country": "RU", "sponsor": "tynda"}
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        joining.ask(session, Actor("anonymous"), NewApplication.model_validate(given), "ru", now())
    assert "sponsor" in refused.value.fields


@pytest.fixture
def made_silent(make_library):
    """A library with an address that can be made one that is reached by letter, later."""
    library_id = make_library("Tynda", "RU", has_address=False)
    add_address(library_id)

    def silence():
        with transaction() as session:
            partners.add(session, PLATFORM, NewPartner(library="tynda"), now())

    silence.id = library_id
    return silence


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_terms_that_it_was_sent_before_are_not_said_to_be_answered(heihe, made_silent, at_desk, language):
    desk = at_desk(heihe, language=language)
    page = desk.post(f"/{language}/staff/exchange/agreements", data=TERMS | {"partner_id": made_silent.id}).location
    desk.post(f"{page}/steps/propose")
    assert ON_PAPER[language] not in desk.get(page).text
    made_silent()
    assert ON_PAPER[language] in desk.get(page).text
    listed = desk.get(f"/{language}/staff/exchange/agreements").text
    assert ON_PAPER[language] in listed


def test_a_draft_for_it_is_not_proposed_any_more(heihe, made_silent, at_desk):
    desk = at_desk(heihe)
    page = desk.post("/en/staff/exchange/agreements", data=TERMS | {"partner_id": made_silent.id}).location
    made_silent()
    assert not coming(desk.get(page)).leads
    refused = desk.post(f"{page}/steps/propose")
    assert refused.status_code == 409
    assert "on paper" in refused.text
    with reading() as session:
        assert get_agreement(session, heihe.librarian, int(page.rsplit("/", 1)[1])).state == "draft"


def owe(debtor_id, creditor_id):
    """Let one library owe another two books."""
    with transaction() as session:
        open_accounts(session, PLATFORM, debtor_id, creditor_id)
        given = Given(giver_id=creditor_id, receiver_id=debtor_id, unit=Unit.PIECES, amount=2)
        about = Reference(kind="test", id="1")
        post(
            session,
            PLATFORM,
            Posting(reason=Reason.RECEIPT, reference=about, happened_on=now().date(), given=(given,)),
            now(),
        )


def balance(one, other):
    with reading() as session:
        return ledger.balance(session, one, other).get(Unit.PIECES, 0)


@pytest.mark.parametrize("is_by_letter", [True, False])
def test_what_it_agreed_on_paper_is_entered_by_who_proposed_it(heihe, amur, village, at_desk, is_by_letter):
    partner, code = (village, "tynda") if is_by_letter else (amur, "amur")
    owe(partner.id, heihe.id)
    desk, account = at_desk(heihe), f"/en/staff/exchange/account/{code}"
    proposed = {"remedy": "in_kind", "unit": "pieces", "amount": "2", "sure": "yes"}
    assert desk.post(f"{account}/settle", data=proposed).status_code == 302
    assert ("It has agreed on paper" in desk.get(account).text) is is_by_letter
    desk.post("/en/staff/exchange/settlements/1/on_paper", data={"sure": "yes"})
    assert balance(heihe.id, partner.id) == (0 if is_by_letter else 2)


def test_a_message_to_it_names_the_mailbox_that_answers_go_to(heihe, amur, asks, village, at_desk, deliver):
    no = asks()
    with reading() as session:
        mailbox = session.get_one(Library, heihe.id).mailbox
        subject = subject_of(session, heihe.loan(no))
    at_desk(heihe).post(f"/en/threads/loan/{subject}/say", data={"text": "Здравствуйте!"})
    deliver()
    assert "Здравствуйте!" in village.newest()
    assert mailbox in village.newest()
    assert "/threads/" not in village.newest()


def test_it_is_not_asked_for_the_titles_of_a_consignment(heihe, amur, village):
    def asked(partner_id):
        with transaction() as session:
            line = NewLine(subject_kind="test", subject_id=str(partner_id), title="红楼梦", language="chi")
            new = NewConsignment(consignee_id=partner_id)
            it = shipping.plan(session, heihe.librarian, heihe.id, new, [line], now())
            return bilingual.TEXTS.find("consignment").find_partner(session, heihe.librarian, str(it.id))

    assert asked(amur.id).library_id == amur.id
    assert asked(village.id) is None


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "信件只用于馆际互借申请"), ("ru", "Письма касаются только заказов МБА")]
)
def test_the_platform_reads_what_letters_do_and_what_not(web, make_person, visitor, language, told):
    make_person("platform@bridge.example", is_platform_admin=True)
    browser = visitor(web)
    browser.sign_in("platform@bridge.example")
    assert told in browser.get(f"/{language}/platform/answer-partners").text
