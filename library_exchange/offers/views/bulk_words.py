"""What is said of one act on several offers or wants: what it did, what stood so already, what could not be done."""

from collections.abc import Callable, Mapping

from library_exchange.core.i18n import _, _n, format_number
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.wants import WantEvent
from library_exchange.offers.services.several import Changed, Moved

Said = list[tuple[str, str]]
"""Sentences, each with its tone."""
Counted = Callable[[int], str]


def offers_changed(num: int) -> str:
    """Return that offers were changed."""
    return _n("%(num)s offer was changed.", "%(num)s offers were changed.", num)


def wants_changed(num: int) -> str:
    """Return that wants were changed."""
    return _n("%(num)s want was changed.", "%(num)s wants were changed.", num)


_OFFERS: Mapping[OfferEvent, tuple[Counted, Counted]] = {
    OfferEvent.PUBLISH: (
        lambda num: _n("%(num)s offer was published.", "%(num)s offers were published.", num),
        lambda num: _n("%(num)s offer was public already.", "%(num)s offers were public already.", num),
    ),
    OfferEvent.WITHDRAW: (
        lambda num: _n("%(num)s offer was withdrawn.", "%(num)s offers were withdrawn.", num),
        lambda num: _n("%(num)s offer was withdrawn already.", "%(num)s offers were withdrawn already.", num),
    ),
}
_WANTS: Mapping[WantEvent, tuple[Counted, Counted]] = {
    WantEvent.PAUSE: (
        lambda num: _n("%(num)s want was paused.", "%(num)s wants were paused.", num),
        lambda num: _n("%(num)s want was paused already.", "%(num)s wants were paused already.", num),
    ),
    WantEvent.RESUME: (
        lambda num: _n("%(num)s want was resumed.", "%(num)s wants were resumed.", num),
        lambda num: _n("%(num)s want was open already.", "%(num)s wants were open already.", num),
    ),
    WantEvent.GIVE_UP: (
        lambda num: _n("%(num)s want was given up.", "%(num)s wants were given up.", num),
        lambda num: _n("%(num)s want had ended already.", "%(num)s wants had ended already.", num),
    ),
    WantEvent.RENEW: (
        lambda num: _n("%(num)s want was renewed.", "%(num)s wants were renewed.", num),
        lambda num: _n("%(num)s want was open already.", "%(num)s wants were open already.", num),
    ),
}


def moved_one(event: OfferEvent | WantEvent) -> str:
    """Return what a step did with one offer or want."""
    done, _already = _OFFERS[event] if isinstance(event, OfferEvent) else _WANTS[event]
    return done(1)


def offers_moved(event: OfferEvent, moved: Moved) -> Said:
    """Return what a step did with several offers."""
    done, already = _OFFERS[event]
    lacking = _n(
        "%(num)s offer was not published: enter its weight or pages first.",
        "%(num)s offers were not published: enter their weight or pages first.",
        moved.lacking,
    )
    others = _n(
        "%(num)s offer could not be changed: it has moved on.",
        "%(num)s offers could not be changed: they have moved on.",
        moved.others,
    )
    return _said(moved, done, already, lacking, others)


def wants_moved(event: WantEvent, moved: Moved, values: Changed) -> Said:
    """Return what a step did with several wants, and what was changed in them besides."""
    done, already = _WANTS[event]
    others = _n(
        "%(num)s want could not be changed: it does not stand so that this is its next step, or the book is"
        " in your library by now.",
        "%(num)s wants could not be changed: they do not stand so that this is their next step, or the book is"
        " in your library by now.",
        moved.others,
    )
    return [*_said(moved, done, already, "", others), *kept(values)]


def _said(moved: Moved, done: Counted, already: Counted, lacking: str, others: str) -> Said:
    said: Said = [(done(moved.moved), "ok")] if moved.moved else []
    if moved.already:
        said.append((already(moved.already), "ok"))
    if moved.lacking:
        said.append((lacking, "warn"))
    return [*said, (others, "warn")] if moved.others else said


def changed(values: Changed, words: Counted, is_anything_told: bool, ticked: int) -> Said:
    """Return how many lines a change changed of so many that were `ticked`, and why not the others."""
    if not is_anything_told:
        return [(_("You filled nothing in, so nothing was changed."), "warn")]
    if values.same == ticked:
        return [(_("Nothing was changed: all ticked stood so already."), "ok")]
    said = [(words(values.changed), "ok")] if values.changed else []
    if values.same:
        said.append((_n("%(num)s line stood so already.", "%(num)s lines stood so already.", values.same), "ok"))
    said += kept(values)
    if others := ticked - values.lines:
        told = _n(
            "%(num)s line cannot be changed any more: it is promised, or its time is over.",
            "%(num)s lines cannot be changed any more: they are promised, or their time is over.",
            others,
        )
        said.append((told, "warn"))
    return said


def kept(values: Changed) -> Said:
    """Return how many lines kept what was filled in."""
    if not values.kept:
        return []
    told = _n(
        "%(num)s line kept what was filled in. To replace that, choose “All ticked, also what is filled in”.",
        "%(num)s lines kept what was filled in. To replace that, choose “All ticked, also what is filled in”.",
        values.kept,
    )
    return [(told, "warn")]


def replaced(lines: int, of: int) -> str:
    """Return in how many of the lines that change something filled in is replaced."""
    return _n(
        "%(num)s line has something filled in that is replaced. Lines changed in all: %(all)s.",
        "%(num)s lines have something filled in that is replaced. Lines changed in all: %(all)s.",
        lines,
        all=format_number(of),
    )


def more(rest: int) -> str:
    """Return how many lines are not named."""
    return _n("and %(num)s line more", "and %(num)s lines more", rest)
