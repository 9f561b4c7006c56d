"""Doors of the room: the list of libraries, one library, its rules and its calendar."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core import i18n
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden, InvalidInput
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.kept_figures import kept
from library_exchange.core.money import VOUCHERS, as_typed, currency_name
from library_exchange.core.regions import REGIONS, others
from library_exchange.core.titles import TitleBlock, TitleForm, title_block
from library_exchange.directory import display, fees, house, lending, linked_data, policy, proposals, queries, services
from library_exchange.directory.labels import CLOSURES, FORMS, KINDS, NOTES, WEEKDAYS, leaves_told
from library_exchange.directory.models import AddressForm, Library, PartnerFee, PostalAddress
from library_exchange.directory.schemas import (
    NewClosure,
    PartnerFees,
    Policy,
    Weekdays,
    Whereabouts,
)
from library_exchange.directory.texts import TEXTS_KIND
from library_exchange.web.confirming import ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.halves import halves_shown
from library_exchange.web.linked_data import block
from library_exchange.web.typed_addresses import asked_about

bp = Blueprint("directory", __name__)

TITLES: Hook[Callable[[Session], Mapping[int, int]]] = Hook()
"""Tells how many titles each library holds, by its id; they are counted in rooms above."""


@bp.get("/libraries")
def index() -> str:
    """List the libraries by country and city."""
    with reading() as session:
        found, titles = queries.libraries_of_all_systems(session), _titles(session)
        closed = lending.not_connected(session)
    return render_template("directory/index.html", countries=_by_country(found, titles, closed))


def _by_country(found: Sequence[Library], titles: Mapping[int, int], closed: Collection[int]) -> list[Any]:
    language = i18n.current().code

    def shown(there: Iterable[Library]) -> list[dict[str, Any]]:
        return [_shown(each, titles, closed) for each in there]

    return [
        (country, [(city, shown(there)) for city, there in _by_city(list(here), language)])
        for country, here in groupby(found, key=lambda library: library.country)
    ]


def _by_city(found: Sequence[Library], language: str) -> list[tuple[str, list[Library]]]:
    """Keep cities in the order of their first library, whichever the language."""
    cities: dict[str, list[Library]] = {}
    for library in found:
        cities.setdefault(library.city_in(language), []).append(library)
    return list(cities.items())


@bp.get("/libraries/<code>")
def show(code: str) -> str:
    """Show one library."""
    with reading() as session:
        library, titles = queries.get_library(session, code), _titles(session)
        closed = lending.not_connected(session) if library.is_remote else ()
        actor = current_actor()
        home = queries.get_library_by_id(session, actor.library_id) if actor.library_id else library
        asked, theirs = fees.both_for(session, library, home), fees.both_for(session, home, library)
        agreed = fees.agreed_by(session, library)
        sides = _both_sides(session, current_actor(), library)
        addresses = queries.addresses(session, library)
        told = {"words": house.told(queries.words(session, library), library), "logo": house.logo(session, library)}
        gateway = queries.get_library_by_id(session, library.gateway_id) if library.gateway_id else None
        lacking = house.lacking_in_addresses(session, library) if policy.may_edit(actor, library) else []
        halves = _words_to_ask_for(session, actor, library)
    shown = (
        _shown(library, titles, closed)
        | told
        | {
            "title": _title(library),
            "city": library.city_in(i18n.current().code),
            "loan_days": library.loan_days,
            "transit_days": library.transit_days,
            "fees": [display.fee(one) for one in asked],
            "is_agreed_with_some": not actor.library_id and bool(agreed),
            "agreed_fees": [(each.name_in(i18n.current().code), display.fees_told(told)) for each, told in agreed]
            if actor.is_staff and home.id == library.id
            else [],
            "our_fees": display.fees_told(theirs) if actor.is_staff and home.id != library.id and home.lends else None,
            "needs_local_check": library.needs_local_check,
            "isil": library.isil,
            "website": library.website,
            "phone": library.desk_phone,
            "is_inland": library.is_inland,
            "gateway": {"code": gateway.code, "name": gateway.name_in(i18n.current().code)} if gateway else None,
            "lacking_in_addresses": lacking,
            "addresses": [_shown_address(row, library) for form in AddressForm if (row := addresses.get(form))],
        }
    )
    doors = _doors(actor, library, home) | {"linked": block(linked_data.document(library, addresses))}
    return render_template("directory/show.html", library=shown, sides=sides, halves=halves, **doors)


def _words_to_ask_for(session: Session, actor: Actor, library: Library) -> dict[str, Any] | None:
    """Return which of a library's words lack the language of who works at another one, if it can be asked for them."""
    if not actor.is_staff or actor.library_id in (None, library.id):
        return None
    found = halves_shown(session, actor, TEXTS_KIND, library.id, url_for("directory.show", code=library.code))
    return found if found and (found["ask_url"] or found["asked_url"]) else None


def _doors(actor: Actor, library: Library, home: Library) -> dict[str, str]:
    """Return the addresses to which the page of `library` leads an actor whose own library is `home`."""
    code, found = library.code, {}
    if policy.works_at(actor, library):
        found["house_url"] = url_for("directory.our_house", code=code)
    if policy.may_edit(actor, library) and library.unwritten_names:
        found["names_url"] = url_for("directory.names", code=code)
    if policy.may_edit(actor, library):
        found["address_url"] = url_for("directory.edit", code=code, _anchor="addresses")
    if actor.is_platform_admin:
        found["edit_url"] = url_for("directory.edit", code=code)
        found["calendar_url"] = url_for("directory.calendar", code=code)
        found["letters_url"] = url_for("notifications.letters", code=code)
    if home.id != library.id and actor.is_staff:
        found["account_url"] = url_for("deals.account", code=code)
    if home.id != library.id and policy.may_edit(actor, home):
        found["fees_url"] = url_for("directory.partner_fees", code=code)
    return found


def _both_sides(session: Session, actor: Actor, library: Library) -> list[dict[str, Any]]:
    """Return the coming closed days of `library` and, beside them, of the reader's library or the other countries."""
    at = now()
    sides = [display.library_side(library, queries.closures(session, library), at)]
    if actor.library_id is not None and actor.library_id != library.id:
        home = queries.get_library_by_id(session, actor.library_id)
        return [*sides, display.library_side(home, queries.closures(session, home), at)]
    return [*sides, *(display.country_side(other, at) for other in others(library.country))]


def _shown_address(row: PostalAddress, library: Library) -> dict[str, Any]:
    lines = display.address_lines(row.model_dump(), row.form, library.country)
    local = REGIONS[library.country].tag
    return {"lines": lines, "lang": local if row.form is AddressForm.LOCAL else LANGUAGES["en"].tag}


@bp.route("/libraries/<code>/edit", methods=["GET", "POST"])
def edit(code: str) -> Any:
    """Change how a library lends and where it is written to."""
    if request.method == "GET":
        with reading() as session:
            library = queries.get_library(session, code)
            policy.require_editor(current_actor(), library)
            given = library.model_dump() | _kept_addresses(session, library) | _fees(library)
            return _policy_form(session, library, given, {})
    if request.form.get("propose"):
        with reading() as session:
            library = queries.get_library(session, code)
            policy.require_editor(current_actor(), library)
            proposed = _proposed(session, library, request.form)
            return _policy_form(session, library, request.form.to_dict() | proposed, {}, proposed)
    with transaction() as session:
        library = queries.get_library(session, code)
        policy.require_editor(current_actor(), library)
        try:
            changed, moved = _parsed(REGIONS[library.country].currency, Policy, Whereabouts)
            asked = display.two_postcodes(library, queries.addresses(session, library), moved)
            services.check_lending(library, changed)
            services.update_whereabouts(session, current_actor(), library, moved)
        except InvalidInput as error:
            return _policy_form(session, library, request.form, error.fields), error.status
        mailbox = changed.mailbox if changed.mailbox != library.mailbox else None
        services.update_policy(session, current_actor(), library, changed)
        ask(asked_about(url_for("directory.edit", code=code), mailbox, beside=asked))
    flash(_("Saved."), "success")
    return redirect(url_for("directory.show", code=code))


def _proposed(session: Session, library: Library, given: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of the address in Latin letters that are empty in a form, by rule from what it has typed."""
    made = proposals.for_latin_address(session, library, lambda part: given.get(f"{AddressForm.LOCAL}_{part}", ""))
    return {name: text for part, text in made.items() if not given.get(name := f"{AddressForm.LATIN}_{part}")}


def _fees(rule: Library | PartnerFee) -> dict[str, str]:
    """Return the fees of a rule as the fields of a form hold them."""
    unit = VOUCHERS if isinstance(rule, PartnerFee) and rule.in_vouchers else ""
    return {name: as_typed(getattr(rule, name), unit) for name in ("loan_fee_minor", "copy_fee_minor")}


def _agreed(row: PartnerFee | None) -> dict[str, bool]:
    return {"is_agreed": row is not None, "in_vouchers": row is not None and row.in_vouchers}


@bp.route("/libraries/<code>/fees", methods=["GET", "POST"])
def partner_fees(code: str) -> Any:
    """Note what the own library asks one partner for, in place of what its rules say."""
    actor = current_actor()
    with reading() as session:
        partner, library = _pair(session, actor, code)
        row = fees.find_partner_fee(session, library, partner)
    if request.method == "GET":
        return _fees_form(library, partner, _fees(row or library) | _agreed(row), {})
    try:
        given = parse(PartnerFees, request.form, _unit_of_fees(library))
    except InvalidInput as error:
        return _fees_form(library, partner, request.form, error.fields), error.status
    with transaction() as session:
        partner, library = _pair(session, actor, code)
        fees.agree(session, actor, library, partner, given)
        told = display.fees_told(fees.both_for(session, library, partner))
    flash(_("Saved. From now on this library pays us: %(fees)s.", fees=told), "success")
    return redirect(url_for("directory.show", code=code))


def _unit_of_fees(library: Library) -> str:
    return VOUCHERS if request.form.get("in_vouchers") else REGIONS[library.country].currency


def _pair(session: Session, actor: Actor, code: str) -> tuple[Library, Library]:
    """Return the partner of this code and the actor's own library; raises Forbidden for all but its administrators."""
    partner = queries.get_library(session, code)
    if actor.library_id is None or actor.library_id == partner.id:
        raise Forbidden("own-fees")
    library = queries.get_library_by_id(session, actor.library_id)
    policy.require_editor(actor, library)
    return partner, library


def _fees_form(library: Library, partner: Library, given: Any, errors: Mapping[str, Any]) -> str:
    return render_template(
        "directory/fees.html",
        partner={"code": partner.code, "name": partner.name_in(i18n.current().code)},
        currency=_("%(currency)s, or vouchers", currency=currency_name(REGIONS[library.country].currency)),
        given=given,
        errors=errors,
    )


def _parsed(currency: str, *schemas: type[Any]) -> list[Any]:
    """Return the form as each of `schemas`; raises InvalidInput with what is wrong for any of them."""
    found: list[Any] = []
    errors: dict[str, Any] = {}
    for schema in schemas:
        try:
            found.append(parse(schema, request.form, currency))
        except InvalidInput as error:
            errors |= error.fields
    if errors:
        raise InvalidInput(errors)
    return found


def _kept_addresses(session: Session, library: Library) -> dict[str, Any]:
    rows = queries.addresses(session, library)
    return {f"{form}_{part}": value for form, row in rows.items() for part, value in row.model_dump().items()}


def _policy_form(
    session: Session, library: Library, given: Any, errors: Mapping[str, Any], proposed: Collection[str] = ()
) -> str:
    language = i18n.current().code
    gateways = [(each.id, each.name_in(language)) for each in queries.possible_gateways(session, library)]
    return render_template(
        "directory/edit.html",
        library={
            "code": library.code,
            "name": library.name_in(i18n.current().code),
            "has_told_rules": library.has_told_rules,
        },
        given=given,
        errors=errors,
        currency=currency_name(REGIONS[library.country].currency),
        gateways=[("", _("none: it sends across the border itself")), *gateways],
        addresses=[(FORMS[form], display.address_fields(given, errors, form, proposed)) for form in AddressForm],
    )


# The calendar ---------------------------------------------------------------------------------------------------------


@bp.get("/libraries/<code>/calendar")
def calendar(code: str) -> str:
    """Show the weekdays and closures of a library to those who may change them."""
    with reading() as session:
        library = _edited(session, code)
        return _calendar_page(session, library)


@bp.post("/libraries/<code>/weekdays")
def set_weekdays(code: str) -> Any:
    """Set the days of the week on which the desk works."""
    with transaction() as session:
        library = _edited(session, code)
        try:
            services.set_weekdays(session, current_actor(), library, parse(Weekdays, request.form))
        except InvalidInput as error:
            return _calendar_page(session, library, errors=error.fields), error.status
    flash(_("Saved."), "success")
    return redirect(url_for("directory.calendar", code=code))


@bp.post("/libraries/<code>/closures")
def add_closure(code: str) -> Any:
    """Close the library for some days."""
    with transaction() as session:
        library = _edited(session, code)
        try:
            services.add_closure(session, current_actor(), library, parse(NewClosure, request.form))
        except InvalidInput as error:
            return _calendar_page(session, library, request.form, error.fields), error.status
    flash(_("Saved."), "success")
    return redirect(url_for("directory.calendar", code=code))


@bp.post("/libraries/<code>/closures/<int:closure_id>/remove")
def remove_closure(code: str, closure_id: int) -> Any:
    """Take a closure away."""
    with transaction() as session:
        services.remove_closure(session, current_actor(), _edited(session, code), closure_id)
    flash(_("Removed."), "success")
    return redirect(url_for("directory.calendar", code=code))


def _edited(session: Session, code: str) -> Library:
    library = queries.get_library(session, code)
    policy.require_editor(current_actor(), library)
    return library


def _calendar_page(
    session: Session, library: Library, given: Mapping[str, Any] | None = None, errors: Mapping[str, Any] | None = None
) -> str:
    return render_template(
        "directory/calendar.html",
        library={"code": library.code, "name": library.name_in(i18n.current().code)},
        weekdays=[(f"day_{n}", name, str(n) in library.open_weekdays) for n, name in WEEKDAYS.items()],
        closures=[display.closure_row(row) for row in queries.closures(session, library)],
        reasons=list(CLOSURES.items()),
        languages=[(f"note_{code}", NOTES[code], each.tag) for code, each in LANGUAGES.items()],
        given=given or {},
        errors=errors or {},
    )


def _titles(session: Session) -> Mapping[int, int]:
    counted: Counter[int] = Counter()
    for room, count in TITLES.fillings().items():
        counted.update(kept(session, f"titles of libraries: {room}", count))
    return counted


def _shown(library: Library, titles: Mapping[int, int], closed: Collection[int]) -> dict[str, Any]:
    return {
        "code": library.code,
        "name": library.name_in(i18n.current().code),
        "kind": KINDS[library.kind],
        "country": library.country,
        "lends": library.lends,
        "has_told_rules": library.has_told_rules,
        "is_demo": library.is_demo,
        "is_remote": library.is_remote,
        "takes_reader_applications": library.takes_reader_applications
        and not library.is_remote
        and not library.is_closing,
        "leaves": leaves_told(library),
        "is_connected": library.id not in closed,
        "titles": titles.get(library.id, 0),
    }


def _title(library: Library) -> TitleBlock:
    """Return the library's name as pages show titles: its own language first, the page's language beside it."""
    wanted = dict.fromkeys((library.language, i18n.current().code, *LANGUAGES))
    named = [code for code in wanted if f"name_{code}" not in library.unwritten_names][:2]
    return title_block([TitleForm(library.name_in(code), LANGUAGES[code].tag) for code in named], i18n.current().code)
