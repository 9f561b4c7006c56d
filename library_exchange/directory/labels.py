"""Names of kinds of libraries, of holidays and closures, and days as both sides write them."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _pl, format_date
from library_exchange.directory.models import AddressForm, ClosureReason, Library, LibraryKind, Topic
from library_exchange.directory.rules import calendars

KINDS = {
    LibraryKind.NATIONAL: _l("National library"),
    LibraryKind.PUBLIC: _l("Public library"),
    LibraryKind.UNIVERSITY: _l("University library"),
    LibraryKind.RESEARCH: _l("Research library"),
    LibraryKind.SCHOOL: _l("School library"),
    LibraryKind.NGO: _l("Reading room of a non-governmental organisation"),
}
GROUPS_OF_KINDS = {
    LibraryKind.NATIONAL: _l("National libraries"),
    LibraryKind.PUBLIC: _l("Public libraries"),
    LibraryKind.UNIVERSITY: _l("University libraries"),
    LibraryKind.RESEARCH: _l("Research libraries"),
    LibraryKind.SCHOOL: _l("School libraries"),
    LibraryKind.NGO: _l("Reading rooms of non-governmental organisations"),
}
"""What all libraries of a kind are called together, where figures are theirs."""

HOLIDAYS = {
    calendars.MOVED: _l("Day off in return for a working weekend"),
    # China.
    "New Year's Day": _l("New Year's Day"),
    "Chinese New Year (Spring Festival)": _l("Spring Festival (Chinese New Year)"),
    "Chinese New Year's Eve": _l("Eve of the Spring Festival"),
    "Chinese New Year Extended Holiday": _l("Spring Festival, extended"),
    "Tomb-Sweeping Day": _l("Qingming (Tomb-Sweeping Day)"),
    "Labor Day": _l("Labour Day"),
    "Dragon Boat Festival": _l("Dragon Boat Festival"),
    "Mid-Autumn Festival": _l("Mid-Autumn Festival"),
    "National Day": _l("National Day of China"),
    "70th Anniversary of the Victory of the Chinese People's War of Resistance against Japanese Aggression and"
    " the World Anti-Fascist War": _l("70th anniversary of the Victory"),
    # Russia.
    "New Year Holidays": _l("New Year holidays"),
    "Christmas Day": _l("Orthodox Christmas"),
    "Defender of the Fatherland Day": _l("Defender of the Fatherland Day"),
    "International Women's Day": _l("International Women's Day"),
    "Holiday of Spring and Labor": _l("Spring and Labour Day"),
    "Victory Day": _l("Victory Day"),
    "Russia Day": _l("Russia Day"),
    "Unity Day": _l("National Unity Day"),
}
"""By the English names of the `holidays` package, which has no Russian for Chinese holidays."""

CLOSURES = {
    ClosureReason.HOLIDAY: _l("Local holiday"),
    ClosureReason.VACATION: _l("Vacation"),
    ClosureReason.INVENTORY: _l("Stock-taking"),
    ClosureReason.CLEANING: _l("Cleaning day"),
    ClosureReason.REPAIR: _l("Repairs"),
    ClosureReason.MOVE: _l("Moving house"),
    ClosureReason.OTHER: _pl("library", "Closed"),
}
WEEKDAYS = {
    1: _l("Monday"),
    2: _l("Tuesday"),
    3: _l("Wednesday"),
    4: _l("Thursday"),
    5: _l("Friday"),
    6: _l("Saturday"),
    7: _l("Sunday"),
}
NOTES = {"zh": _l("Note in Chinese"), "ru": _l("Note in Russian"), "en": _l("Note in English")}
FORMS = {
    AddressForm.LOCAL: _l("Address in the script of the country"),
    AddressForm.LATIN: _l("Address in Latin letters"),
}
ADDRESS_PARTS = {
    "recipient": _l("Addressee"),
    "street": _l("Street and house"),
    "city": _l("City or town"),
    "region": _l("Province or region"),
    "postcode": _l("Postcode"),
    "country": _l("Country"),
}


def holiday(name: str) -> str:
    """Return the name of a holiday; one that is not in our table keeps the name it came with."""
    return str(HOLIDAYS.get(name, name))


def days(first: date, last: date) -> str:
    """Return one day, or the first and the last of several, as the language of the page writes them."""
    if first == last:
        return format_date(first, "medium")
    return _("%(first)s to %(last)s", first=format_date(first, "medium"), last=format_date(last, "medium"))


def day_ends(city: str) -> str:
    """Return by whose clock a last day ends."""
    return _("The last day ends at midnight by local time (%(city)s).", city=city)


def day_ends_for(city: str, hour: str) -> str:
    """Return by whose clock a last day ends, and what time it is then where the reader is."""
    return _(
        "The last day ends at midnight by local time (%(city)s); at your library it is %(time)s then.",
        city=city,
        time=hour,
    )


def closure_name(reason: ClosureReason, note: str | None) -> Any:
    """Return why a library is closed: in its own words if it gave any in this language."""
    return note or CLOSURES[reason]


NAMES = {
    "name_zh": _l("Name of the library in Chinese"),
    "name_ru": _l("Name of the library in Russian"),
    "name_en": _l("Name of the library in English"),
    "city_zh": _l("Town or village in Chinese"),
    "city_ru": _l("Town or village in Russian"),
    "city_en": _l("Town or village in English"),
}
"""What a library and its town are called in each language, by the column."""

PROPOSED = _l("Proposed: read it, and change what is wrong. It stands once you save.")
BY_RULE = _l("Proposed by rule when the library was admitted: it counts as yours once you save.")
IN_LANGUAGES = {"zh": _l("In Chinese"), "ru": _l("In Russian"), "en": _l("In English")}
TOPICS = {
    Topic.HOURS: (_l("Opening hours"), _l("For visitors, as on your door: Mon to Fri 9–18, Sat 10–16.")),
    Topic.JOINING: (
        _l("How to become a reader"),
        _l("Who may, what to bring, what it costs. Who finds a book here without an account reads it, too."),
    ),
    Topic.LENDING: (
        _l("How we lend, in words"),
        _l("What partners should know beside the rules: what you do not lend, how you pack, when you cannot answer."),
    ),
}
"""What a library tells in words of its own: the heading, and what to write."""
HOUSE = {
    "directory.names": (
        _l("Names, time and language"),
        _l("What the library and its town are called on both sides, its time zone, the language of its letters."),
    ),
    "directory.edit": (
        _l("Lending rules and addresses"),
        _l("How you lend, your shared mailbox and telephone, the addresses that stand on parcels."),
    ),
    "directory.words": (
        _l("For visitors and partners"),
        _l("Opening hours, how to become a reader, how you lend, in your own words."),
    ),
    "directory.calendar": (_l("Calendar"), _l("Working days of your desk, holidays, days on which you are closed.")),
    "accounts.people": (_l("Staff"), _l("Who works here and with which rights; invite colleagues.")),
    "api_keys.listed": (
        _l("Keys for programs"),
        _l("Other programs of your library work here by a key: made, watched, revoked."),
    ),
    "webhooks.listed": (
        _l("Events for programs"),
        _l("Other programs of your library are told of what happens here (webhooks): where, of what, how it goes."),
    ),
    "notifications.letters": (_l("Letters about loans"), _l("Words of your own in letters to readers and partners.")),
    "directory.logo": (_pl("of a library", "Sign"), _l("A small picture by which partners know your library.")),
    "leaving.show": (
        _pl("library", "Leave Book Bridge"),
        _l("What is open with other libraries, and what becomes of it if your library leaves."),
    ),
}
"""The parts of a library's own house by the page where each is changed."""
DAYS_NOT_SAID = _l("Not said yet: on which days your desk works.")
RULES_NOT_SAID = _l("Not said yet: whether and how you lend.")
NO_SIGN = _l("None yet.")
LACKS_TOPIC = {
    Topic.HOURS: _l("Visitors do not find when you are open."),
    Topic.JOINING: _l("Visitors do not find how to become a reader."),
}


def lacks_names(languages: str) -> str:
    """Return in which languages a name lacks."""
    return _("The name of the library or its town lacks in: %(languages)s.", languages=languages)


def to_confirm(languages: str) -> str:
    """Return in which languages names were proposed by rule, and nobody has confirmed them."""
    return _("Proposed by rule and not confirmed yet: %(languages)s.", languages=languages)


def in_form(form: Any, part: Any) -> str:
    """Return the name of a part of an address in one of its scripts."""
    return _("%(part)s (%(address)s)", part=part, address=form)


def lacks_part(form: Any, part: Any) -> str:
    """Return what lacks in an address, so that papers for the post cannot be made."""
    return _("%(address)s lacks: %(part)s. Papers for the post need it.", address=form, part=part)


NOT_WHILE_CLOSING = _l("Your library leaves, so nothing new is asked of it. To lend again, say first that it stays.")


def takes_nothing_new(name: str) -> str:
    """Return that nothing new begins with a library that leaves."""
    return _("%(library)s leaves Book Bridge: nothing new begins with it. What is open goes on.", library=name)


def leaves_told(library: Library) -> str | None:
    """Return what everybody is told of a library that leaves, None of one that stays."""
    if library.leaves_on is None:
        return None
    day = format_date(library.leaves_on, "medium")
    if library.has_left:
        return _("This library has left Book Bridge. Its name stays on what happened.")
    if library.is_closing:
        return _("This library leaves Book Bridge. Since %(date)s nothing new is asked of it.", date=day)
    return _("This library leaves Book Bridge on %(date)s. Until then it works as ever.", date=day)
