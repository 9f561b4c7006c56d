"""Spreadsheets and delimited text as rows of text, whatever program and encoding they come from."""

from library_exchange.core import delimited
from library_exchange.documents import unpacking, workbooks
from library_exchange.marc.encoding import Encoding, as_damaged, by_its_mark, decode, detect, without_zeros
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.verdicts import Damaged, RejectionReason


def rows_of(content: bytes, encoding: Encoding | None = None) -> list[list[str]]:
    """Return the rows of a spreadsheet (xlsx, xls, ods) or of delimited text, every cell as text.

    Delimited text is read in its encoding: the one given, or that of its mark, or the likeliest. What is broken in
    UTF-8 becomes surrogates, so that the row alone is refused.
    Raises Damaged for what is neither, cannot be opened or would become too large.
    """
    try:
        if content.startswith(workbooks.STARTS):
            return workbooks.rows_of(content)
        if len(content) > unpacking.MOST_UNPACKED_B:
            raise unpacking.TooLarge
        return delimited.rows_of(_text_of(content, encoding))
    except unpacking.TooLarge as error:
        raise Damaged(RejectionReason.UNPACKS_TOO_LARGE, "a table that becomes too large") from error
    except (unpacking.Damaged, UnicodeError) as error:
        raise Damaged(RejectionReason.BAD_ARCHIVE, str(error)) from error


def _text_of(content: bytes, encoding: Encoding | None) -> str:
    if (marked := by_its_mark(content)) is not None:
        return marked
    content = without_zeros(content)
    encoding = encoding or detect(content.replace(b"\n", b"\x1f"), Profile.RUSMARC)
    text = decode(content, encoding) if encoding else as_damaged(content)
    if text is None or b"\0" in content[: delimited.LOOKED_AT]:
        raise unpacking.Damaged
    return text
