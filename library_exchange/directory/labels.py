"""Names of kinds of libraries, of holidays and closures, and days as both sides write them."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _pl, format_date
from library_exchange.directory.models import AddressForm, ClosureReason, LibraryKind
from library_exchange.directory.rules import calendars

KINDS = {
    LibraryKind.NATIONAL: _l("National library"),
    LibraryKind.PUBLIC: _l("Public library"),
    LibraryKind.UNIVERSITY: _l("University library"),
    LibraryKind.RESEARCH: _l("Research library"),
    LibraryKind.SCHOOL: _l("School library"),
    LibraryKind.NGO: _l("Reading room of a non-governmental organisation"),
}

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
