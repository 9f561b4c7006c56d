"""Authors and publishers of titles that travel, as the line has them and as readers of other languages know them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Identifier, TextForm
from library_exchange.consignment_papers.rules.publishers import publisher_in
from library_exchange.core.scripts import html_lang
from library_exchange.core.titles import TitleForm, completed, name_block, typed
from library_exchange.known_titles.queries.typed_names import TypedNames, authors_in, known_of
from library_exchange.shipping.models import ConsignmentLine

Forms = Sequence[TitleForm]
Named = Mapping[tuple[str, str], Forms]
"""By ISBN and the name as it is written, the forms in which a record of that number has the name."""
TRANSCRIBED = ("chi", "rus", "eng")
"""Languages of books in which a name in Han characters is Chinese; of an unknown one nobody can say."""


def imprints_of(
    session: Session, lines: Iterable[ConsignmentLine], languages: Sequence[str]
) -> dict[int, tuple[str, ...]]:
    """Return by line author, publisher and year as written, then what is called otherwise in each of `languages`.

    Of an author this is the heading of the person whom the record or just that name leads to; of a publisher the form
    that the record has; of both, where nothing else is known, how the Chinese name sounds in Russian, as
    customs lists have it. Four queries.
    """
    wanted = list(lines)
    isbns = sorted({line.isbn for line in wanted if line.isbn})
    typed_names = known_of(session, [(line.title, line.author) for line in wanted])
    people, publishers = _people(session, isbns), _publishers(session, isbns)
    found = {}
    for line in wanted:
        authors = _authors(line, typed_names, people)
        publisher = _publisher(line, publishers)
        others = (_called(line, authors, publisher, language) for language in languages)
        found[line.id] = tuple(dict.fromkeys(text for text in (_written(line), *others) if text))
    return found


def _written(line: ConsignmentLine) -> str:
    return ", ".join(part for part in (line.author, line.publisher, str(line.year or "")) if part)


def _called(line: ConsignmentLine, authors: Sequence[Forms], publisher: Forms, language: str) -> str:
    """Return author and publisher as readers of `language` know them, without what they call as it is written."""
    names = [name_block(forms, language).shown.value for forms in authors]
    house = name_block(publisher, language).shown.value if publisher else None
    is_other = names != authors_in(line.author)
    return ", ".join(
        part for part in ("; ".join(names) if is_other else "", house if house != line.publisher else "") if part
    )


def _authors(line: ConsignmentLine, known: TypedNames, people: Named) -> list[Forms]:
    written = authors_in(line.author)
    heard = known.people.get((line.title, line.author)) or [()] * len(written)
    return [
        completed(people.get((line.isbn or "", name)) or [typed(name)], forms)
        for name, forms in zip(written, heard, strict=True)
    ]


def _publisher(line: ConsignmentLine, publishers: Named) -> Forms:
    if not line.publisher:
        return ()
    known = [form for form in publishers.get((line.isbn or "", line.publisher), ()) if form.value != line.publisher]
    sound = publisher_in(line.publisher, "ru") if line.language in TRANSCRIBED else line.publisher
    last = [TitleForm(sound, "zh-Cyrl", "transliteration", True)] if sound != line.publisher else []
    return [typed(line.publisher, line.language), *known, *last]


def _people(session: Session, isbns: Sequence[str]) -> Named:
    """Return the authors on the cards of records, each by every form of the name; one query."""
    found: dict[tuple[str, str], Forms] = {}
    of_record = col(BibliographicRecord.id) == col(Identifier.record_id)
    wanted = (
        sa.select(col(Identifier.value), col(BibliographicRecord.card))
        .join(BibliographicRecord, of_record)
        .where(col(Identifier.kind) == "isbn", col(Identifier.value).in_(isbns))
        .order_by(col(BibliographicRecord.id))
    )
    for isbn, card in session.execute(wanted) if isbns else ():
        for forms in card.get("authors", []):
            own = [TitleForm(*form) for form in forms]
            for form in own:
                as_written = [each for each in own if each is not form]
                found.setdefault((isbn, form.value), [form._replace(kind="original"), *as_written])
    return found


def _publishers(session: Session, isbns: Sequence[str]) -> Named:
    """Return the publishers that records name, each by every form of the name; one query."""
    told: dict[tuple[str, int, int], list[TitleForm]] = defaultdict(list)
    if isbns:
        rows = session.execute(
            sa.select(
                *(col(Identifier.value), col(TextForm.record_id), col(TextForm.position), col(TextForm.value)),
                *(col(TextForm.kind), col(TextForm.script), col(TextForm.language)),
            )
            .join(TextForm, col(TextForm.record_id) == col(Identifier.record_id))
            .where(col(Identifier.kind) == "isbn", col(Identifier.value).in_(isbns), col(TextForm.field) == "publisher")
            .order_by(col(TextForm.id))
        )
        for isbn, record_id, position, value, kind, script, language in rows:
            told[isbn, record_id, position].append(TitleForm(value, html_lang(script, language), kind))
    found: dict[tuple[str, str], Forms] = {}
    for (isbn, _record, _position), forms in told.items():
        for form in forms:
            found.setdefault((isbn, form.value), forms)
    return found
