"""Files that records are written into one by one, whatever their form; memory does not grow with them."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

import xlsxwriter
from pymarc import Record

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services.sources import described
from library_exchange.core.i18n import speaking
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import csv_file
from library_exchange.exports import labels
from library_exchange.exports.rules.forms import FILES, FileKind, Form
from library_exchange.exports.services.rows import row_of
from library_exchange.marc import reading
from library_exchange.marc.description import Description
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.writing.files import XML_END, Trouble, Unwritable, fit, iso2709, xml, xml_head
from library_exchange.marc.writing.record import Origin, as_it_came, compose

_LONGEST_CELL = 32_767
"""How many letters a cell of xlsx holds."""


class RecordFile(Protocol):
    """A file that takes records."""

    def add(self, source: SourceRecord) -> Trouble | None:
        """Write a record; tell what had to be mended in it. Raises `Unwritable` for one that has no place."""

    def add_said(self, found: Description) -> Trouble | None:
        """The same of what is said of a book, not by one library."""


class _MarcFile:
    """Records of one family of MARC: as they came where they are of it, else put into it from what they say."""

    def __init__(self, file: BinaryIO, kind: FileKind, origin: Origin) -> None:
        assert kind.profile is not None  # noqa: S101 - for the type checker
        self.file, self.profile, self.is_xml, self.origin = file, kind.profile, kind.is_xml, origin

    def add(self, source: SourceRecord) -> Trouble | None:
        return self._write(self._record(source))

    def add_said(self, found: Description) -> Trouble | None:
        return self._write(compose(found, self.profile, self.origin))

    def _write(self, record: Record) -> Trouble | None:
        mended = fit(record)
        self.file.write(xml(record, self.profile) if self.is_xml else iso2709(record))
        return mended

    def _record(self, source: SourceRecord) -> Record:
        if source.profile == self.profile:
            again = reading.read(BytesIO(source.raw), profile=self.profile, encoding=Encoding(source.encoding))
            kept = next((each for each in again if isinstance(each, reading.Accepted)), None)
            if kept is None:
                raise Unwritable(Trouble.UNREADABLE)
            if not _is_corrected(source, kept.description):
                return as_it_came(kept.record, self.profile)
        came_as = Profile(source.profile) if source.profile in list(Profile) else None
        return compose(_said(source), self.profile, self.origin, came_as)


class _CsvFile:
    def __init__(self, file: BinaryIO, language: str) -> None:
        self.file, self.language = file, language

    def add(self, source: SourceRecord) -> Trouble | None:
        self._write(row_of(_said(source), source.source_id))
        return None

    def add_said(self, found: Description) -> Trouble | None:
        self._write(row_of(found, found.source_id or ""))
        return None

    def _write(self, row: tuple[Value, ...]) -> None:
        self.file.write(csv_file([row], self.language).removeprefix(codecs.BOM_UTF8))


class _XlsxFile:
    def __init__(self, page: xlsxwriter.worksheet.Worksheet) -> None:
        self.page, self.line = page, 0

    def write(self, row: tuple[Value, ...]) -> None:
        for column, value in enumerate(row):
            if isinstance(value, int):
                self.page.write_number(self.line, column, value)
            elif value:
                self.page.write_string(self.line, column, str(value)[:_LONGEST_CELL])
        self.line += 1

    def add(self, source: SourceRecord) -> Trouble | None:
        self.write(row_of(_said(source), source.source_id))
        return None

    def add_said(self, found: Description) -> Trouble | None:
        self.write(row_of(found, found.source_id or ""))
        return None


def _is_corrected(source: SourceRecord, came: Description) -> bool:
    """Whether a librarian corrected what a record says; that copies were changed does not take its fields from it."""
    said = described(source) if source.corrected_at is not None else None
    return said is not None and replace(said, holdings=()) != replace(came, holdings=())


def _said(source: SourceRecord) -> Description:
    found = described(source)
    if found is None:
        raise Unwritable(Trouble.UNREADABLE)
    return found


@contextmanager
def opened(path: Path, form: Form, language: str, origin: Origin) -> Iterator[RecordFile]:
    """Begin a file anew and end it: nothing of an earlier attempt stays."""
    kind = FILES[form]
    with speaking(language):
        heads = tuple(str(head) for head in labels.COLUMNS)
    if form is Form.XLSX:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(path), options) as book:
            page = book.add_worksheet()
            page.freeze_panes(1, 0)
            sheet = _XlsxFile(page)
            sheet.write(heads)
            yield sheet
        return
    with path.open("wb") as file:
        if form is Form.CSV:
            file.write(csv_file([heads], language))
            yield _CsvFile(file, language)
            return
        assert kind.profile is not None  # noqa: S101 - for the type checker
        file.write(xml_head(kind.profile) if kind.is_xml else b"")
        yield _MarcFile(file, kind, origin)
        file.write(XML_END if kind.is_xml else b"")
