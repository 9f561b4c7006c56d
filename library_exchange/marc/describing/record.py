"""A record of any profile turned into its description."""

from pymarc import Record

from library_exchange.core.text import one_line
from library_exchange.marc.copy_rules import CopyRule, copies_by
from library_exchange.marc.describing import coded, numbers
from library_exchange.marc.describing.contributors import contributors
from library_exchange.marc.describing.fields import Fields
from library_exchange.marc.describing.relations import relations
from library_exchange.marc.describing.texts import texts
from library_exchange.marc.describing.volumes import under_set_title
from library_exchange.marc.description import Description
from library_exchange.marc.profiles.detection import TABLES
from library_exchange.marc.profiles.tables import Profile

DELETED = "d"
"""Leader/05 of a record that its library has deleted, in MARC 21 and all of the UNIMARC family."""


def describe(record: Record, profile: Profile, copies: CopyRule | None = None) -> Description:
    """Return what `record` says, read by the tables of `profile`; its title is empty if it has none.

    Its copies are read by a rule of its library, if there is one.
    """
    tables, fields = TABLES[profile], Fields(record, profile)
    languages, original_language = coded.languages(fields)
    year, year_text = coded.year(fields)
    related = relations(fields, tables)
    leader = str(record.leader)
    return Description(
        source_id=fields.control("001") or None,
        source_updated=fields.control("005") or None,
        record_type=one_line(leader[6:7]) or "a",
        bib_level=one_line(leader[7:8]) or "m",
        languages=languages,
        original_language=original_language,
        country=coded.country(fields),
        year=year,
        year_text=year_text,
        texts=under_set_title(texts(fields, tables, languages[0] if languages else None), related),
        contributors=contributors(fields, tables),
        identifiers=numbers.identifiers(fields, tables),
        class_numbers=numbers.class_numbers(fields, tables),
        holdings=numbers.holdings(fields, tables) if copies is None else copies_by(fields, copies),
        links=numbers.links(fields, tables),
        relations=related,
        is_deleted=leader[5:6] == DELETED,
    )
