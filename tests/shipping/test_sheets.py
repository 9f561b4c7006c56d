"""The sheets of a shipping room, written out by hand: where each step leads, who gets a letter, what lacks."""

from dataclasses import dataclass, replace

import pytest

from library_exchange.core.procedure import Part
from library_exchange.shipping.rules import claims, clearances, counting, customs_rules, pictures, shipments
from library_exchange.shipping.rules.codes import (
    ClaimEvent,
    ClaimGuard,
    ClaimState,
    ClearanceEvent,
    Direction,
    LineState,
    Outcome,
    Purpose,
    ShipmentEvent,
)
from library_exchange.shipping.rules.customs_rules import Missing
from library_exchange.shipping.rules.letters import TOLD
from library_exchange.shipping.rules.pictures import PictureKind

#  state             event                leads to             ! asks first  after what is true     and does
WAY = """
planned              ask_clearance        awaiting_clearance   -  titles_complete                       -
planned              no_clearance         ready                -  titles_complete                       -
planned              cancel               cancelled            !  -                                     release_lines
awaiting_clearance   cleared              ready                -  -                                     -
awaiting_clearance   nothing_cleared      cancelled            -  -                                     -
awaiting_clearance   cancel               cancelled            !  -                                     release_lines
ready                pack                 packed               -  {packing}                             -
ready                permit_lapsed        awaiting_clearance   -  -                                     -
ready                cancel               cancelled            !  -                                     release_lines
packed               hand_over            in_transit           -  {handing_over}                        -
packed               unpack               ready                -  -                                     -
packed               permit_lapsed        awaiting_clearance   -  -                                     -
in_transit           receive              received             -  -                                     take_in
in_transit           receive_part         in_transit           -  -                                     take_in
in_transit           receive_with_claim   in_claim             !  -                                     take_in
in_transit           receive_with_fault   received             !  -                                     take_in
in_transit           gateway_in           at_gateway           -  -                                     -
in_transit           time_passed          overdue              -  -                                     -
at_gateway           cross                in_transit           -  {crossing}                            -
at_gateway           gateway_in           at_gateway           -  -                                     -
at_gateway           time_passed          overdue              -  -                                     -
overdue              receive              received             -  -                                     take_in
overdue              receive_part         overdue              -  -                                     take_in
overdue              receive_with_claim   in_claim             !  -                                     take_in
overdue              receive_with_fault   received             !  -                                     take_in
overdue              gateway_in           at_gateway           -  -                                     -
overdue              declare_lost         lost                 !  -                                     give_up
received             open_claim           in_claim             !  within_claim_time                     open_claim
received             close                closed               -  -                                     -
in_claim             open_claim           in_claim             !  within_claim_time                     open_claim
in_claim             claims_resolved      closed               -  -                                     -
lost                 claims_resolved      closed               -  -                                     -
lost                 close                closed               -  -                                     -
""".format(
    packing="titles_complete,figures_complete,old_books_confirmed,addresses_given,titles_may_go,all_in_parcels,"
    "no_empty_parcel,weight_within_limit",
    handing_over="titles_may_go,permits_in_force,old_books_confirmed,addresses_given,weighed,tracking_given",
    crossing="permits_in_force,addresses_given",
)
PARCEL = """
open        hand_over    in_transit  - - -
in_transit  gateway_in   at_gateway  - - -
in_transit  receive      received    - - -
in_transit  declare_lost lost        - - -
at_gateway  cross        in_transit  - - -
at_gateway  declare_lost lost        - - -
"""
PERMISSION = """
not_needed      need        to_prepare      -  -              -
to_prepare      submit      submitted       -  list_complete  -
submitted       grant       granted         !  -              -
submitted       grant_part  partly_granted  !  -              drop_refused_lines
submitted       refuse      refused         !  -              drop_refused_lines
submitted       question    to_prepare      -  -              -
granted         lapse       to_prepare      -  -              -
partly_granted  lapse       to_prepare      -  -              -
"""


@pytest.mark.parametrize(
    ("table", "sheet"),
    [(shipments.CONSIGNMENT, WAY), (shipments.PARCEL, PARCEL), (clearances.CLEARANCE, PERMISSION)],
    ids=["way", "parcel", "permit"],
)
def test_each_step_leads_where_the_sheet_says_after_what_it_says(table, sheet):
    found = {
        (
            *(state, event, step.leads_to(state), "!" if step.is_grave else "-"),
            *(",".join(names) or "-" for names in (step.guards, step.effects)),
        )
        for (state, event), step in table.steps.items()
    }
    assert {tuple(map(str, row)) for row in found} == {tuple(line.split()) for line in sheet.strip().splitlines()}


#  state             event                 leads to            what became of it
CLAIM = """
opened               offer_substitute      substitute_offered  -
opened               offer_resend          resend_offered      -
opened               credit                resolved            credited
opened               refuse                refused             -
opened               correct               stay                -
opened               withdraw              resolved            withdrawn
opened               silence               resolved            credited
opened               silence_with_proof    resolved            fund
substitute_offered   agree                 resolved            substituted
substitute_offered   disagree              escalated           -
resend_offered       agree                 resolved            resent
resend_offered       disagree              escalated           -
substitute_offered   take_back             opened              -
resend_offered       take_back             opened              -
refused              take_back             opened              -
refused              agree                 resolved            stands
refused              disagree              escalated           -
escalated            decide_for_consignee  resolved            credited
escalated            decide_for_consignor  resolved            stands
escalated            decide_for_fund       resolved            fund
escalated            withdraw              resolved            withdrawn
opened               turn_up               resolved            turned_up
substitute_offered   turn_up               resolved            turned_up
resend_offered       turn_up               resolved            turned_up
refused              turn_up               resolved            turned_up
escalated            turn_up               resolved            turned_up
"""


def test_a_claim_goes_and_ends_as_the_sheet_says():
    steps = claims.CLAIM.steps.items()
    found = {(str(at), str(of), step.target.value, str(step.facts.get("outcome", "-"))) for (at, of), step in steps}
    assert found == {tuple(line.split()) for line in CLAIM.strip().splitlines()}


UNASKED = (ClaimEvent.SILENCE, ClaimEvent.SILENCE_WITH_PROOF, ClaimEvent.DISAGREE, ClaimEvent.CORRECT)
"""What time does, what asks for a decision of the coordinator, what can be said once more."""


def test_every_step_by_which_a_side_contradicts_the_other_or_puts_itself_right_says_why():
    says_why = {
        str(event) for (_state, event), step in claims.CLAIM.steps.items() if ClaimGuard.REASON_GIVEN in step.guards
    }
    assert says_why == {"refuse", "disagree", "correct", *map(str, claims.DECISIONS)}


def test_only_who_sends_another_book_has_it_sent_and_everything_but_time_and_disagreement_asks_first():
    for (_state, event), step in claims.CLAIM.steps.items():
        is_replaced = step.facts.get("outcome") in (Outcome.SUBSTITUTED, Outcome.RESENT)
        names = [str(name) for name in step.effects]
        ended = ["tell_resolved", *(["send_replacement"] if is_replaced else []), "close_if_resolved"]
        changed = ["change_fault"] * (event is ClaimEvent.CORRECT)
        assert names == (ended if step.target is ClaimState.RESOLVED else changed)
        by_itself = event in UNASKED
        assert step.is_grave == (not by_itself), event


LETTERS = """
ask_clearance         consignor consignee
cleared               consignor
nothing_cleared       consignor consignee
permit_lapsed         consignor consignee
hand_over             consignee gateway
cross                 consignee
time_passed           consignor consignee gateway
receive               consignor
receive_with_claim    consignor
receive_with_fault    consignor
open_claim            consignor
declare_lost          consignor consignee
cancel                consignor consignee

question              consignor

offer_substitute      consignee
offer_resend          consignee
take_back             consignee
credit                consignee
refuse                consignee
agree                 consignor
disagree              consignor
correct               consignor
withdraw              consignor
turn_up               consignor
silence               consignor consignee
silence_with_proof    consignor consignee
decide_for_consignee  consignor consignee
decide_for_consignor  consignor consignee
decide_for_fund       consignor consignee
"""


def test_a_letter_goes_to_those_on_the_sheet_and_to_nobody_else():
    kinds = (ShipmentEvent, ClearanceEvent, ClaimEvent)
    sheet = {
        kind: {words[0]: set(words[1:]) for words in map(str.split, part.strip().splitlines())}
        for kind, part in zip(kinds, LETTERS.split("\n\n"), strict=True)
    }
    told = {kind: {str(event): {str(part) for part in to} for event, to in of.items()} for kind, of in TOLD.items()}
    assert told == sheet


# What lacks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Title:
    title_zh: str | None = "泰加林"
    title_ru: str | None = "Тайга"
    annotation_zh: str | None = "关于森林"
    annotation_ru: str | None = "О лесе"
    publisher: str | None = "Амур"
    year: int | None = 1990
    weight_g: int | None = 300
    value_minor: int | None = 0
    title: str = "Тайга"


LACKING = {
    "title_zh": ({Missing.TITLE_ZH}, {Missing.TITLE_ZH}, {Missing.TITLE_ZH}),
    "title_ru": ({Missing.TITLE_RU}, {Missing.TITLE_RU}, {Missing.TITLE_RU}),
    "weight_g": ({Missing.WEIGHT}, set(), set()),
    "value_minor": ({Missing.VALUE}, set(), set()),
    "year": (set(), {Missing.YEAR}, {Missing.YEAR}),
    "publisher": (set(), {Missing.PUBLISHER}, {Missing.PUBLISHER}),
    "annotation_zh": (set(), {Missing.ANNOTATION_ZH}, set()),
    "annotation_ru": (set(), set(), {Missing.ANNOTATION_RU}),
}
"""What lacks for the papers, for an authority that reads Chinese, and for one that reads Russian."""


def lacking(title: Title) -> tuple[set[Missing], set[Missing], set[Missing]]:
    applications = (customs_rules.missing_for_application(title, language) for language in ("zh", "ru"))
    return tuple(map(set, (customs_rules.missing_for_papers(title), *applications)))


@pytest.mark.parametrize("field", LACKING)
def test_what_a_title_does_not_tell_is_missed_where_it_is_read(field):
    assert lacking(replace(Title(), **{field: None})) == LACKING[field]


def test_of_a_whole_title_nothing_lacks_and_of_an_empty_one_everything_and_worth_nothing_is_a_value():
    assert lacking(Title()) == (set(), set(), set())
    nothing = Title(*[None] * 8)
    assert set().union(*lacking(nothing)) == set(Missing)
    assert Missing.WEIGHT in customs_rules.missing_for_papers(replace(Title(), weight_g=0))


def test_an_annotation_in_either_language_can_be_translated():
    titles = {
        said: Title(annotation_zh=said[0], annotation_ru=said[1]) for said in ((None, None), ("有", None), ("", "есть"))
    }
    assert [customs_rules.lacks_annotation(title) for title in titles.values()] == [True, False, False]


def test_rules_of_a_country_or_currency_are_called_by_it_and_have_their_unit():
    codes = (customs_rules.sdr_rate("CNY"), customs_rules.point_value("RUB"))
    assert codes == ("sdr_rate_cny", "point_value_rub")
    permission = clearances.rule_code(Direction.EXPORT, "CN", next(iter(Purpose)))
    assert permission == f"clearance_export_cn_{next(iter(Purpose))}"
    units = [customs_rules.unit_of(code) for code in (*codes, permission)]
    assert units == ["hundredths per SDR", "hundredths per point", "yes or no"]


# Counts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("granted", "asked", "event"),
    [
        (3, 3, ClearanceEvent.GRANT),
        (2, 3, ClearanceEvent.GRANT_PART),
        (1, 3, ClearanceEvent.GRANT_PART),
        (0, 3, ClearanceEvent.REFUSE),
    ],
)
def test_an_authority_grants_all_some_or_none(granted, asked, event):
    assert clearances.answer(granted, asked) is event


@pytest.mark.parametrize(
    ("is_last", "has_claim", "has_fault", "event"),
    [
        (True, False, False, ShipmentEvent.RECEIVE),
        (True, False, True, ShipmentEvent.RECEIVE_WITH_FAULT),
        (True, True, False, ShipmentEvent.RECEIVE_WITH_CLAIM),
        (True, True, True, ShipmentEvent.RECEIVE_WITH_CLAIM),
        (False, False, False, ShipmentEvent.RECEIVE_PART),
        (False, True, True, ShipmentEvent.RECEIVE_PART),
    ],
)
def test_what_was_looked_at_last_says_how_the_consignment_came(is_last, has_claim, has_fault, event):
    assert shipments.receiving(is_last, has_claim, has_fault) is event


COUNTING_AS_RECEIVED = {
    LineState.LOST: {Outcome.TURNED_UP},
    LineState.MISSING: {Outcome.WITHDRAWN},
    LineState.DAMAGED: {Outcome.STANDS, Outcome.WITHDRAWN},
}


@pytest.mark.parametrize("fault", COUNTING_AS_RECEIVED)
def test_a_book_is_on_the_account_after_a_claim_that_ended_so(fault):
    assert {end for end in Outcome if claims.counts_as_received(end, fault)} == COUNTING_AS_RECEIVED[fault]


def test_a_copy_that_is_missing_damaged_or_wrong_is_a_fault_among_however_many():
    faults = {LineState.MISSING, LineState.DAMAGED, LineState.WRONG}
    assert {state for state in LineState if counting.has_fault(state)} == faults
    assert {state for state in LineState if counting.has_fault({LineState.GOOD: 9, state: 1})} == faults
    assert not any(counting.has_fault({LineState.GOOD: 9, state: 0}) for state in faults)
    found = {LineState.WRONG: 1, LineState.MISSING: 2, LineState.GOOD: 3, LineState.DAMAGED: 4}
    assert counting.counted(found, 10) == found
    assert next(iter(counting.counted(found, 10))) is LineState.GOOD


SHOWN = {
    Part.CONSIGNEE: [PictureKind.DAMAGE, PictureKind.WRONG_BOOK, PictureKind.PACKAGING, PictureKind.OTHER],
    Part.CONSIGNOR: [PictureKind.PROOF_OF_POSTING, PictureKind.PACKAGING, PictureKind.OTHER],
}


def test_each_side_shows_its_own_kinds_of_pictures_up_to_four_while_a_claim_is_open():
    for state in ClaimState:
        for part in Part:
            shown = [list(pictures.kinds_for([part], state, already)) for already in (0, 3, 4, 5)]
            may = SHOWN.get(part, []) if state is not ClaimState.RESOLVED else []
            assert shown == [may, may, [], []]
