"""Sentences about requests."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _ln, format_date
from library_exchange.core.money import format_money
from library_exchange.loans.labels import code_names
from library_exchange.loans.rules.codes import RequestingState, Settlement, Side, State, SupplyingState
from library_exchange.shipping.rules.codes import Mode

Text = Any
CHANGED_MEANWHILE = _l("This request changed meanwhile. Look at its present state and decide again.")


COMES_LATE: dict[Side, Text] = {
    Side.REQUESTING: _l(
        "If the book comes after all, say so here: the other library takes the ending back, and the book counts as"
        " received."
    ),
    Side.SUPPLYING: _l(
        "If the book comes after all, or the partner writes that it has it, take the ending back: the settlement is"
        " undone, and the loan goes on where it was."
    ),
}
"""What each side does with a book that was written off and turns up."""
TURNED_UP: dict[Side, Text] = {
    Side.REQUESTING: _l(
        "You said that the lost book has come. The other library takes the ending back next, and you can go on with the"
        " book. You will get a mail."
    ),
    Side.SUPPLYING: _l(
        "The book was written off, but the partner has received it. Take the ending back: the loan goes on where the"
        " book is, and the copy no longer counts as missing."
    ),
}
"""What each side reads once the borrower said that it has a book which was written off."""


def waits_for(stands: State, library: str, is_copy: bool = False) -> Text:
    """Return what the other library does next with a request that stands where this one cannot move it."""
    if is_copy and stands is RequestingState.WILL_SUPPLY:
        return _("%(library)s copies the pages next. You will get a mail.", library=library)
    told: dict[State, Text] = {
        RequestingState.SENT: _("%(library)s has the request and answers next. You will get a mail.", library=library),
        RequestingState.WILL_SUPPLY: _("%(library)s sends the book next. You will get a mail.", library=library),
        RequestingState.CANCEL_PENDING: _(
            "%(library)s says next whether it can still be cancelled. You will get a mail.", library=library
        ),
        RequestingState.FORWARDED: _("%(library)s ends the loan next. You will get a mail.", library=library),
        RequestingState.LOST_CLAIMED: _(
            "%(library)s has been told that the book is lost and settles it with you next. You will get a mail.",
            library=library,
        ),
        RequestingState.DAMAGE_CLAIMED: _(
            "%(library)s settles the damage with you next. You will get a mail.", library=library
        ),
        RequestingState.RETURN_SHIPPED: _(
            "%(library)s checks the book in when it has come. You will get a mail.", library=library
        ),
        SupplyingState.AWAITING_CONDITION: _(
            "%(library)s says next whether it accepts the condition. You will get a mail.", library=library
        ),
        SupplyingState.SHIPPED: _("%(library)s says when the book has come. You will get a mail.", library=library),
        SupplyingState.ON_LOAN: _("%(library)s has the book and sends it back. You will get a mail.", library=library),
    }
    return told.get(stands) or _("The other library must act first. You will get a mail.")


def came_damaged(stands: State, damage: Text, library: str) -> Text | None:
    """Return what to do with a borrowed book of which damage was reported, None where the request is past that."""
    told: dict[State, Text] = {
        RequestingState.RECEIVED: _l(
            "Damage is reported to %(library)s: %(damage)s. Add pictures below, so that it is seen how the book came."
            " If it can be read, hand it to the reader; if not, send it back.",
            library=library,
            damage=damage,
        ),
        RequestingState.WITH_READER: _l(
            "Damage is reported to %(library)s: %(damage)s. Add pictures below when the book is back, then send it"
            " back as usual: the library looks at it when it has come.",
            library=library,
            damage=damage,
        ),
        RequestingState.TO_RETURN: _l(
            "Damage is reported to %(library)s: %(damage)s. Add pictures below, then send the book back: the library"
            " looks at it when it has come.",
            library=library,
            damage=damage,
        ),
    }
    return told.get(stands)


READER_ANSWERS_NEXT = _l(
    "The reader has been asked and answers next. You will get a mail; what she says by telephone you can note yourself."
    " Without an answer, the request is back in your list after ten days."
)


def cannot_be_asked(phone: str | None) -> Any:
    """Return what to do instead of asking a reader by a letter who gets none."""
    if phone is None:
        return _l(
            "The reader has no e-mail address and cannot be asked by mail. Ask her when she comes, or note her"
            " telephone on the list of readers; then fill in above what she says."
        )
    return _l(
        "The reader has no e-mail address and cannot be asked by mail. Ask her by telephone (%(phone)s) and fill in"
        " above what she says.",
        phone=phone,
    )


def not_told(phone: str | None) -> Any:
    """Return that a reader was to be told of a step, and has to be by the desk."""
    if phone is None:
        return _l("The reader has no e-mail address and no telephone is noted: tell her when she comes.")
    return _l("The reader has no e-mail address: tell her by telephone (%(phone)s).", phone=phone)


BY_STAFF = {"moved": _l("moved by staff"), "added": _l("added by staff")}


def rank_reasons(facts: dict[str, Any]) -> list[Text]:
    """Return why a library stands where it does in the order of suppliers, first what staff has done."""
    by_staff = [sentence for name, sentence in BY_STAFF.items() if facts.get(name)]
    if "fee_minor" in facts:
        by_staff.append(fee(int(facts["fee_minor"]), str(facts["fee_currency"])))
    if "is_remote" in facts:
        return [*by_staff, _l("reached over ISO 18626")]
    if "free_copies" not in facts:
        return by_staff
    told = [
        *by_staff,
        _ln("%(num)s free copy", "%(num)s free copies", int(facts["free_copies"])),
        _where(bool(facts["same_country"]), bool(facts.get("is_copy"))),
    ]
    if "arrives_on" in facts:
        told.append(_l("here about %(date)s", date=day(date.fromisoformat(facts["arrives_on"]))))
        told.append(_balance(int(facts["lent"]), int(facts["borrowed"])))
    return [*told, _ln("%(num)s loan under way", "%(num)s loans under way", int(facts["active_loans"]))]


def _where(is_same_country: bool, is_copy: bool) -> Text:
    """Return on which side of the border a library is; a copy of pages, which nobody posts, is not cheaper to send."""
    if not is_same_country:
        return _l("across the border")
    return _l("same country") if is_copy else _l("same country, cheaper to send")


def fee(minor: int | None, currency: str | None, came_back_unopened: bool = False) -> Text:
    """Return what a loan or a copy costs; what came back before it arrived costs nothing after all."""
    if not minor or not currency:
        return _l("free of charge")
    told = format_money(minor, currency)
    return _("%(fee)s: not charged, the parcel did not arrive", fee=told) if came_back_unopened else told


def entered(is_fulfilled: bool) -> Text:
    """Return when a fee stands in the account, or that it does."""
    return (
        _l("The fee is entered in the account.")
        if is_fulfilled
        else _l("A fee is entered when the book is back or the copy has come.")
    )


def settled(settlement: Settlement | None, minor: int | None, currency: str | None) -> Text | None:
    """Return how a lost or damaged book was settled, with the sum if one was told."""
    if settlement is None:
        return None
    told = code_names.SETTLEMENTS[settlement]
    if minor is None or currency is None:
        return told
    return _("%(settlement)s: %(sum)s", settlement=told, sum=format_money(minor, currency))


def forgotten(settlement: Text) -> Text:
    """Return what is said before a settlement is undone."""
    return _("What was noted of the settlement is deleted: %(settlement)s.", settlement=settlement)


def most(minor: int | None, currency: str | None, fee_minor: int | None, fee_currency: str | None) -> Text | None:
    """Return what the partner pays at most, and whether the fee is within that; two currencies are not compared."""
    if minor is None or currency is None:
        return None
    told = format_money(minor, currency)
    if not fee_minor:
        return told
    if currency != fee_currency:
        return _("%(sum)s: in another currency than the fee, so please compare them yourself", sum=told)
    return _("%(sum)s: less than the fee", sum=told) if fee_minor > minor else told


def _balance(lent: int, borrowed: int) -> Text:
    """Return what a library lent and borrowed in a year, as it is told with its rank."""
    if not lent and not borrowed:
        return _l("new to lending: counts as the middle one")
    return _l("in a year lent %(lent)s, borrowed %(borrowed)s", lent=lent, borrowed=borrowed)


def time_left(days: int, is_late: bool) -> Text:
    """Return how long there is to act, `days` being negative when the day is past; `is_late` of a book, not a step."""
    if is_late:
        return _ln("%(num)s day overdue", "%(num)s days overdue", -days)
    if days < 0:
        return _ln("%(num)s day late", "%(num)s days late", -days)
    if days == 0:
        return _l("today")
    return _ln("%(num)s day left", "%(num)s days left", days)


def open_elsewhere(count: int) -> Text:
    """Return how many open requests, whoever must act, an empty part of the list of work could show."""
    return _ln(
        "%(num)s open request passes them that is not in this list.",
        "%(num)s open requests pass them that are not in this list.",
        count,
    )


def finished_elsewhere(count: int) -> Text:
    """Return how many finished requests an empty part of the list of work could show."""
    return _ln("%(num)s finished request passes them.", "%(num)s finished requests pass them.", count)


def parcel(method: Mode | None, tracking_no: str | None) -> Text:
    """Return how a parcel went and its number, None if that was not told."""
    if method is None:
        return None
    name = code_names.METHODS[method]
    return _("%(method)s, number %(tracking)s", method=name, tracking=tracking_no) if tracking_no else name


DUE_ALREADY = _l(
    "The book is due today or tomorrow, so there is no sooner day to recall it for. The library that has it and its"
    " reader are reminded without your doing, unless a renewal waits for your answer; to ask for it in your own words,"
    " write a message below."
)


def due_passed(day_: date) -> Text:
    """Return why an overdue book is not recalled."""
    return _l(
        "The due date passed on %(date)s. The library that has the book and its reader are reminded without your doing,"
        " unless a renewal waits for your answer; to ask for it in your own words, write a message below.",
        date=day(day_),
    )


def day(value: date) -> str:
    """Return the day as the language of the page writes it."""
    return format_date(value)
