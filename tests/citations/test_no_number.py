"""Who writes into the field of an ISBN or ISSN that there is none has told no wrong number."""

import pytest
from pydantic import ValidationError

from library_exchange.citations.schemas import Described

NONE = (
    "нет",
    "Нет.",
    "б/н",
    "Б Н",
    "без ISBN",
    "ISBN нет",
    "без номера",
    "не знаю",
    "无",
    "没有书号",
    "无ISBN",
    "無號",
)
NONE_EITHER = ("-", "—", "0", "n/a", "No ISBN.", "不详", "отсутствует", "no ISSN", "无刊号")


@pytest.mark.parametrize("field", ["isbn", "issn"])
@pytest.mark.parametrize("said", [*NONE, *NONE_EITHER])
def test_words_for_no_number_are_none(field, said):
    assert Described(title="Бесы", **{field: said}).model_dump(exclude_unset=True) == {"title": "Бесы"}


@pytest.mark.parametrize("said", ["978-5-02-034567-8", "5020345678", "7-02-000220-0", "нет 5", "ISBN", "12", "00", ""])
def test_whatever_may_be_a_number_is_looked_at(said):
    with pytest.raises(ValidationError):
        Described(title="Бесы", isbn=said)
