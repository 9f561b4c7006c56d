"""No page shows the code under which a row of a table is kept: it says by what the row is known."""

import pytest

from library_exchange.core.i18n import speaking
from library_exchange.imports.labels import OWN_NUMBERS, number_shown
from library_exchange.marc.spreadsheets import numbers


@pytest.mark.parametrize(
    ("kept", "zh", "ru"),
    [
        ("barcode:hh0303", "条码或财产登录号 HH0303", "Штрихкод или инвентарный номер HH0303"),
        ("barcode::125478/1", "条码或财产登录号 125478/1", "Штрихкод или инвентарный номер 125478/1"),
        ("call-number:K256", "索书号 K256", "Шифр K256"),
        ("isbn:710001234x", "ISBN 710001234X", "ISBN 710001234X"),
        ("own:7", "手工录入，编号 7", "вручную, № 7"),
        ("row:0123abcd", "无编号", "без номера"),
        ("sha256:0123abcd", "无编号", "без номера"),
        ("012345", "012345", "012345"),
        ("CNMARC:77", "CNMARC:77", "CNMARC:77"),
    ],
)
def test_a_number_is_shown_as_people_read_it(web, kept, zh, ru):
    for language, shown in (("zh", zh), ("ru", ru)):
        with speaking(language):
            assert number_shown(kept) == shown


def test_everything_by_which_a_row_is_known_has_a_name():
    assert set(OWN_NUMBERS) == {"own", *(kind for kind, _columns in numbers._TELLING)}
