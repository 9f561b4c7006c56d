"""What pages show of targets, of what they answered, and of where records come from."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.copy_cataloguing import labels, queries
from library_exchange.copy_cataloguing.models import CatalogueTarget, FoundRecord, TargetAnswer
from library_exchange.copy_cataloguing.rules.targets import AnswerState, Trouble
from library_exchange.core.i18n import _, current
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.holdings.rules import book_fields
from library_exchange.marc.description import Description, Identifier
from library_exchange.marc.labels import PROFILES, REJECTION_REASONS
from library_exchange.marc.reading import Accepted, Rejected


def name_of(target: CatalogueTarget) -> str:
    """Return the name of a target in the reader's language."""
    names = {"zh": target.name_zh, "ru": target.name_ru, "en": target.name_en}
    return names[current().code]


def target_row(target: CatalogueTarget) -> dict[str, Any]:
    """Return a line of the operator's list."""
    return {
        "id": target.id,
        "name": name_of(target),
        "protocol": labels.PROTOCOLS[target.protocol],
        "address": target.address,
        "is_on": target.is_on,
        "url": url_for("copy_cataloguing.target", target_id=target.id),
    }


def trouble(reason: Trouble | None, detail: str) -> dict[str, Any] | None:
    """Return why a target gave no records, with what it said itself."""
    return {"sentence": labels.TROUBLES[reason], "detail": detail} if reason is not None else None


def answers(
    session: Session,
    library_id: int,
    targets: Sequence[CatalogueTarget],
    kept: Mapping[int, TargetAnswer],
) -> list[dict[str, Any]]:
    """Return what each target answered: its records as they are read here, each with the title that it joins."""
    found = queries.found_of(session, [answer.id for answer in kept.values()])
    of_target = {target.id: found[kept[target.id].id] if target.id in kept else [] for target in targets}
    read = {row.id: queries.read(row, target) for target in targets for row in of_target[target.id]}
    joined = queries.titles_joined(session, _that_count(read))
    own = queries.own_of_records(session, library_id, set(joined.values()))
    shown = []
    for target in targets:
        answer = kept.get(target.id)
        lines = [record_line(row, read[row.id], joined.get(row.id), own) for row in of_target[target.id]]
        shown.append(_answer(target, answer) | {"records": lines, "next": _next(target, answer, len(lines))})
    return shown


def _that_count(read: Mapping[int, Accepted | Rejected | None]) -> dict[int, Accepted]:
    accepted = {number: each for number, each in read.items() if isinstance(each, Accepted)}
    return {number: each for number, each in accepted.items() if not each.description.is_deleted}


def _answer(target: CatalogueTarget, answer: TargetAnswer | None) -> dict[str, Any]:
    state = answer.state if answer is not None else AnswerState.ASKING
    return {
        "id": target.id,
        "name": name_of(target),
        "is_asking": state is AnswerState.ASKING,
        "hits": answer.hits if answer is not None else 0,
        "trouble": trouble(answer.reason, answer.detail) if answer is not None else None,
    }


def _next(target: CatalogueTarget, answer: TargetAnswer | None, shown: int) -> dict[str, int] | None:
    """Return what asks for the records that follow, None if there are none."""
    if answer is None or not shown or answer.start + shown > answer.hits:
        return None
    return {"target": target.id, "start": answer.start + shown}


def record_line(
    row: FoundRecord,
    each: Accepted | Rejected | None,
    record_id: int | None,
    own: Mapping[int, int],
) -> dict[str, Any]:
    """Return a record in the list of what was found: what it says of the book, or why nobody can take it over."""
    if not isinstance(each, Accepted):
        reason = REJECTION_REASONS[each.reason] if each is not None else _("The catalogue could not give this record.")
        return {"problem": reason, "detail": row.problem}
    if each.description.is_deleted:
        return {"problem": _("The catalogue has deleted this record."), "detail": ""}
    return book(each.description) | {
        "problem": None,
        "format": PROFILES[each.profile],
        "url": url_for("copy_cataloguing.preview", found_id=row.id),
        "record_id": record_id,
        "own_id": own.get(record_id) if record_id is not None else None,
    }


def book(said: Description) -> dict[str, Any]:
    """Return what is told of a book in a list."""
    fields = book_fields.shown(said)
    title = ": ".join(filter(None, (fields["title"], fields["subtitle"])))
    told = [fields["authors"].replace("\n", "; "), fields["publisher"], fields["year"]]
    line = ", ".join(filter(None, told))
    return {
        "title": title,
        "title_lang": html_lang(script_of(title)),
        "part": "; ".join(filter(None, (fields["part_number"], fields["part_title"]))),
        "line": line,
        "line_lang": html_lang(script_of(line)),
        "isbn": next((each.as_given for each in said.identifiers if _is_isbn(each)), ""),
    }


def _is_isbn(each: Identifier) -> bool:
    return each.kind == "isbn"


def origin(session: Session, source_id: int) -> str | None:
    """Return where a record of a library was taken over from, in a sentence; None for one that was not."""
    found = queries.origin_of(session, source_id)
    if found is None:
        return None
    target, copied = found
    if copied.number:
        return _("Taken over from %(target)s, record %(number)s", target=name_of(target), number=copied.number)
    return _("Taken over from %(target)s", target=name_of(target))


def as_it_came(each: Accepted) -> str:
    """Return the fields of a record as its catalogue gave them, a line each."""
    lines = [f"LDR {each.record.leader}"]
    for one in each.record.fields:
        marks = "".join(one.indicators or ()).replace(" ", "_") if not one.is_control_field() else ""
        text = one.data if one.is_control_field() else " ".join(f"${code} {value}" for code, value in one.subfields)
        lines.append(f"{one.tag} {marks} {text}".replace("  ", " "))
    return "\n".join(lines)
