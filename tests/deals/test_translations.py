"""A librarian writes her own language; the library that speaks the other one is asked for the missing half."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from library_exchange.core import bilingual
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.models import OutboxMessage
from library_exchange.core.worklist import counted
from library_exchange.correspondence import translation_queries
from library_exchange.correspondence.models import TranslationRequest
from library_exchange.correspondence.rules.translations import TranslationEvent
from library_exchange.correspondence.services import translation_requests as services
from library_exchange.deals.models import Agreement, AgreementVersion
from library_exchange.deals.rules.agreements import TEXTS_KIND, AgreementEvent
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements
from tests.partners import rows_of

CHINESE, RUSSIAN = "每年寄送两次。", "Дважды в год."


def drafts(pair, **terms) -> str:
    with transaction() as session:
        given = AgreementInput(partner_id=pair.amur.id, **({"note_zh": CHINESE} | terms))
        return str(agreements.draft(session, pair.heihe.librarian, given, pair.at).id)


def agreement_of(number: str) -> Agreement:
    with reading() as session:
        return session.get_one(Agreement, int(number))


def moves(pair, number, event, by) -> None:
    pair.moves_agreement(int(number), AgreementEvent(event), by)


def asks(pair, number, by=None):
    with transaction() as session:
        who = (by or pair.heihe).librarian
        return services.ask_for_translation(session, who, TEXTS_KIND, number, pair.at)


def waiting(number: str) -> list[TranslationRequest]:
    with reading() as session:
        return translation_queries.open_requests(session, TEXTS_KIND, number)


def writes(pair, number, text, by=None, **how) -> None:
    with transaction() as session:
        given = {one.id: text for one in translation_queries.open_requests(session, TEXTS_KIND, number)}
        services.translate(session, (by or pair.amur).librarian, TEXTS_KIND, number, given, pair.at, **how)


def states() -> list[str]:
    return [str(one.state) for one in rows_of(TranslationRequest)]


def texts_waiting_for(library) -> int:
    with reading() as session:
        found = counted(session, library.id, date(2026, 6, 1))
    return sum(count for kind, count in found if kind.endpoint == "correspondence.translations")


def test_the_partner_fills_in_its_half_of_a_draft_and_the_asker_is_told(pair):
    number = drafts(pair)
    asks(pair, number)
    assert (texts_waiting_for(pair.amur), texts_waiting_for(pair.heihe)) == (1, 0)
    writes(pair, number, RUSSIAN)
    found = agreement_of(number)
    assert (found.note_zh, found.note_ru, texts_waiting_for(pair.amur)) == (CHINESE, RUSSIAN, 0)
    letters = [one.payload["recipient"] for one in rows_of(OutboxMessage) if one.kind == "notifications.mail"]
    assert letters == ["ill@amur.example", "ill@heihe.example"]
    assert states() == ["answered"]


def test_a_proposal_in_one_language_asks_for_the_other_one_and_comes_into_force_in_both(pair):
    number = drafts(pair)
    moves(pair, number, "propose", pair.heihe)
    assert texts_waiting_for(pair.amur) == 1
    with pytest.raises(Conflict):
        moves(pair, number, "accept", pair.amur)
    writes(pair, number, RUSSIAN)
    moves(pair, number, "accept", pair.amur)
    [kept] = rows_of(AgreementVersion)
    assert (kept.terms["note_zh"], kept.terms["note_ru"]) == (CHINESE, RUSSIAN)
    assert agreement_of(number).state == "active"


def test_two_libraries_of_one_country_agree_in_their_own_language(pair, make_partner):
    khabarovsk = make_partner("Khabarovsk", "RU")
    with transaction() as session:
        given = AgreementInput(partner_id=khabarovsk.id, note_ru=RUSSIAN)
        made = agreements.draft(session, pair.amur.librarian, given, pair.at)
        agreements.take(session, pair.amur.librarian, made, AgreementEvent.PROPOSE, pair.at)
        agreements.take(session, khabarovsk.librarian, made, AgreementEvent.ACCEPT, pair.at)
        number = str(made.id)
    assert (str(agreement_of(number).state), waiting(number)) == ("active", [])


def test_what_was_asked_about_an_old_text_waits_no_longer(pair):
    number = drafts(pair)
    asks(pair, number)
    with transaction() as session:
        given = AgreementInput(note_zh="每年寄送三次。")
        agreements.change(session, pair.heihe.librarian, session.get_one(Agreement, int(number)), given, pair.at)
    assert (states(), waiting(number)) == (["lapsed"], [])
    asks(pair, number)
    assert [one.text for one in waiting(number)] == ["每年寄送三次。"]
    moves(pair, number, "discard", pair.heihe)
    assert states() == ["lapsed", "lapsed"]


def test_other_terms_in_the_partners_language_ask_the_first_side(pair):
    number = drafts(pair)
    moves(pair, number, "propose", pair.heihe)
    with transaction() as session:
        given = AgreementInput(credit=3, note_ru="Раз в год.")
        agreements.change(session, pair.amur.librarian, session.get_one(Agreement, int(number)), given, pair.at)
    assert (states(), texts_waiting_for(pair.heihe), texts_waiting_for(pair.amur)) == (["lapsed", "asked"], 1, 0)


def test_who_is_asked_may_decline_and_may_be_asked_again(pair):
    number = drafts(pair)
    asks(pair, number)
    with transaction() as session:
        services.move_translation(session, pair.amur.librarian, TEXTS_KIND, number, TranslationEvent.DECLINE, pair.at)
    assert states() == ["declined"]
    asks(pair, number)
    with transaction() as session:
        services.move_translation(session, pair.heihe.librarian, TEXTS_KIND, number, TranslationEvent.WITHDRAW, pair.at)
        with pytest.raises(Conflict):
            services.move_translation(
                session, pair.heihe.librarian, TEXTS_KIND, number, TranslationEvent.WITHDRAW, pair.at
            )
    assert states() == ["declined", "withdrawn"]


def test_a_text_is_asked_for_once_and_written_once(pair):
    number = drafts(pair)
    asks(pair, number)
    with pytest.raises(Conflict):
        asks(pair, number)
    [asked] = waiting(number)
    writes(pair, number, RUSSIAN)
    with pytest.raises(Conflict), transaction() as session:
        services.translate(session, pair.amur.librarian, TEXTS_KIND, number, {asked.id: "Иначе."}, pair.at)
    twin = asked.model_dump(exclude={"id"})
    with pytest.raises(IntegrityError), transaction() as session:
        session.add_all([TranslationRequest(**twin), TranslationRequest(**twin)])


def test_only_the_asker_and_the_one_asked_know_of_it(pair, make_partner):
    number, stranger = drafts(pair), make_partner("Harbin", "CN")
    asks(pair, number)
    [asked] = waiting(number)
    for who in (stranger, pair.heihe):
        with pytest.raises(NotFound), transaction() as session:
            services.translate(session, who.librarian, TEXTS_KIND, number, {asked.id: RUSSIAN}, pair.at)
    with pytest.raises(NotFound), reading() as session:
        translation_queries.translation_requests(session, stranger.librarian, TEXTS_KIND, number)
    with pytest.raises(NotFound):
        asks(pair, number, stranger)


def test_what_seems_to_be_personal_is_found_on_both_ways(pair):
    number = drafts(pair, note_zh="请写信到 nobody@heihe.example。")
    assert [str(trace) for trace in asks(pair, number)] == ["email"]
    with pytest.raises(InvalidInput) as refused:
        writes(pair, number, "Пишите: nobody@heihe.example")
    assert list(refused.value.fields) == ["confirmed"]
    writes(pair, number, "Пишите: nobody@heihe.example", is_confirmed=True)


def test_nobody_is_written_down_but_libraries(app):
    names = set(sa.inspect(TranslationRequest).columns.keys())
    assert not {name for name in names if "user" in name or "person" in name or "mail" in name}
    assert len(bilingual.TEXTS.fillings()) >= 1
