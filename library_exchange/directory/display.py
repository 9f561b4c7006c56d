"""What pages show of calendars and addresses: closed days of both sides, lines of an address, what is asked of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import url_for

from library_exchange.core.i18n import (
    LANGUAGES,
    _,
    _p,
    country_name,
    current,
    format_date,
    format_datetime,
    format_list,
    format_time,
    speaking,
    zone_name,
)
from library_exchange.core.money import format_money
from library_exchange.core.regions import LATIN_ADDRESS, REGIONS
from library_exchange.core.regions import address_lines as ordered_lines
from library_exchange.core.telephones import to_call
from library_exchange.directory import labels
from library_exchange.directory.fees import Fee
from library_exchange.directory.models import AddressForm, Closure, Library, PostalAddress
from library_exchange.directory.queries import made_calendar
from library_exchange.directory.rules import calendars
from library_exchange.directory.rules.calendars import LibraryCalendar, Stretch
from library_exchange.directory.schemas import Whereabouts
from library_exchange.web.confirming import Question

AHEAD = timedelta(days=120)
"""How far ahead the page of a library looks."""


def zones(country: str, at: datetime) -> list[tuple[str, str]]:
    """Return the time zones that a library of the country may keep, each with how a page names it."""
    return [(zone, zone_name(zone, at)) for zone in REGIONS[country].zones]


def library_side(library: Library, closures: Sequence[Closure], at: datetime) -> dict[str, Any]:
    """Return the coming closed days of `library`, which has these `closures`."""
    return _side(made_calendar(library, closures), at, closures) | {
        "name": library.name_in(current().code),
        "country": library.country,
        "weekdays": told_weekdays(library),
        "now": format_datetime(at.astimezone(library.zone), rebase=False),
    }


def country_side(country: str, at: datetime) -> dict[str, Any]:
    """Return the coming public holidays of `country`."""
    made = _side(LibraryCalendar(country, REGIONS[country].zone), at, ())
    return made | {"name": None, "country": country, "weekdays": "", "now": None}


def whose_time(home: Library, reader: Library | None, day: date) -> str | None:
    """Return by whose clock `day` ends, if a reader could think of another: the clock of `home`.

    Staff of another library are told what time it is there then; None for whoever has the same time as `home`.
    """
    ends = datetime.combine(day + calendars.DAY, time(), home.zone)
    city = home.city_in(current().code)
    if reader is None:
        return labels.day_ends(city)
    there = ends.astimezone(reader.zone)
    return labels.day_ends_for(city, format_time(there)) if there.utcoffset() != ends.utcoffset() else None


def told_weekdays(library: Library) -> str:
    """Return the names of the days on which the library's desk works, nothing if it has not told them yet."""
    told = library.open_weekdays if library.has_told_days else ""
    return format_list([str(labels.WEEKDAYS[int(digit)]) for digit in told])


def _side(calendar: LibraryCalendar, at: datetime, closures: Sequence[Closure]) -> dict[str, Any]:
    today = calendars.day_at(calendar, at)
    last = today + AHEAD
    return {
        "stretches": [_shown(one, closures) for one in calendars.coming_stretches(calendar, today, last)],
        "working_weekends": format_list([_weekday(day) for day in calendars.working_weekends(calendar, today, last)]),
    }


def _shown(stretch: Stretch, closures: Sequence[Closure]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "days": labels.days(stretch.first, stretch.last),
        "is_provisional": stretch.is_provisional,
        "lang": None,
    }
    if stretch.closure is not None:
        name, lang = _words(closures[stretch.closure])
        return shown | {"names": name, "lang": lang}
    return shown | {"names": format_list([labels.holiday(name) for name in stretch.names])}


def _words(closure: Closure) -> tuple[Any, str | None]:
    note = getattr(closure, f"note_{current().code}")
    return labels.closure_name(closure.reason, note), LANGUAGES[current().code].tag if note else None


def _weekday(day: date) -> str:
    return format_date(day, "full")


def closure_row(closure: Closure) -> dict[str, Any]:
    """Return one closure for the list of those who edit it."""
    notes = [
        (getattr(closure, f"note_{code}"), language.tag)
        for code, language in LANGUAGES.items()
        if getattr(closure, f"note_{code}")
    ]
    return {
        "id": closure.id,
        "days": labels.days(closure.starts_on, closure.ends_on),
        "reason": labels.CLOSURES[closure.reason],
        "notes": notes,
    }


def name_fields(
    names: Sequence[str],
    given: Mapping[str, Any],
    errors: Mapping[str, Any],
    proposed: Collection[str],
    library: Library,
) -> list[dict[str, Any]]:
    """Return the fields for what a library and its town are called; what is `proposed` is marked."""
    return [
        {
            "name": name,
            "label": labels.NAMES[name],
            "value": given.get(name),
            "error": errors.get(name),
            "hint": _why_proposed(name, library) if name in proposed else None,
            "required": False,
            "lang": LANGUAGES[name[-2:]].tag,
            "maxlength": 200,
        }
        for name in names
    ]


def _why_proposed(name: str, library: Library) -> Any:
    return labels.BY_RULE if name in library.proposed_names else labels.PROPOSED


def address_fields(
    given: Mapping[str, Any], errors: Mapping[str, Any], form: str, proposed: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return the fields of the address in one script; what is `proposed` is marked."""
    return [
        {
            "name": f"{form}_{part}",
            "label": label,
            "value": given.get(f"{form}_{part}"),
            "error": errors.get(f"{form}_{part}"),
            "hint": labels.PROPOSED if f"{form}_{part}" in proposed else None,
        }
        for part, label in labels.ADDRESS_PARTS.items()
    ]


def desk(library: Library, address: PostalAddress | None) -> dict[str, Any]:
    """Return what a person needs who goes to a library: its name, telephone, address and opening days."""
    parts = address.model_dump() | {"recipient": "", "country": ""} if address else {}
    return {
        "code": library.code,
        "name": library.name_in(current().code),
        "country": library.country,
        "city": library.city_in(current().code),
        "phone": library.desk_phone,
        "dials": to_call(library.desk_phone or "").replace(" ", ""),
        "address": address_lines(parts, AddressForm.LOCAL, library.country) if parts else [],
        "lang": REGIONS[library.country].tag,
        "weekdays": told_weekdays(library),
        "takes_reader_applications": library.takes_reader_applications and not library.is_remote,
    }


def address_lines(address: Mapping[str, str], form: str, country: str) -> list[str]:
    """Return an address line by line: in its own script as the post of the country writes it."""
    return ordered_lines(address, REGIONS[country].address if form == AddressForm.LOCAL else LATIN_ADDRESS)


def local_name_first(library: Library, order: Sequence[str]) -> list[dict[str, str]]:
    """Return name, city and country in each language of `order`, first in that of the library's own country."""
    own = REGIONS[library.country].language
    lines = []
    for code in dict.fromkeys([own, *order]):
        with speaking(code):
            country = str(country_name(library.country))
        named = {"name": library.name_in(code), "city": library.city_in(code), "country": country}
        lines.append({"tag": LANGUAGES[code].tag} | named)
    return lines


def fee(asked: Fee) -> str:
    """Return what a library asks, in words."""
    return format_money(asked.minor, asked.currency) if asked.minor else _("free of charge")


def fees_told(asked: tuple[Fee, Fee]) -> str:
    """Return what a library asks another for a loan and for a copy, in words."""
    loan, copy = (fee(each) for each in asked)
    return _("loan: %(loan)s; copy of pages: %(copy)s", loan=loan, copy=copy)


def two_postcodes(library: Library, known: Mapping[AddressForm, PostalAddress], moved: Whereabouts) -> Question | None:
    """Return what is asked of who changes the postcode in one script and leaves another one in the other."""
    before = {form: known[form].postcode if form in known else "" for form in AddressForm}
    after = {form: moved.address(form).postcode for form in AddressForm}
    changed = [form for form in AddressForm if before[form] != after[form]]
    if len(changed) != 1 or len(set(after.values())) == 1 or not all(after.values()):
        return None
    [stays] = set(AddressForm) - set(changed)
    new, old = after[changed[0]], after[stays]
    field = {
        "name": f"{stays}_postcode",
        "id": f"{stays}_postcode",
        "label": labels.in_form(labels.FORMS[stays], labels.ADDRESS_PARTS["postcode"]),
        "value": new,
    }
    choices = [
        (new, _("%(postcode)s, as in the other address", postcode=new)),
        (old, _("%(postcode)s, as it was", postcode=old)),
    ]
    told = _("The two addresses now have different postcodes: %(new)s and %(old)s. Papers show both.", new=new, old=old)
    back_url = url_for("directory.edit", code=library.code, _anchor="addresses")
    return Question(_p("verb", "Save"), told, back_url, fields=[(field, choices)])
