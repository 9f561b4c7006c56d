"""Files of records as tests make them: MARC 21 with what tells one book, and one copy, from another."""

from collections.abc import Iterable
from pathlib import Path

from pymarc import Field, Indicators, Leader, Record, Subfield

BLANK = Indicators(" ", " ")


def record(
    number: str,
    title: str,
    author: str = "Толстой, Лев",
    year: int = 1990,
    isbn: str = "",
    copies: Iterable[tuple[str, str]] = (),
    is_deleted: bool = False,
    fields: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Return a record; `copies` are call number and bar code of each, `fields` further ones like `$p 17 $o 84`."""
    made = Record(leader=Leader("00000dam a2200000 i 4500" if is_deleted else "00000nam a2200000 i 4500"))
    made.add_field(Field("001", data=number), Field("008", data=f"260101s{year}    ru            000 0 rus d"))
    if isbn:
        made.add_field(Field("020", BLANK, [Subfield("a", isbn)]))
    made.add_field(
        Field("100", Indicators("1", " "), [Subfield("a", author)]),
        Field("245", Indicators("1", "0"), [Subfield("a", title)]),
        Field("260", BLANK, [Subfield("b", "Мост"), Subfield("c", str(year))]),
    )
    for call_number, barcode in copies:
        made.add_field(Field("852", BLANK, [Subfield("h", call_number), Subfield("p", barcode)]))
    for tag, text in fields:
        parts = [Subfield(part[0], part[1:].strip()) for part in text.split("$")[1:]]
        made.add_field(Field(tag, BLANK, parts))
    content: bytes = made.as_marc()
    return content


def write(folder: Path, *records: bytes) -> Path:
    """Return a new file of these records in `folder`."""
    path = folder / f"file-{len(list(folder.glob('file-*')))}.mrc"
    path.write_bytes(b"".join(records))
    return path
