"""Cases from the field through the catalogue: one title for one book, never one for two."""

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import SourceRecord
from library_exchange.core.db import reading

ONE_TITLE = ("01", "02", "03", "04", "11", "14", "16", "18", "23", "24", "28", "29", "30")
TWO_TITLES = ("05", "06", "08", "09", "12", "13", "17", "19", "21", "25", "27")
"""Cases by how many titles are wanted of their files, each of another library."""


def titles():
    """Return the union records to which source records belong."""
    with reading() as session:
        return set(session.scalars(sa.select(SourceRecord.record_id)))


@pytest.mark.parametrize(("case", "wanted"), [*((c, 1) for c in ONE_TITLE), *((c, 2) for c in TWO_TITLES)])
@pytest.mark.parametrize("is_turned", [False, True], ids=["in order", "turned"])
def test_records_of_several_libraries_are_as_many_titles_as_a_librarian_wants(
    app, shared_data, make_library, take_in_file, case, wanted, is_turned
):
    files = sorted((shared_data / "cases").glob(f"match_{case}.*.mrc"), reverse=is_turned)
    for number, path in enumerate(files):
        take_in_file(path, make_library(f"Library {number}"))
    assert (len(files) > 1, len(titles())) == (True, wanted)


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["one_isbn_six_titles.mrc"], 6),
        (["volumes_only_in_461v.mrc"], 2),
        (["set_with_three_isbns.mrc", "volume_of_the_set.mrc"], 2),
    ],
)
def test_numbers_shared_by_several_books_do_not_join_them(app, shared_data, make_library, take_in_file, names, wanted):
    for number, name in enumerate(names):
        take_in_file(shared_data / "cases" / name, make_library(f"Library {number}"))
    assert len(titles()) == wanted
