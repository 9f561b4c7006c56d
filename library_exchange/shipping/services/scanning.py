"""Which title of a consignment a scan means: its place in the list, its ISBN, or what an upper room knows it by."""

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlmodel import Session

from library_exchange.citations.numbers import as_printed, is_printed_so
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import InvalidInput
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import _
from library_exchange.core.text import narrow
from library_exchange.holdings.queries.scanned_codes import readings
from library_exchange.shipping.models import ConsignmentLine
from library_exchange.shipping.schemas import compact_isbn

CODES: Hook[Callable[[Session, Collection[int]], Mapping[int, Collection[str]]]] = Hook()
"""Who tells, by the kind of titles' subjects, what else is printed on each book: numbers and barcodes by its id."""


def wanted(session: Session, lines: Sequence[ConsignmentLine], code: str) -> ConsignmentLine:
    """Return the title that `code` means; of several alike, the first not packed yet.

    Raises InvalidInput if there is none, or it lies in a parcel already.
    """
    found = _by_number(lines, code) or _by_isbn(lines, code) or _by_subject(session, lines, code)
    if not found:
        sentence = _(
            "No title of this consignment goes by “%(code)s”. Scan the ISBN, the number of the request or the barcode "
            "of the copy, or type the number that the title has in the list.",
            code=code,
        )
        raise InvalidInput({"code": sentence})
    unpacked = [line for line in found if line.parcel_id is None]
    if not unpacked:
        raise InvalidInput({"code": _("Line %(number)s lies in a parcel already.", number=found[0].number)})
    return unpacked[0]


def _by_number(lines: Sequence[ConsignmentLine], code: str) -> list[ConsignmentLine]:
    typed = narrow(code).lstrip("#№ ")
    # Nobody counts 007: that is a barcode.
    number = None if typed.startswith("0") else find_number(typed)
    return [line for line in lines if line.number == number]


def _by_isbn(lines: Sequence[ConsignmentLine], code: str) -> list[ConsignmentLine]:
    isbn = compact_isbn(narrow(code))
    if isbn is not None:
        return [line for line in lines if line.isbn == isbn]
    return [line for line in lines if is_printed_so(code, line.printed_isbn)] if as_printed(code) is not None else []


def _by_subject(session: Session, lines: Sequence[ConsignmentLine], code: str) -> list[ConsignmentLine]:
    read = {each.casefold() for each in readings(code)}
    found: list[ConsignmentLine] = []
    for kind, tell in CODES.fillings().items():
        mine = [line for line in lines if line.subject_kind == kind and line.subject_id is not None]
        told = tell(session, {line.subject_id for line in mine if line.subject_id is not None}) if mine else {}
        found += [line for line in mine if read & _as_read(told.get(line.subject_id or 0, ()))]
    return sorted(found, key=lambda line: line.number)


def _as_read(codes: Collection[str]) -> set[str]:
    return {narrow(each).casefold() for each in codes}
