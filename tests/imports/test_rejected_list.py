"""The rejected records of a file as a table."""

import pytest

from library_exchange.core.actor import Role
from library_exchange.documents.workbooks import rows_of
from tests.imports.files import record
from tests.loans.conftest import make_desk

__all__ = ["make_desk"]


@pytest.mark.parametrize(("lang", "head"), [("ru", "Причина"), ("zh", "原因")])
def test_each_rejected_record_is_listed_with_its_reason_and_its_text(app, library, amur, signed_in, lang, head):
    import_ = library.sends(record("1", "Волга"), b"00050" + b"x" * 45 + b"\x1d", record("3", "Лена"))
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)
    answer = client.get(f"/{lang}/staff/imports/{import_.id}/rejected.xlsx")
    heads, row = rows_of(answer.data)
    assert heads[1] == head
    assert row[0] == "2"
    assert len(row[1]) > 10
    assert row[3].startswith("00050xxx")
