"""What may come in: a rule's number or a tariff heading from a day on, what a carrier's service takes."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo

from library_exchange.core.amounts import Grams, find_whole
from library_exchange.core.bounds import Code, Day, in_hundredths
from library_exchange.core.text import one_line
from library_exchange.directory.schemas import CountryCode
from library_exchange.shipping.rules.codes import Material, Mode, ParcelKind
from library_exchange.shipping.rules.customs_rules import currency_of
from library_exchange.shipping.schemas import Title


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


SourceNote = Annotated[str, BeforeValidator(_line), Field(min_length=3, max_length=300)]


def _in_its_unit(value: object, info: ValidationInfo) -> object:
    """Read a rule's number; a sum of money is typed in whole units and kept in hundredths."""
    code = str(info.data.get("code", ""))
    if (currency := currency_of(code)) is not None:
        return in_hundredths(value, currency)
    digits = find_whole(value, _COUNTED.get(code.rpartition("_")[2], "")) if isinstance(value, str) else None
    return value if digits is None else digits


_COUNTED = {"days": "days", "years": "year"}
"""What a rule's number counts, by the last word of its code."""


class NewThreshold(BaseModel):
    """A rule's number from a day on."""

    code: str = Field(min_length=1, max_length=60)
    value: Annotated[int, BeforeValidator(_in_its_unit), Field(ge=0, le=10**9)]
    valid_from: Day
    source_note: SourceNote


class NewCustomsCode(BaseModel):
    """The tariff heading of a material from a day on."""

    code: Material
    hs_code: Code = Field(pattern=r"^\d{4}( \d{2}){1,3}$")
    valid_from: Day
    source_note: SourceNote


class ServiceInput(BaseModel):
    """What is changed of a carrier's service."""

    name_zh: Title
    name_ru: Title
    name_en: Title
    max_g: Grams
    usual_days: int = Field(ge=1, le=365)
    is_tracked: bool = False
    is_insured: bool = False
    is_offered: bool = False
    source_note: SourceNote


class NewService(ServiceInput):
    """A further service of a carrier."""

    code: str = Field(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    mode: Mode
    kind: ParcelKind
    country: CountryCode | None = None
    is_printed_matter: bool = False
    is_inland: bool = False
