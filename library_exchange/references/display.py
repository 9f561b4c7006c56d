"""References of union records: as text for their pages, and as the files that are taken along."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.catalogue.queries.pages import Told
from library_exchange.citations import managers
from library_exchange.citations.references import Kind, Name, Reference, name_of
from library_exchange.citations.styles import Style, cite
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import current
from library_exchange.core.scripts import html_lang
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import csv_file
from library_exchange.marc.description import Contributor, Description, TextField, display_form
from library_exchange.marc.writing.files import XML_END, fit, iso2709, xml, xml_head
from library_exchange.marc.writing.record import Origin, compose
from library_exchange.references import labels
from library_exchange.references.linked_data import document, gifts_of
from library_exchange.references.queries.descriptions import description_of, descriptions
from library_exchange.references.rules.forms import FOR_MANAGERS, MARC, OF_RECORD, FileKind, Form
from library_exchange.web.addresses import public_address
from library_exchange.web.guard import current_actor
from library_exchange.web.linked_data import block

STYLES = {
    "zh": (Style.GBT7714, Style.GOST_RECORD, Style.GOST_REFERENCE, Style.APA),
    "ru": (Style.GOST_RECORD, Style.GOST_REFERENCE, Style.GBT7714, Style.APA),
    "en": (Style.APA, Style.GBT7714, Style.GOST_RECORD, Style.GOST_REFERENCE),
}
"""In which order the styles stand on pages of a language; the first is shown at once."""
MIXED = "mul"
"""The tag (ISO 639-2) of a text in several languages."""
AUTHORS, EDITORS = ("aut", "cre", "cmp", "art", "ctg", "dis"), ("edt", "com")
_KINDS = {"a": Kind.BOOK, "c": Kind.MUSIC, "d": Kind.MUSIC, "e": Kind.MAP, "f": Kind.MAP, "g": Kind.FILM}
_SOUNDS = ("i", "j")
_ISBN = re.compile(r"(?<![\dXx-])[\d-]{9,16}[\dXx](?![\dXx-])")
_AGAIN = "; "
F = TextField


def shown(session: Session, rows: Told) -> dict[str, Any]:
    """Return what the page of a record shows of its reference, and where its files are."""
    record_id = rows.record.id or 0
    said, is_signed_in = description_of(rows), current_actor().is_signed_in
    told = reference_of(record_id, said)
    lang = html_lang(told.script, told.language)
    texts = [(labels.STYLES[style], cite(told, style), _lang(style, lang)) for style in STYLES[current().code]]
    return {
        "first": texts[0],
        "others": texts[1:],
        "files": [_way(record_id, form) for form in FOR_MANAGERS],
        "marc": [_way(record_id, form) for form in MARC],
        "alternates": [
            (
                kind.media_type,
                labels.FORMS[form],
                url_for("references.record_file", record_id=record_id, form=form.value),
            )
            for form, kind in OF_RECORD.items()
        ],
        "coins": managers.coins(told),
        # Who is signed in is no crawler: the page asks nothing for it that nobody reads.
        "linked": block(document(told, said, [] if is_signed_in else gifts_of(session, record_id))),
    }


def _lang(style: Style, lang: str) -> str:
    """Return the language of a reference: a standard of Russia puts Russian words beside what the book says."""
    return MIXED if style in (Style.GOST_RECORD, Style.GOST_REFERENCE) and lang != "ru" else lang


def _way(record_id: int, form: Form) -> tuple[Any, str]:
    return labels.FORMS[form], url_for("references.record_file", record_id=record_id, form=form.value)


def _get(session: Session, record_id: int) -> Description:
    found = descriptions(session, [record_id])
    if not found:
        raise NotFound("record", record=record_id)
    return found[0][1]


def file_of(session: Session, record_id: int, form: Form, kind: FileKind, made_on: date) -> bytes:
    """Return one record as a file. Raises NotFound, and `Unwritable` for one that ISO 2709 has no room for."""
    found = _get(session, record_id)
    if form is Form.JSON_LD:
        return _linked(session, record_id, found)
    if kind.profile is None:
        return written([(record_id, found)], form)
    record = compose(found, kind.profile, Origin(made_on))
    fit(record)
    return xml_head(kind.profile) + xml(record, kind.profile) + XML_END if kind.is_xml else iso2709(record)


def _linked(session: Session, record_id: int, found: Description) -> bytes:
    thing = document(reference_of(record_id, found), found, gifts_of(session, record_id))
    return json.dumps(thing, ensure_ascii=False, indent=1).encode()


def written(found: Sequence[tuple[int, Description]], form: Form) -> bytes:
    """Return records as a file for a reference manager or a spreadsheet."""
    references = [reference_of(record_id, each) for record_id, each in found]
    if form is Form.CSV:
        heads = tuple(str(head) for head in labels.COLUMNS)
        return csv_file([heads, *(_row(each) for each in references)], current().code)
    return _WRITERS[form](references)


_WRITERS = {
    Form.RIS: managers.ris,
    Form.BIBTEX: managers.bibtex,
    Form.CSL: managers.csl,
}


def _row(told: Reference) -> tuple[Value, ...]:
    return (
        f"{told.whole} : {told.remainder}" if told.remainder else told.whole,
        told.romanised,
        _AGAIN.join(name.inverted for name in told.makers),
        told.place,
        told.publisher,
        told.year,
        told.edition,
        told.extent,
        told.series,
        told.isbn,
        told.issn,
        told.language,
        told.url,
    )


def reference_of(record_id: int, found: Description) -> Reference:
    """Return a record as one refers to it; its page is named by the address of the platform."""

    def first(*fields: TextField) -> str:
        return next((value for field in fields for value in found.values(field)), "")

    authors = _names(found, AUTHORS) or _main(found)
    return Reference(
        title=found.title,
        number=record_id,
        kind=_kind(found),
        remainder=_AGAIN.join(found.values(F.REMAINDER)),
        part=". ".join([*found.values(F.PART_NUMBER), *found.values(F.PART_TITLE)]),
        responsibility=_AGAIN.join(found.values(F.RESPONSIBILITY)).replace(_AGAIN, " ; "),
        authors=authors,
        editors=_names(found, EDITORS, authors),
        translators=_names(found, ("trl",)),
        edition=first(F.EDITION),
        place=first(F.PLACE),
        publisher=first(F.PUBLISHER),
        year=str(found.year) if found.year is not None else found.year_text or "",
        extent=first(F.EXTENT),
        series=first(F.SERIES),
        isbn=_number(found, "isbn"),
        issn=_number(found, "issn"),
        language=found.languages[0] if found.languages else "",
        keywords=tuple(dict.fromkeys([*found.values(F.SUBJECT), *found.values(F.KEYWORD)])),
        romanised=next((f.value for t in found.texts[:1] for f in t.forms if f.kind == "transliteration"), ""),
        url=public_address(url_for("catalogue.record", record_id=record_id)),
    )


def _kind(found: Description) -> Kind:
    if found.bib_level == "s":
        return Kind.SERIAL
    return Kind.SOUND if found.record_type in _SOUNDS else _KINDS.get(found.record_type, Kind.OTHER)


def _names(found: Description, roles: Sequence[str], without: Sequence[Name] = ()) -> tuple[Name, ...]:
    names = (_name(each) for each in found.contributors if each.role in roles)
    return tuple(name for name in dict.fromkeys(names) if name not in without)


def _main(found: Description) -> tuple[Name, ...]:
    """Return whom the record stands under, where nobody is called its author, editor or translator."""
    others = (*EDITORS, "trl", "pbl")
    return tuple(_name(each) for each in found.contributors if each.is_main and each.role not in others)


def _name(given: Contributor) -> Name:
    return name_of(display_form(given.forms).value, is_body=given.kind != "person")


def _number(found: Description, kind: str) -> str:
    """Return the first valid number as it is printed, without what stands beside it."""
    given = next((each for each in found.identifiers if each.kind == kind and each.is_valid), None)
    if given is None:
        return ""
    printed = _ISBN.search(given.as_given) if kind == "isbn" else None
    return printed[0] if printed else given.value
