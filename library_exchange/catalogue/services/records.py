"""Taking libraries' records into the union catalogue: matched, joined, never overwriting what others gave.

What a library sends again is what stands: the record it belonged to is written anew from what all its sources say now,
and it is matched like one that comes for the first time. A piece of a file is taken in at once, in a number of
statements that does not grow with its records.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from library_exchange.catalogue.followers import withdraw_offered
from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Contributor,
    Identifier,
    MatchKey,
    SourceRecord,
    TextForm,
)
from library_exchange.catalogue.services import (
    authority,
    brief_display,
    doubting,
    holdings,
    index,
    matching,
    merging,
    set_places,
    sources,
    title_doubts,
)
from library_exchange.catalogue.services.moving import Moves, tell
from library_exchange.catalogue.services.placing import Arrival, Case, Outcome, place, run_of
from library_exchange.catalogue.services.record_builder import Draft, FormDraft, PersonDraft
from library_exchange.core import many_rows
from library_exchange.core.scripts import script_of
from library_exchange.marc.description import Description
from library_exchange.search.sorting import sort_key

Hold = Callable[[Arrival, doubting.Doubt], None]
"""Keeps a record about which a person must decide first."""
Changing = Callable[[Sequence[SourceRecord]], None]
Gone = Callable[[Sequence[tuple[merging.Merged, int]]], None]
"""Is told which records became part of which others."""
Ended = Callable[[int], None]
"""Is told how many offers ended because their copies left."""


def take_in(
    session: Session,
    library_id: int,
    arrivals: Sequence[Arrival],
    at: datetime,
    hold: Hold | None = None,
    changing: Changing | None = None,
    anew: bool = False,
    merged: Gone | None = None,
    ended: Ended | None = None,
) -> list[tuple[int, Outcome]]:
    """Take records of one library in; return for each the id of its union record and what became of it.

    The same library and source id replaces what that library gave; an equal book of another library is joined. The
    index learns of every record that is changed. With `hold`, what a person must decide about is given to that and
    changes nothing; without, every record is taken as it comes. `changing` is told which source records are
    written anew or go along with a title that becomes part of another, before that is done, and `merged` afterwards
    which titles did. What is offered of copies that leave is withdrawn, and `ended` told how much. With `anew`, records
    that say what they said are matched anew; their copies go along and stay as they are.
    """
    results: dict[int, tuple[int, Outcome]] = {}
    waiting = list(arrivals)
    while waiting:
        run, rest = run_of(waiting)
        taken, later = _take_run(session, library_id, run, at, hold, changing, anew, merged, ended)
        results |= taken
        waiting = later + rest
    return [results[id(arrival)] for arrival in arrivals]


def _take_run(
    session: Session,
    library_id: int,
    run: Sequence[Arrival],
    at: datetime,
    hold: Hold | None,
    changing: Changing | None,
    anew: bool,
    merged: Gone | None,
    ended: Ended | None,
) -> tuple[dict[int, tuple[int, Outcome]], list[Arrival]]:
    """Take in records of which no two have one source id; return what became of them, and those to be taken later."""
    found = place(session, library_id, run, is_asking=hold is not None, anew=anew)
    cases, moves = found.cases, found.moves
    moving = [case for case in cases if case.outcome != "unchanged"]
    if changing is not None:
        written = [case.source for case in cases if case.source is not None and _is_written(case, case.source)]
        changing([*written, *sources.belonging_to(session, moves.emptied)])
    drafts = list(dict.fromkeys([*(case.draft for case in moving), *moves.left]))
    _load(session, [draft for draft in drafts if draft.is_gaining])
    for case in moving:
        if not case.is_told:
            case.draft.add(case.arrival.description, library_id, case.facts)
    new = _store_records(session, drafts, at)
    _store_parts(session, drafts)
    out_of_turn = [case.draft for case in moving if case.is_out_of_turn]
    _store_sources(session, library_id, cases, at)
    stated = [(_stored(case.draft), case.source_id, case.arrival.description) for case in moving]
    told = [set_places.Telling(c.source_id, library_id, c.arrival.description, c.facts) for c in moving]
    first = {case.source_id for case in moving if case.source is None}
    set_places.tell(session, told, first)
    _store_copies(session, library_id, stated, first, at, anew, ended)
    ids = [_stored(draft) for draft in drafts]
    authority.link(session, set(ids), new)
    once = sources.once_withdrawn(session, [each for each in ids if each not in new])
    tell_anew(session, {*once, *map(_stored, out_of_turn)}, at)
    gone = [(merging.merge(session, old, _stored(draft)), _stored(draft)) for old, draft in moves.emptied.items()]
    if merged is not None and gone:
        merged(gone)
    _keep_doubts(session, moves, at)
    index.announce(session, [*ids, *(each.old for each, _into in gone)])
    results: dict[int, tuple[int, Outcome]] = {id(case.arrival): (_stored(case.draft), case.outcome) for case in cases}
    return results | _held(session, found.held, hold), found.later


def _held(
    session: Session, held: Sequence[tuple[Arrival, doubting.Doubt]], hold: Hold | None
) -> dict[int, tuple[int, Outcome]]:
    """Leave records to a person who decides about them; return the union records beside which they stand."""
    results: dict[int, tuple[int, Outcome]] = {}
    for arrival, doubt in held:
        if hold is not None:
            hold(arrival, doubt)
        results[id(arrival)] = (session.get_one(SourceRecord, doubt.known_id).record_id, "held")
    return results


def _store_copies(
    session: Session,
    library_id: int,
    stated: Sequence[tuple[int, int, Description]],
    new: Collection[int],
    at: datetime,
    anew: bool,
    ended: Ended | None,
) -> None:
    """Bring copies in line with what records say of them, and end what is offered of those that go."""
    left = (holdings.follow if anew else holdings.take_in)(session, library_id, stated, new)
    offers = withdraw_offered(session, left, at) if left else 0
    if offers and ended is not None:
        ended(offers)


def _keep_doubts(session: Session, moves: Moves, at: datetime) -> None:
    """Keep for a person what was found to be doubtful."""
    found = {
        (_stored(draft), other if isinstance(other, int) else _stored(other)): score
        for (draft, other), score in moves.doubts.items()
    }
    title_doubts.keep(session, found, [_stored(draft) for draft in moves.weighed], at)


def _stored(draft: Draft) -> int:
    if draft.id is None:
        raise ValueError("the record has no id before it is stored")
    return draft.id


def tell_anew(session: Session, record_ids: Iterable[int], at: datetime) -> None:
    """Write these records anew from what their sources say now, and have the index learn of it."""
    record_ids = list(record_ids)
    if not record_ids:
        return
    said = sources.said_of(session, record_ids)
    drafts = [tell(Draft(id=record_id), each) for record_id, each in said.items()]
    _store_records(session, drafts, at)
    _store_parts(session, drafts)
    set_places.tell_again(session, said.values())
    authority.link(session, {_stored(draft) for draft in drafts})
    index.announce(session, [_stored(draft) for draft in drafts])


def make(session: Session, said: Sequence[sources.Said], at: datetime) -> int:
    """Make a union record that says what these sources say, which still belong to another one; return its id."""
    draft = tell(Draft(), said)
    new = _store_records(session, [draft], at)
    _store_parts(session, [draft])
    authority.link(session, {_stored(draft)}, new)
    return _stored(draft)


def _load(session: Session, drafts: Iterable[Draft]) -> None:
    """Fill the drafts of stored records with what they have."""
    stored = {_stored(draft): draft for draft in drafts}
    if not stored:
        return
    people: dict[int | None, PersonDraft] = {}
    for person in session.scalars(_of(Contributor, stored).order_by(col(Contributor.position))):
        draft = PersonDraft(
            person.position, person.role, person.kind, person.is_main, person.dates, person.qualifier, person.id
        )
        people[person.id] = draft
        stored[person.record_id].people.append(draft)
    for form in session.scalars(_of(TextForm, stored).order_by(col(TextForm.id))):
        stored[form.record_id].forms.append(_loaded(form, people.get(form.contributor_id)))
    for number in session.scalars(_of(Identifier, stored)):
        stored[number.record_id].numbers[(number.kind, number.value)] = (number.as_given, number.is_valid, True)
    for known in session.scalars(_of(MatchKey, stored)):
        stored[known.record_id].keys[known.key] = True
    for given in session.scalars(_of(Classification, stored)):
        stored[given.record_id].classes[(given.scheme, given.number)] = (given.edition, True)


def _of(table: Any, records: Iterable[int]) -> Any:
    return sa.select(table).where(table.record_id.in_(list(records)))


def _loaded(form: TextForm, person: PersonDraft | None) -> FormDraft:
    return FormDraft(
        form.field,
        form.position,
        form.value,
        form.script,
        form.kind,
        form.scheme,
        form.language,
        form.library_id,
        form.machine_made,
        person,
        is_stored=True,
    )


def _store_records(session: Session, drafts: Sequence[Draft], at: datetime) -> authority.NamingOf:
    """Insert new records and bring the cards of the others up to date; what is told anew replaces all it said.

    Returns whom and what the new ones name.
    """
    changed = {draft.id: draft for draft in drafts if draft.id is not None}
    naming = _insert_records(session, [draft for draft in drafts if draft.id is None], at)
    merging.clear(session, [record_id for record_id, draft in changed.items() if not draft.is_gaining])
    there = sa.select(BibliographicRecord).where(col(BibliographicRecord.id).in_(list(changed)))
    for record in session.scalars(there) if changed else ():
        draft = changed[record.id]
        year = record.year_text or (str(record.year) if record.year is not None else "")
        facts = _gained(draft, year, at) if draft.is_gaining else _facts(draft, at)
        for name, value in facts.items():
            setattr(record, name, value)
        record.version += 1
    session.flush()
    return naming


def _insert_records(session: Session, new: Sequence[Draft], at: datetime) -> authority.NamingOf:
    """Insert new records, their cards naming persons and works in other languages already."""
    numbers = many_rows.reserve(session, BibliographicRecord, len(new))
    for draft, record_id in zip(new, numbers, strict=True):
        draft.id = record_id
    naming = authority.name(session, {_stored(draft): draft.texts() for draft in new})
    rows = []
    for draft in new:
        facts = _facts(draft, at)
        facts["card"] = brief_display.named_elsewhere(facts["card"], naming[_stored(draft)].known)
        rows.append({"id": draft.id, **facts, "version": 1, "created_at": at})
    many_rows.insert(session, BibliographicRecord, rows)
    return naming


def _facts(draft: Draft, at: datetime) -> dict[str, Any]:
    """Return the columns of a record that is known by the first description of its draft."""
    description = draft.first
    if description is None:
        raise ValueError("nothing says what the record is of")
    main, keys = matching.main_name(description), matching.keys_of(description)
    year_text = (description.year_text or "")[:80] or None
    return _gained(draft, year_text or str(description.year or ""), at) | {
        "record_type": description.record_type[:1] or "a",
        "bib_level": description.bib_level[:1] or "m",
        "languages": list(description.languages),
        "original_language": description.original_language,
        "country": description.country,
        "year": description.year,
        "year_text": year_text,
        "title_key": keys.title,
        "author_key": keys.author[:200],
        "part_key": keys.part,
        "sort_title": sort_key(description.title, script_of(description.title))[:400],
        "sort_author": sort_key(main.value, main.script)[:400] if main else "",
    }


def _gained(draft: Draft, year: str, at: datetime) -> dict[str, Any]:
    """Return the columns that change when a record gains something."""
    return {"card": brief_display.make_card(draft, year), "folded": draft.folded(), "updated_at": at}


def _store_parts(session: Session, drafts: Sequence[Draft]) -> None:
    """Insert the names, texts and numbers that the records did not have."""
    people = [(draft, person) for draft in drafts for person in draft.people if person.id is None]
    ids = many_rows.insert_numbered(session, Contributor, [_person_row(draft, person) for draft, person in people])
    for (_draft, person), person_id in zip(people, ids, strict=True):
        person.id = person_id
    rows: dict[type[SQLModel], list[dict[str, Any]]] = {
        TextForm: [_form_row(draft, form) for draft in drafts for form in draft.forms if not form.is_stored],
        Identifier: [
            {"record_id": draft.id, "kind": kind, "value": value, "as_given": as_given, "is_valid": is_valid}
            for draft in drafts
            for (kind, value), (as_given, is_valid, is_stored) in draft.numbers.items()
            if not is_stored
        ],
        Classification: [
            {"record_id": draft.id, "scheme": scheme, "number": number, "edition": edition}
            for draft in drafts
            for (scheme, number), (edition, is_stored) in draft.classes.items()
            if not is_stored
        ],
        MatchKey: [
            {"record_id": draft.id, "key": key}
            for draft in drafts
            for key, is_stored in draft.keys.items()
            if not is_stored
        ],
    }
    for table, new in rows.items():
        many_rows.insert(session, table, new)


def _person_row(draft: Draft, person: PersonDraft) -> dict[str, Any]:
    return {
        "record_id": draft.id,
        "position": person.position,
        "role": person.role,
        "kind": person.kind,
        "is_main": person.is_main,
        "dates": person.dates,
        "qualifier": person.qualifier,
    }


def _form_row(draft: Draft, form: FormDraft) -> dict[str, Any]:
    return {
        "record_id": draft.id,
        "contributor_id": form.person.id if form.person else None,
        "field": form.field,
        "position": form.position,
        "value": form.value,
        "script": form.script,
        "kind": form.kind,
        "scheme": form.scheme,
        "language": form.language,
        "library_id": form.library_id,
        "machine_made": form.machine_made,
    }


def _store_sources(session: Session, library_id: int, cases: Sequence[Case], at: datetime) -> None:
    """Keep the bytes of each record and what they are and say; of one that changed nothing only if they are others."""
    for case in cases:
        if case.source is not None and _is_written(case, case.source):
            saved = at if case.source.digest != case.arrival.digest else case.source.imported_at
            facts = _source_facts(case.arrival, saved) | {"record_id": case.draft.id}
            for name, value in facts.items():
                setattr(case.source, name, value)
    new = [case for case in cases if case.source is None]
    rows = [
        _source_facts(case.arrival, at)
        | {"library_id": library_id, "source_id": case.arrival.source_id, "record_id": case.draft.id}
        for case in new
    ]
    for case, source_id in zip(new, many_rows.insert_numbered(session, SourceRecord, rows), strict=True):
        case.source_id = source_id
    session.flush()


def _is_written(case: Case, source: SourceRecord) -> bool:
    return case.outcome == "updated" or source.digest != case.arrival.digest


def _source_facts(arrival: Arrival, at: datetime) -> dict[str, Any]:
    return {
        "import_id": arrival.import_id,
        "profile": arrival.profile,
        "encoding": arrival.encoding,
        "digest": arrival.digest,
        "raw": arrival.raw,
        "said": arrival.said,
        "withdrawn_at": None,
        "corrected_at": arrival.corrected_at,
        "imported_at": at,
    }
