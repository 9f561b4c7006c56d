"""Makers of small MARC files, so that a trap stands in the test that is about it."""

from collections.abc import Callable
from io import BytesIO

import pytest

from library_exchange.marc.reading import Accepted, Rejected, read

CNMARC_100 = "20200101d2007    em y0chiy50      ea"
RUSMARC_100 = "20200101d1997    u  y0rusy50      ca"


def iso2709(fields: list[tuple[str, str]], encoding: str = "utf-8", leader: str = "nam0    450 ") -> bytes:
    """One record; a field is its tag and its text with `$` for subfield marks: ("200", "1 $a红楼梦")."""
    directory, body = b"", b""
    for tag, text in fields:
        data = text.replace("$", "\x1f").encode(encoding) + b"\x1e"
        directory += f"{tag}{len(data):04}{len(body):05}".encode()
        body += data
    base = 24 + len(directory) + 1
    length = base + len(body) + 1
    head = f"{length:05}{leader[:5]}22{base:05}{leader[5:]}".encode()
    assert len(head) == 24
    return head + directory + b"\x1e" + body + b"\x1d"


def chinese(*fields: tuple[str, str], encoding: str = "utf-8") -> bytes:
    """A CNMARC book; fields given replace nothing and are added to the coded ones."""
    coded = [("001", "012001000001"), ("100", f"  $a{CNMARC_100}"), ("101", "0 $achi"), ("102", "  $aCN$b110000")]
    return iso2709([*coded, *fields, ("801", " 0$aCN$bNLC")], encoding)


def russian(*fields: tuple[str, str], encoding: str = "utf-8") -> bytes:
    """A RUSMARC book."""
    coded = [("001", r"RU\NLR\bibl\1"), ("100", f"  $a{RUSMARC_100}"), ("101", "0 $arus"), ("102", "  $aRU")]
    return iso2709([*coded, *fields, ("801", " 0$aRU$bNLR$grcr")], encoding)


def marc21(*fields: tuple[str, str], language: str = "rus", encoding: str = "utf-8", country: str = "ru ") -> bytes:
    """A MARC 21 book."""
    fixed = f"200101s2007    {country}           000 0 {language} d"
    return iso2709([("001", "ocm1"), ("008", fixed), *fields], encoding, leader="nam a i 4500")


@pytest.fixture(scope="session")
def books() -> dict[str, Callable[..., bytes]]:
    """The makers by family."""
    return {"chinese": chinese, "russian": russian, "marc21": marc21, "any": iso2709}


@pytest.fixture(scope="session")
def reads() -> Callable[..., list[Accepted | Rejected]]:
    """Read bytes, and check on the way that every byte belongs to a result."""

    def read_all(data: bytes, **options: object) -> list[Accepted | Rejected]:
        results = list(read(BytesIO(data), **options))
        assert [each.position for each in results] == list(range(1, len(results) + 1))
        for each in results:
            assert data[each.offset : each.next_offset] == each.raw
        return results

    return read_all


@pytest.fixture(scope="session")
def only(reads: Callable[..., list[Accepted | Rejected]]) -> Callable[..., Accepted]:
    """Read bytes that are one good record."""

    def read_one(data: bytes, **options: object) -> Accepted:
        (result,) = reads(data, **options)
        assert isinstance(result, Accepted), result
        return result

    return read_one
