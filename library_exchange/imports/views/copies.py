"""How a library writes its copies into its records: shown on its own file, corrected there, kept for later files."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.kept_files import at_hand
from library_exchange.core.text import one_line
from library_exchange.imports import labels
from library_exchange.imports.resources import uploads
from library_exchange.imports.rules.copies import USUAL
from library_exchange.imports.schemas import CopiesForm
from library_exchange.imports.services import contents, copies, copies_read
from library_exchange.imports.services.contents import Choice
from library_exchange.imports.services.files import choice_of
from library_exchange.imports.views.blueprint import bp
from library_exchange.imports.views.files import look_again, own_import, own_library
from library_exchange.marc.copy_rules import CopyRule, as_code, as_told, count_told, tags_of, with_field, without_field
from library_exchange.marc.copy_states import usual_meaning
from library_exchange.marc.description import CopyState
from library_exchange.marc.profiles.tables import Profile
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

LONGEST_PLACE = 120


@bp.get("/staff/imports/<int:import_id>/copies")
def show_copies(import_id: int) -> str:
    """Show which fields of the file may tell of copies, what they hold and how they are read now."""
    return _page(import_id, {})


def _page(import_id: int, errors: Mapping[str, Any]) -> str:
    with reading() as session:
        found = _own_records(own_import(session, import_id))
    fields = copies_read.fields_of(at_hand(uploads() / found.stored_name), choice_of(found))
    told = as_told(found.copies)
    tag = request.values.get("tag") or (told.tag if told else next((each.tag for each in fields), ""))
    seen = next((each for each in fields if each.tag == tag), copies_read.FieldSeen(tag))
    rule = _told_of(told, tag) or _rule_at_hand(found, seen)
    tags = tags_of(found.copies)
    return render_template(
        "imports/copies.html",
        found=found,
        fields=fields,
        seen=seen,
        given=request.form or _as_given(rule),
        told_tags=tags,
        is_lacking=told is not None and all(each.tag not in tags for each in fields),
        parts=labels.COPY_PARTS,
        states=labels.COPY_STATES,
        state_codes=_meanings(seen, rule) if told and rule.state else [],
        place_codes=copies_read.known_meanings(seen, rule.place, rule.places) if told and rule.place else [],
        errors=errors,
    )


def _told_of(told: CopyRule | None, tag: str) -> CopyRule | None:
    return next((each for each in told.each if each.tag == tag), None) if told else None


def _rule_at_hand(found: Import, seen: copies_read.FieldSeen) -> CopyRule:
    """Return how a field is read as its format has it, or how it is usual elsewhere where the format has none."""
    profiles = found.preview.get("profiles") or {}
    profile = Profile(max(profiles, key=profiles.__getitem__)) if profiles else Profile.UNIMARC
    return copies_read.rule_of_format(profile, seen) or USUAL.get(seen.tag, CopyRule(seen.tag))


def _own_records(found: Import) -> Import:
    """Return a file of records that is not taken in yet. Raises Conflict for a table, and once it is taken in."""
    if found.preview.get("table") is not None:
        raise Conflict("no-records")
    if found.state is not ImportState.UPLOADED:
        raise Conflict("import-moved-on", sentence=_("This file is being taken in already. Reload the page."))
    return found


def _as_given(rule: CopyRule) -> dict[str, str]:
    first, _plus, after = rule.call_number.partition("+")
    names = ("barcode", "place", "count", "state", "library")
    given = {name: getattr(rule, name) for name in names}
    return given | {"call_number": first, "call_number_after": after, "own": "; ".join(rule.own)}


def _meanings(seen: copies_read.FieldSeen, rule: CopyRule) -> list[tuple[str, Any]]:
    found = copies_read.known_meanings(seen, rule.state, rule.states)
    return [(code, state or usual_meaning(code) or "") for code, state in found]


@bp.post("/staff/imports/<int:import_id>/copies")
def tell_copies(import_id: int) -> BaseResponse | tuple[str, int]:
    """Keep what the librarian says of her copies, and look at the file again by that."""
    with reading() as session:
        found = _own_records(own_import(session, import_id))
    try:
        told = parse(CopiesForm, request.form)
        if not any((told.barcode, told.call_number, told.place, told.count, told.state)):
            raise InvalidInput({"barcode": _("Choose at least one part of the field.")})
        _require_sense(told, found)
    except InvalidInput as refused:
        return _page(import_id, refused.fields), refused.status
    rule = _rule(told, found, request.form)
    before = as_told(found.copies)
    _keep(found, with_field(before, rule) if told.is_beside or _told_of(before, told.tag) else rule)
    flash(_("Kept for your library. The file has been read again by it: compare the copies below."))
    return redirect(url_for("imports.show_copies", import_id=import_id, tag=told.tag))


def _require_sense(told: CopiesForm, found: Import) -> None:
    """Raise InvalidInput where what is told finds nothing: no such library, no number, one subfield told twice."""
    fields = copies_read.fields_of(at_hand(uploads() / found.stored_name), choice_of(found))
    seen = next((each for each in fields if each.tag == told.tag), copies_read.FieldSeen(told.tag))
    parts = ("barcode", "place", "count", "state", "library")
    codes = [getattr(told, name) for name in parts]
    for name, code in zip(parts, codes, strict=True):
        if code and codes.count(code) > 1:
            raise InvalidInput({name: _("Two parts are said to stand in one subfield. Choose it for one of them.")})
    values = list(seen.values.get(told.count, ()))
    if values and not any(map(count_told, values)):
        examples = "; ".join(seen.few(told.count))
        raise InvalidInput({"count": _("No number stands there, but: %(examples)s", examples=examples)})
    named = {as_code(value) for value in seen.codes(told.library)}
    own = _own(told)
    if told.library and own and named and named.isdisjoint(map(as_code, own)):
        examples = "; ".join(seen.few(told.library))
        sentence = _("No record of this file names your library so. It names: %(examples)s", examples=examples)
        raise InvalidInput({"own": sentence})


def _own(told: CopiesForm) -> tuple[str, ...]:
    return tuple(name for part in told.own.replace("；", ";").split(";") if (name := one_line(part)))


def _keep(found: Import, rule: CopyRule | None) -> None:
    kept = rule.as_kept() if rule else None
    again = Choice(found.profile, found.encoding, copies=kept)
    kind = contents.format_in(at_hand(uploads() / found.stored_name))
    tell = partial(copies.tell, actor=current_actor(), library_id=own_library(), kind=kind, rule=rule)
    look_again(found.id, again, tell)


def _rule(told: CopiesForm, found: Import, form: MultiDict[str, str]) -> CopyRule:
    """Return the rule that was told; codes of states that were not shown yet mean what they usually mean."""
    before = _told_of(as_told(found.copies), told.tag)
    is_shown = before is not None and before.state == told.state
    states = _told_states(form) if is_shown else _usual_states(told, found)
    names = zip(form.getlist("place_code"), form.getlist("place_name"), strict=False)
    places = {as_code(code): one_line(name)[:LONGEST_PLACE] for code, name in names if one_line(name)}
    call_number = "+".join(filter(None, (told.call_number, told.call_number_after)))
    parts = (told.barcode, told.place, told.count, told.state, told.library)
    return CopyRule(told.tag, call_number, *parts, _own(told), states, places)


def _told_states(form: MultiDict[str, str]) -> dict[str, CopyState]:
    meanings = zip(form.getlist("state_code"), form.getlist("state_means"), strict=False)
    return {as_code(code): CopyState(state) for code, state in meanings if state in list(CopyState)}


def _usual_states(told: CopiesForm, found: Import) -> dict[str, CopyState]:
    if not told.state:
        return {}
    fields = copies_read.fields_of(at_hand(uploads() / found.stored_name), choice_of(found))
    codes = next((each.codes(told.state) for each in fields if each.tag == told.tag), [])
    return {as_code(code): state for code in codes if (state := usual_meaning(code)) is not None}


@bp.post("/staff/imports/<int:import_id>/copies/forget")
def forget_copies(import_id: int) -> BaseResponse:
    """Read one field no more for copies; without one, or once none is left, read them as the format has them again."""
    with reading() as session:
        found = _own_records(own_import(session, import_id))
    left = without_field(as_told(found.copies), tag) if (tag := request.form.get("tag", "")) else None
    _keep(found, left)
    if left is not None:
        flash(_("Field %(tag)s is not read for copies any more.", tag=tag))
        return redirect(url_for("imports.show_copies", import_id=import_id))
    flash(_("Copies are read as the format has them again."))
    return redirect(url_for("imports.show", import_id=import_id))
