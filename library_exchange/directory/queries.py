"""Reading the directory."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import country_name, speaking
from library_exchange.core.kept_pictures import get_file
from library_exchange.core.regions import REGIONS
from library_exchange.directory.models import (
    AddressForm,
    Closure,
    Library,
    LibraryLogo,
    LibraryWords,
    PostalAddress,
)
from library_exchange.directory.rules.calendars import Closed, LibraryCalendar


def find_library(session: Session, code: str) -> Library | None:
    """Return the library with our permanent code, if there is one."""
    return session.scalar(sa.select(Library).where(col(Library.code) == code))


def get_library(session: Session, code: str) -> Library:
    """Return the library with our permanent code; raises NotFound."""
    found = find_library(session, code)
    if found is None:
        raise NotFound("no-such-library")
    return found


def get_library_by_id(session: Session, library_id: int | None) -> Library:
    """Return a library; raises NotFound."""
    found = session.get(Library, library_id) if library_id is not None else None
    if found is None:
        raise NotFound("no-such-library")
    return found


def is_member() -> sa.ColumnElement[bool]:
    """The condition that a library works here.

    Others have systems of their own and only lend and borrow, or have left.
    """
    return sa.and_(~col(Library.is_remote), ~col(Library.has_left))


def libraries(session: Session) -> Sequence[Library]:
    """Return the member libraries: by country, then in the order in which they joined."""
    return session.scalars(_in_order().where(is_member())).all()


def find_member(session: Session, library_id: int | None) -> Library | None:
    """Return the member library of that number, if there is one."""
    return session.scalar(sa.select(Library).where(col(Library.id) == library_id, is_member()))


def libraries_of_all_systems(session: Session) -> Sequence[Library]:
    """Return the members and the libraries of other systems, in the same order; none that has left."""
    return session.scalars(_in_order().where(~col(Library.has_left))).all()


def _in_order() -> sa.Select[Any]:
    return sa.select(Library).order_by(col(Library.country), col(Library.id))


def day_at(session: Session, library_id: int, at: datetime) -> date:
    """Return the day that it is at a library, by its id, at the instant `at`."""
    return session.get_one(Library, library_id).day_at(at)


def days_gone(session: Session, library_id: int | None, since: datetime, at: datetime) -> int:
    """Return how many of a library's days ago the instant `since` was at the instant `at`; 0 on the same day."""
    library = session.get_one(Library, library_id)
    return (library.day_at(at) - library.day_at(since)).days


def day_for(session: Session, library_id: int | None, at: datetime) -> date:
    """Return the day that it is at the library of somebody; for who has none, as the platform, the day furthest on."""
    if library_id is not None:
        return day_at(session, library_id, at)
    return max(_day_by_zone(at).values())


def earliest_day(at: datetime) -> date:
    """Return the day that it is, at the instant `at`, where a library lies furthest west: no earlier one is today."""
    return min(_day_by_zone(at).values())


def _day_by_zone(at: datetime) -> dict[str, date]:
    """Return the day that it is at the instant `at` in each time zone that a library may keep."""
    return {zone: at.astimezone(ZoneInfo(zone)).date() for region in REGIONS.values() for zone in region.zones}


def on_own_day(
    session: Session, library_id: Any, at: datetime, condition: Callable[[date], sa.ColumnElement[bool]]
) -> sa.ColumnElement[bool]:
    """Return the condition that `condition` holds for the day that it is, at the instant `at`, at a row's own library.

    `library_id` is the column with that library. One query, and one alternative for each of the two or three days that
    it is somewhere.
    """
    zones: dict[date, list[str]] = defaultdict(list)
    for zone in session.scalars(sa.select(col(Library.timezone)).distinct()):
        zones[at.astimezone(ZoneInfo(zone)).date()].append(zone)
    there = {day: sa.select(col(Library.id)).where(col(Library.timezone).in_(zones[day])) for day in sorted(zones)}
    return sa.or_(sa.false(), *(sa.and_(library_id.in_(ids), condition(day)) for day, ids in there.items()))


def own_day(at: datetime) -> sa.ColumnElement[date]:
    """Return, as a column beside those of libraries, the day that it is at each at the instant `at`.

    For queries that are composed without a session, as those of what is overseen; others use `on_own_day`.
    """
    days = _day_by_zone(at)
    told = ((col(Library.timezone) == zone, sa.literal(day, sa.Date())) for zone, day in days.items())
    return sa.case(*told, else_=sa.literal(max(days.values()), sa.Date()))


def libraries_with_addresses(session: Session, country: str | None) -> Sequence[tuple[Library, PostalAddress | None]]:
    """Return the members in a country, or all, each with its address in the script of its country; one query."""
    at_home = sa.and_(col(PostalAddress.library_id) == col(Library.id), col(PostalAddress.form) == AddressForm.LOCAL)
    found = sa.select(Library, PostalAddress).outerjoin(PostalAddress, at_home).where(is_member())
    if country is not None:
        found = found.where(col(Library.country) == country)
    return [(row[0], row[1]) for row in session.execute(found.order_by(col(Library.country), col(Library.id)))]


# Calendars ------------------------------------------------------------------------------------------------------------


def closures(session: Session, library: Library) -> Sequence[Closure]:
    """Return the library's own closures, the earliest first."""
    mine = sa.select(Closure).where(col(Closure.library_id) == library.id)
    return session.scalars(mine.order_by(col(Closure.starts_on), col(Closure.id))).all()


def get_closure(session: Session, library: Library, closure_id: int) -> Closure:
    """Return one of the library's closures; raises NotFound."""
    found = session.get(Closure, closure_id)
    if found is None or found.library_id != library.id:
        raise NotFound("no-such-closure")
    return found


def calendar_of(session: Session, library: Library) -> LibraryCalendar:
    """Return when the library works; one query."""
    return made_calendar(library, closures(session, library))


def calendars_of(session: Session, libraries: Sequence[Library]) -> dict[int, LibraryCalendar]:
    """Return when each of `libraries` works, by id; one query."""
    closed: dict[int, list[Closure]] = {library.id: [] for library in libraries}
    for closure in session.scalars(
        sa.select(Closure).where(col(Closure.library_id).in_(closed)).order_by(col(Closure.starts_on), col(Closure.id))
    ):
        closed[closure.library_id].append(closure)
    return {library.id: made_calendar(library, closed[library.id]) for library in libraries}


def made_calendar(library: Library, found: Sequence[Closure]) -> LibraryCalendar:
    """Return when a library with these closures works; they keep their order."""
    return LibraryCalendar(
        country=library.country,
        timezone=library.timezone,
        weekdays=frozenset(int(digit) for digit in library.open_weekdays),
        closures=tuple(Closed(one.starts_on, one.ends_on) for one in found),
    )


# What a library tells of itself ---------------------------------------------------------------------------------------


def words(session: Session, *libraries: Library) -> Sequence[LibraryWords]:
    """Return what `libraries` tell in words of their own; one query."""
    ids = [each.id for each in libraries]
    return session.scalars(sa.select(LibraryWords).where(col(LibraryWords.library_id).in_(ids))).all() if ids else []


def logo_size(session: Session, library: Library) -> tuple[int, int] | None:
    """Return width and height in pixels of the small picture of the library's sign, None if it shows none."""
    size = sa.select(col(LibraryLogo.width), col(LibraryLogo.height)).where(col(LibraryLogo.library_id) == library.id)
    found = session.execute(size).one_or_none()
    return (found[0], found[1]) if found else None


def get_logo(session: Session, library: Library) -> bytes:
    """Return the small JPEG file of the library's sign; raises NotFound."""
    return get_file(session, LibraryLogo, True, col(LibraryLogo.library_id) == library.id)


def same_town(session: Session, country: str, cities: Mapping[str, str]) -> Sequence[Library]:
    """Return the members of a country whose town is called so in one of the languages of `cities`; one query."""
    alike = [col(getattr(Library, f"city_{language}")) == name for language, name in cities.items() if name]
    found = sa.select(Library).where(is_member(), col(Library.country) == country, sa.or_(sa.false(), *alike))
    return session.scalars(found.order_by(col(Library.id))).all()


# Addresses ------------------------------------------------------------------------------------------------------------


def addresses(session: Session, library: Library) -> dict[AddressForm, PostalAddress]:
    """Return the library's postal address in each script it was given in."""
    rows = session.scalars(sa.select(PostalAddress).where(col(PostalAddress.library_id) == library.id))
    return {row.form: row for row in rows}


def address_known(library: Library, form: AddressForm) -> PostalAddress:
    """Return an address in one script, not yet kept, as far as the directory tells it."""
    language = REGIONS[library.country].language if form is AddressForm.LOCAL else "en"
    with speaking(language):
        country = str(country_name(library.country))
    named: dict[str, Any] = {
        "recipient": library.name_in(language),
        "city": library.city_in(language),
        "country": country,
    }
    return PostalAddress(library_id=library.id, form=form, **named)


NEEDED_BY_POST = ("street", "postcode")
"""Without these no parcel comes to an address."""


def not_reached_by_post(session: Session, libraries: Collection[Library], *, abroad: bool) -> list[Library]:
    """Return those of `libraries` whose address lacks the street or the postcode; one query.

    For the post of another country it stands in Latin letters, too.
    """
    whole = (col(PostalAddress.street) != "", col(PostalAddress.postcode) != "")
    theirs = col(PostalAddress.library_id).in_([each.id for each in libraries])
    written = session.execute(sa.select(col(PostalAddress.library_id), col(PostalAddress.form)).where(theirs, *whole))
    known = {(library_id, form) for library_id, form in written}
    needed = tuple(AddressForm) if abroad else (AddressForm.LOCAL,)
    return [each for each in libraries if any((each.id, form) not in known for form in needed)]


def lacks_for_post(library_id: Any, abroad: Any) -> sa.ColumnElement[bool]:
    """Return the condition that the address of the library in one column lacks a street or a postcode.

    Where the column `abroad` is true, in either script.
    """
    whole = (col(PostalAddress.street) != "", col(PostalAddress.postcode) != "")
    lacking = {
        form: ~sa.exists().where(col(PostalAddress.library_id) == library_id, col(PostalAddress.form) == form, *whole)
        for form in AddressForm
    }
    return sa.or_(lacking[AddressForm.LOCAL], sa.and_(abroad, lacking[AddressForm.LATIN]))


def lacking_parts(session: Session, library: Library, *, abroad: bool) -> list[tuple[AddressForm, str]]:
    """Return which parts of the address of `library` the post needs and lacks, script by script; one query."""
    known = addresses(session, library)
    forms = tuple(AddressForm) if abroad else (AddressForm.LOCAL,)
    return [
        (form, part) for form in forms for part in NEEDED_BY_POST if not (form in known and getattr(known[form], part))
    ]


def possible_gateways(session: Session, library: Library) -> Sequence[Library]:
    """Return the other members in the same country that stay, and the gateway that it has."""
    same = (is_member(), col(Library.country) == library.country, col(Library.id) != library.id)
    stays = sa.or_(col(Library.is_closing).is_(False), col(Library.id) == library.gateway_id)
    return session.scalars(sa.select(Library).where(*same, stays).order_by(col(Library.id))).all()
