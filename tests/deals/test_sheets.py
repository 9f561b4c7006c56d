"""What two libraries that exchange may do, written out by hand: who takes each step, after what, what is counted."""

import pytest

from library_exchange.deals.rules import agreements, boxes, settling
from library_exchange.deals.rules.agreements import Mode
from library_exchange.deals.rules.boxes import is_within, weight_of, worth
from library_exchange.deals.rules.filling import InBox, Tick, propose_box
from library_exchange.offers.rules.closeness import Kind

#  state    event      who             ! asks first  after what is true           and does              says
AGREEMENT = """
draft       propose    author          -  partner_signs_in,readable_or_askable                keep_terms,ask_partner  -
draft       discard    author          !  -                                  ask_no_more             discarded
proposed    accept     on_turn         -  said_in_both,no_other_in_force     open_accounts           -
proposed    counter    on_turn         -  partner_signs_in,terms_changed,readable_or_askable  keep_terms,ask_partner  -
proposed    decline    author,partner  !  -                                  ask_no_more             declined
proposed    silence    clock           -  -                                  ask_no_more             silence
active      suspend    author,partner  -  -                                  -                       -
active      end        author,partner  !  -                                  close_if_even           -
suspended   resume     author,partner  -  -                                  -                       -
suspended   end        author,partner  !  -                                  close_if_even           -
settling    settle     service         -  -                                  -                       settled
"""
SETTLEMENT = """
sent      confirm   partner  -  still_owed  enter  -
sent      dispute   partner  -  -           -      -
sent      on_paper  author   -  partner_by_letter,still_owed  enter  -
sent      silence   clock    -  still_owed  enter  -
sent      withdraw  author   -  -           -      -
disputed  confirm   partner  -  still_owed  enter  -
disputed  withdraw  author   -  -           -      -
"""
BOX = """
ticking    propose  partner  -  -  -  -
ticking    cancel   partner  !  -  -  -
proposed   accept   partner  -  -  -  -
proposed   counter  partner  -  -  -  -
proposed   withdraw partner  -  -  -  -
proposed   agree    service  -  -  -  -
proposed   reopen   partner  !  -  -  -
proposed   cancel   partner  !  -  -  -
accepted   send     partner  -  -  -  -
accepted   settle   service  -  -  -  -
under_way  settle   service  -  -  -  -
"""


@pytest.mark.parametrize(
    ("table", "sheet"),
    [(agreements.AGREEMENT, AGREEMENT), (settling.SETTLEMENT, SETTLEMENT), (boxes.BOX, BOX)],
    ids=["agreements", "settlements", "boxes"],
)
def test_each_step_is_taken_by_whom_the_sheet_says_and_after_what_it_says(table, sheet):
    found = {
        (
            *(str(state), str(event), ",".join(sorted(step.by)), "!" if step.is_grave else "-"),
            *(",".join(names) or "-" for names in (step.guards, step.effects)),
            str(step.facts.get("ending", "-")),
        )
        for (state, event), step in table.steps.items()
    }
    assert found == {tuple(line.split()) for line in sheet.strip().splitlines()}


def test_nobody_moves_a_book_of_a_box_but_what_follows_from_the_box():
    assert {frozenset(map(str, step.by)) for step in boxes.LINE.steps.values()} == {frozenset({"service"})}


GROUPS = {
    "talked about": (agreements.OPEN, "draft proposed"),
    "not ended": (agreements.LIVE, "draft proposed active suspended settling"),
    "in force": (agreements.IN_FORCE, "active suspended settling"),
    "settlements that wait": (settling.OPEN, "sent disputed"),
    "boxes that are filled": (boxes.LIVE, "ticking proposed"),
    "books that no other may have": (boxes.HOLDING, "in agreed sent"),
    "books that are promised": (boxes.PROMISED, "agreed sent"),
    "books that have ended": (boxes.ENDED, "received failed out"),
}


@pytest.mark.parametrize("group", GROUPS)
def test_these_states_and_no_others_are(group):
    states, said = GROUPS[group]
    assert {str(state) for state in states} == set(said.split())


def test_silence_closes_a_proposal_after_sixty_days_and_carries_a_balance_after_thirty():
    assert (agreements.SILENCE_DAYS, settling.SILENCE_DAYS) == (60, 30)


def test_each_way_of_exchanging_has_its_unit_or_none():
    assert {mode.value: unit for mode, unit in agreements.UNIT_OF.items()} == {
        "open": None,
        "piece": "pieces",
        "priced": "points",
        "page": "pages",
        "gift_only": None,
    }


@pytest.mark.parametrize(
    ("zh", "ru", "only", "lacks"),
    [
        *[(None, None, None, None), ("", "", None, None), ("有", "есть", None, None)],
        *[("有", None, None, "ru"), (None, "есть", None, "zh"), ("", "есть", None, "zh")],
        *[(None, "есть", "ru", None), ("有", None, "ru", "ru"), ("有", None, "zh", None), (None, "есть", "zh", "zh")],
    ],
)
def test_what_is_said_in_words_is_said_in_the_languages_of_both_libraries_or_in_none(zh, ru, only, lacks):
    assert agreements.lacking_language(zh, ru, only) == lacks


def test_libraries_of_one_language_need_no_other():
    assert [agreements.only_language(*pair) for pair in (("ru", "ru"), ("zh", "zh"), ("zh", "ru"), ("en", "en"))] == [
        *("ru", "zh", None, None)
    ]


def test_the_terms_in_which_two_versions_differ_are_named_in_their_order():
    before = {"mode": "piece", "credit": 5, "payer": "sender", "note_ru": None}
    assert agreements.differences(before, dict(before)) == ()
    assert agreements.differences(before, before | {"note_ru": "да", "mode": "open", "other": 1}) == ("mode", "note_ru")


# What is counted ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weight_g", "pages", "grams"),
    [(0, 200, 0), (None, 0, 0), (None, 1, 61), (None, 100, 190), (1, None, 1)],
)
def test_a_copy_weighs_what_the_scale_says_and_else_what_its_pages_do(weight_g, pages, grams):
    assert weight_of(weight_g, pages) == grams


@pytest.mark.parametrize(
    ("pages", "weight_g", "counted"),
    [(100, 400, 100), (None, 190, 100), (None, 60, 1), (None, 10, 1), (None, None, 1), (1, None, 1)],
)
def test_pages_nobody_gave_are_reckoned_from_the_weight_and_are_one_at_least(pages, weight_g, counted):
    assert worth(Mode.PAGE, 1, 1, pages, weight_g, False) == counted
    assert worth(Mode.PAGE, 3, 1, pages, weight_g, False) == 3 * counted


def test_a_gift_counts_for_nothing_however_things_are_counted():
    assert {worth(mode, 2, 3, 100, 400, True) for mode in Mode} == {0}


@pytest.mark.parametrize(
    ("closing", "now", "may"),
    [
        *[(0, 0, True), (3, 0, True), (-3, 0, True), (4, 0, False), (-4, 0, False)],
        *[(9, 9, True), (-9, -9, True), (10, 9, False), (-10, -9, False), (8, -9, False), (4, 4, True)],
    ],
)
def test_a_balance_stays_within_the_credit_or_does_not_grow(closing, now, may):
    assert is_within(closing, now, 3) is may


def test_the_balance_of_a_box_just_fills_the_credit_of_either_side():
    many = [[Tick(f"{side}{n}", f"work {side}{n}") for n in range(9)] for side in "ab"]

    def going(to_a, to_b, **limits):
        box = propose_box(many[0][:to_a], many[1][:to_b], **limits)
        return *(sum(line.reason is InBox.CHOSEN for line in lines) for lines in (box.to_a, box.to_b)), box.closing

    assert going(2, 5, credit_b=3) == (2, 5, 3)
    assert going(2, 6, credit_b=3) == (2, 5, 3)
    assert going(5, 2, credit_a=3) == (5, 2, -3)
    assert going(6, 2, credit_a=3) == (5, 2, -3)
    assert going(0, 2, balance=9, credit_b=3) == (0, 0, 9)
    assert going(2, 0, balance=-9, credit_a=3) == (0, 0, -9)


def test_of_two_copies_wanted_alike_the_one_that_failed_before_goes_and_then_a_lot_decides():
    failed, new = Tick("failed", "w1", times_failed=1), Tick("new", "w2")
    other = Tick("other edition", "w3", kind=Kind.WORK, times_failed=5)
    box = propose_box([new, other, failed], [], credit_a=1)
    assert [line.offer for line in box.to_a] == ["failed", "new", "other edition"]
    assert [line.reason for line in box.to_a] == [InBox.CHOSEN, InBox.BALANCE, InBox.BALANCE]
    alike = [Tick(f"o{n}", f"work {n}") for n in range(6)]
    orders = {tuple(line.offer for line in propose_box(alike, [], seed=f"seed {n}").to_a) for n in range(6)}
    assert len(orders) > 1
    assert len({propose_box(alike[::way], [], seed="one") for way in (1, -1)}) == 1
