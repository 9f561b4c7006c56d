"""Names of the states of rounds and lines, reasons and outcomes, and what the room says of rounds."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _n, _pl, format_date, format_number
from library_exchange.offers.rules.closeness import Kind
from library_exchange.rounds.rules.answers import LineState, Refusal, Stage
from library_exchange.rounds.rules.clearing.clear import Fallback, Method
from library_exchange.rounds.rules.clearing.ranking import Criterion
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import ProposalEvent, ProposalState, RoundEvent, RoundState, Standing

Text = Any

KINDS: dict[Kind, Text] = {
    Kind.EXACT: _l("exactly this edition"),
    Kind.WORK: _l("the same work, another edition"),
    Kind.PROFILE: _l("fits your subject"),
}

OUTCOMES: dict[Outcome, tuple[Text, Text, str]] = {
    Outcome.FILLED: (_l("filled"), _l("Both libraries agreed to the books you asked for."), "ok"),
    Outcome.PARTLY_FILLED: (_l("partly filled"), _l("The rest stays on your list for the next round."), "now"),
    Outcome.NO_OFFER: (_l("not offered"), _l("No library offered it to you in this round. It stays on your list."), ""),
    Outcome.ALREADY_HELD: (
        _l("already in your holdings"),
        _l("Your catalogue has it. If that is right, withdraw the want."),
        "",
    ),
    Outcome.EXCLUDED_PARTNER: (
        _l("offered by a library you have excluded"),
        _l("You can change your list of excluded libraries before the next round."),
        "",
    ),
    Outcome.NOT_CLEARED: (
        _l("needs a permit"),
        _l(
            "Because of its age the book named here leaves its country only with a permit, so rounds leave it out. Ask"
            " the library that offers it whether it can apply for one; the book can then come outside a round."
        ),
        "warn",
    ),
    Outcome.NO_CLASS_NUMBER: (
        _l("a book without a class number"),
        _l(
            "Nothing with a class number fits your profile. The book named here fits in everything else but has none,"
            " so it cannot be matched: look at it, and if it suits you, want it by its title."
        ),
        "",
    ),
    Outcome.OWN_WANT_FIRST: (
        _l("covered by another of your wants"),
        _l("Another of your wants brings you the work in this round; a library receives one copy of a work."),
        "",
    ),
    Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT: (
        _l("the copies went to other wants"),
        _l("Your want stays on your list. For each of the first three rounds in which it waits it gains weight."),
        "",
    ),
    Outcome.ROUND_LIMIT: (
        _l("limit of the round reached"),
        _l("You or the giver reached the number of books agreed for one round. The want stays on your list."),
        "",
    ),
    Outcome.RECEIVER_CREDIT_LIMIT: (
        _l("your account is at its limit"),
        _l("With one book more on your account this one would have come. Offer books that others want."),
        "warn",
    ),
    Outcome.DONOR_GIFT_LIMIT: (
        _l("the giver can give no more without receiving"),
        _l("Offer books that others want: every book given lets another one move."),
        "",
    ),
    Outcome.COUNTRY_GAP: (
        _l("limit between the countries reached"),
        _l("As many books as the round allows have gone one way. The want stays on your list."),
        "",
    ),
    Outcome.SEVERAL_LIMITS: (
        _l("several limits reached"),
        _l(
            "Beside all other books this one would have passed more than one limit: of accounts, of the round or"
            " between the countries. Offer books that others want: every book given lets another one move."
        ),
        "",
    ),
    Outcome.NOT_SENT_BY_GIVER: (
        _l("the giver cannot send it"),
        _l("The book was proposed to you, but its library cannot send it. The want stays on your list."),
        "",
    ),
    Outcome.DECLINED_BY_OWNER: (
        _l("you did not take it"),
        _l(
            "You declined the book, or the time to answer passed. Say more closely what you need, or withdraw the want."
        ),
        "",
    ),
    Outcome.LOST_BY_REFUSAL: (
        _l("lost for a book you did not send"),
        _l(
            "You did not send a book that you were to send, so by the rule one that was to come to you was lost. The"
            " want stays on your list, but gains no weight for this round."
        ),
        "warn",
    ),
    Outcome.OTHER: (
        _l("not placed in this round"),
        _l("The simple method was used, which does not find every exchange. The want stays on your list."),
        "",
    ),
}
"""What happened to a want, what to do next, and the tone of the chip."""

DECIDED_BY: dict[Criterion, Text] = {
    Criterion.EXACTNESS: _l("Decided by: an exact edition comes before any edition, and that before a subject."),
    Criterion.PRIORITY: _l("Decided by: the other want stood higher on its own library's list."),
    Criterion.FIRST_COPIES: _l("Decided by: the first books of a library weigh more than later ones."),
    Criterion.EQUITY: _l("Decided by: schools, reading rooms of NGOs and inland libraries weigh a little more."),
    Criterion.AGEING: _l("Decided by: the other want had waited longer."),
    Criterion.LOT: _l("Decided by: the published lot, because the wants were equal."),
    Criterion.WHOLE: _l("Decided by: there, the copy was worth more to all libraries together."),
}

METHODS: dict[Method, Text] = {
    Method.CIRCULATION: _l("best exchange by the account of all libraries"),
    Method.GREEDY: _l("simple method: direct swaps, then single books on account"),
}

FALLBACKS: dict[Fallback, Text] = {
    Fallback.NO_SOLVER: _l("The solver is not installed on this server, so the simple method was used."),
    Fallback.NOT_SOLVED: _l("The solver gave no result that could be checked, so the simple method was used."),
    Fallback.CHOSEN: _l("The coordinator chose the simple method."),
}


def proof(objective: int | None, bound: int | None) -> str | None:
    """Return how good a result is: proven to be the best, or by how much another could be better; None if unknown."""
    if objective is None or bound is None:
        return None
    if bound <= objective:
        return _("No other exchange by the rule is worth more. This was checked in whole numbers.")
    thousandths = -((objective - bound) * 100_000 // max(objective, 1))
    return _(
        "Another exchange by the rule could be worth at most %(percent)s %% more.",
        percent=format_number(thousandths / 1000),
    )


ROUND_STATES: dict[RoundState, tuple[Text, str]] = {
    RoundState.PLANNED: (_l("round planned"), ""),
    RoundState.LISTING: (_l("libraries list their books"), "now"),
    RoundState.SELECTING: (_l("libraries choose"), "now"),
    RoundState.CLEARING: (_l("being cleared"), "now"),
    RoundState.PROPOSED: (_l("proposals sent"), "warn"),
    RoundState.SHIPPING: (_l("exchange agreed"), "now"),
    RoundState.SETTLED: (_l("round settled"), "ok"),
    RoundState.CANCELLED: (_l("round cancelled"), ""),
}

PROPOSAL_STATES: dict[ProposalState, tuple[Text, str]] = {
    ProposalState.SENT: (_l("waiting for your answer"), "warn"),
    ProposalState.ACCEPTED: (_l("proposal accepted"), "ok"),
    ProposalState.DECLINED: (_l("proposal declined"), ""),
}

REFUSALS: dict[Refusal, Text] = {
    Refusal.NOT_FOUND: _l("the copy is not found"),
    Refusal.DAMAGED: _l("the copy is damaged"),
    Refusal.STILL_NEEDED: _l("the library needs the copy itself"),
    Refusal.WRONG_EDITION: _l("not the edition that is needed"),
    Refusal.ALREADY_BOUGHT: _l("the library has bought it meanwhile"),
    Refusal.NOT_NEEDED: _l("no longer needed"),
    Refusal.SILENCE: _l("no answer in time"),
    Refusal.LOST: _l("lost, because its receiver did not send a book"),
}

STAGES: dict[Stage, tuple[Text, int]] = {
    Stage.WAITING: (_l("Waits for its turn"), 5),
    Stage.PAIRING: (_l("Offers and wants are being compared"), 30),
    Stage.SOLVING: (_l("The best exchange is being looked for"), 60),
    Stage.WRITING: (_l("The proposals are being written"), 90),
}
"""What the clearing is doing, and how much of it is done, in percent."""

LINE_STATES: dict[LineState, tuple[Text, str]] = {
    LineState.PROPOSED: (_l("proposed"), "warn"),
    LineState.REFUSED: (_l("line refused"), ""),
    LineState.RECLEARED: (_l("cleared again"), ""),
    LineState.CONFIRMED: (_l("agreed by both"), "ok"),
    LineState.RECEIVED: (_l("book received"), "ok"),
    LineState.FAILED: (_l("does not count"), "bad"),
}

GROUPS: dict[str, Text] = {
    "all": _l("All libraries"),
    "inland": _l("Inland libraries"),
    "border": _l("Border libraries"),
}

# What comes next ------------------------------------------------------------------------------------------------------

STANDS: dict[RoundState, Text] = {
    RoundState.PLANNED: _l("The lists are opened on %(date)s. Libraries can take part already."),
    RoundState.LISTING: _l("Libraries list what they offer and want until %(date)s. Then those that take part choose."),
    RoundState.SELECTING: _l("Libraries choose until %(date)s. Then the exchange is worked out."),
    RoundState.CLEARING: _l("The exchange is being worked out. Open this page again in a minute."),
    RoundState.PROPOSED: _l("Libraries answer until %(date)s. Then consignments are made of what both sides accepted."),
    RoundState.SHIPPING: _l(
        "Libraries prepare and send the books that were accepted. The round ends by itself when the last one has come."
    ),
    RoundState.SETTLED: _l("The round is over: every book has come or did not come about."),
    RoundState.CANCELLED: _l("The round was cancelled. No book is sent."),
}
"""What happens now, until when, and what follows."""
BUTTONS: dict[str, Text] = {
    RoundEvent.OPEN_LISTS: _l("Open the lists"),
    RoundEvent.CANCEL: _l("Cancel the round"),
    "turn": _l("Move the round on now"),
}
DONE: dict[str, Text] = {
    RoundEvent.OPEN_LISTS: _l("The lists are open, and every library has been told."),
    RoundEvent.CANCEL: _l("The round is cancelled. No book is sent."),
    "turn": _l("The round has moved on. Below you see where it stands now."),
}
OPENING = _l("Once the lists are open, libraries write down what they offer and want.")
IS_DUE = _l("A day of the round is over. The clock moves it by itself at night; you need not wait for that.")
PLAN_ANOTHER = _l(
    "The lists must be open for at least 15 days on which libraries of both countries work, and fewer are left. Change"
    " the round and set later days before you open the lists."
)
OWN_ROUND = _l("Your library in this round")
TAKE_PART = _l("Take part")
NOT_IN_IT = _l("Your library does not take part in this round.")
LISTS_COUNT = _l("Your open offers and wants take part as they stand on the last day of the lists.")
DECLINED = _l("Your library does not take part. It may change its mind until the last day of the lists.")
LEAVE_INSTEAD = _l("Your library takes part in this round. Leave the round, if it is not to.")
TAKES_PART = _l(
    "Your library takes part. Its open offers and wants count as they stand on the last day of the lists: complete them"
    " until then."
)
YOUR_OFFERS = _l("Go to your offers")
NO_WANTS = _l(
    "Your library had no open want when the lists were closed, so there is nothing to choose. Proposals follow."
)
ACCEPT_ALL = _l("Accept everything")


def choose(day: date) -> str:
    """Return what a library does while it chooses in secret."""
    return _(
        "The lists are closed. Set what matters most to you until %(date)s; no other library sees it, and who chooses"
        " first has no advantage.",
        date=format_date(day, "medium"),
    )


def lines(num: int) -> str:
    """Return how many lines are answered at once."""
    return _n("%(num)s book", "%(num)s books", num)


def waiting(num: int) -> str:
    """Return how many lines wait for the reader's answer."""
    return _n("%(num)s line waits for your answer.", "%(num)s lines wait for your answer.", num)


def answered(day: date | None) -> str:
    """Return that others are to answer."""
    shown = format_date(day, "medium") if day else ""
    return _("Nothing waits for your answer. The other libraries answer until %(date)s.", date=shown)


NOT_NOW = _l("The round does not allow this now. Open it again to see where it stands.")


def too_few_days(earliest: date) -> str:
    """Return that the lists are open too short, and until when at least they must be."""
    return _(
        "The lists must be open for at least 15 days on which libraries of both countries work: until %(date)s or"
        " later.",
        date=format_date(earliest, "medium"),
    )


DAYS_IN_ORDER = _l("This day must come after the one before it.")
ANSWERED = _l("This line has been answered. An answer is final.")
CHOOSE_REASON = _l("Choose a reason.")
TOO_MUCH_EQUITY = _l("An equity weight lies between 100 and 130 percent.")
ONE_NAME = _l("Write the name in one language at least: who reads the other one can then be asked for it.")
NAME = _pl("programme", "Name")
ROUND_NAMED = _l("Exchange round: %(name)s")
CHOOSE_LIBRARY = _l("Choose a library from the list.")

LISTS_UNTIL, CHOOSING_UNTIL, ANSWERS_UNTIL = _l("Lists open until"), _l("Choosing until"), _l("Answers until")
ONLY_LATER = _l("While a round is under way its days can be later than they were, not earlier.")
REMINDED_TODAY = _l("The libraries were reminded today already. Remind them again tomorrow.")
NOBODY_AWAITED = _l("No library is waited for.")
LATER_DAYS = _l("The days are changed, and the libraries that take part were written to.")
CHANGE_PLAN, CHANGE_DAYS = _l("Change the round"), _l("Set later days")
OPENED_EARLIER = _l("The lists are open from today, %(today)s, and not only from %(planned)s as the round was planned.")
OPENED_LATER = _l("The lists are open from today, %(today)s; planned was %(planned)s.")
NAME_LACKS: dict[str, Text] = {
    "zh": _l("The round has no Chinese name. Libraries that read Chinese are written to about “%(name)s”."),
    "ru": _l("The round has no Russian name. Libraries that read Russian are written to about “%(name)s”."),
}


def round_of(library: str, first: date, last: date) -> str:
    """Return what a round is called in a language in which it has no name."""
    days = {"first": format_date(first, "medium"), "last": format_date(last, "medium")}
    return _("Exchange round of %(library)s, %(first)s – %(last)s", library=library, **days)


def written_to(num: int) -> str:
    """Return to how many libraries a letter goes when the lists are opened."""
    return _n(
        "%(num)s library is invited by letter. The round cannot be planned anew after that, only its days can be"
        " later.",
        "%(num)s libraries are invited by letter. The round cannot be planned anew after that, only its days can be"
        " later.",
        num,
    )


STANDINGS: dict[Standing, tuple[Text, str]] = {
    Standing.INVITED: (_pl("library in a round", "has not answered"), "warn"),
    Standing.TAKES_PART: (_pl("library in a round", "takes part"), "ok"),
    Standing.DECLINED: (_pl("library in a round", "does not take part"), ""),
    Standing.TO_CHOOSE: (_pl("library in a round", "has not chosen"), "warn"),
    Standing.CHOSE: (_pl("library in a round", "has chosen"), "ok"),
    Standing.NOTHING_TO_CHOOSE: (_pl("library in a round", "has nothing to choose"), ""),
    Standing.TO_ANSWER: (_pl("library in a round", "still has to answer"), "warn"),
    Standing.ACCEPTED: (_pl("library in a round", "has answered"), "ok"),
    Standing.REFUSED: (_pl("library in a round", "declined everything"), ""),
    Standing.NOTHING_PROPOSED: (_pl("library in a round", "got no proposal"), ""),
}
"""How a library stands in a round, and the tone of the chip."""
CONSEQUENCES: dict[RoundEvent | ProposalEvent, Text] = {
    RoundEvent.CANCEL: _l("The exchange round ends for all libraries and no book is sent. This cannot be undone."),
    ProposalEvent.ACCEPT: _l(
        "Your library gives and receives all books that still wait for your answer. An answer is final, and"
        " consignments follow from it."
    ),
    ProposalEvent.DECLINE_ALL: _l("Your library gives and receives nothing in this round. An answer is final."),
}
"""What a grave step does, as it is told before it is taken."""
LINE_ACCEPTED = _l("The book travels if the other library accepts it too. An answer is final.")
LINE_DECLINED = _l("The book does not travel, and the other library is told. An answer is final.")
MAY_BE_CLEARED_AGAIN = _l(
    "If too many books are declined, the whole round is matched once more for every library, without these books."
)
NOTHING_TO_LOSE = _l("Your library loses nothing for it: no book that was to come to it can be let go.")


def will_not_get(title: str) -> str:
    """Return what a library loses if it refuses to send a book."""
    return _(
        "For the book that you do not send you will not get: %(title)s. It goes to the next in line or stays with its"
        " library.",
        title=title,
    )


EQUITY_HEADS: tuple[Text, ...] = (
    *(_l("Libraries"), _pl("libraries", "How many"), _l("Wants"), _l("A book was found"), _l("Share, %")),
    *(_l("To give"), _l("To receive")),
)
"""The columns of the table of how evenly libraries were served."""
