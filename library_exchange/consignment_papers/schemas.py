"""What staff may declare for the customs forms."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from library_exchange.consignment_papers.labels import NO_COUNTRY
from library_exchange.consignment_papers.models import LONGEST_COMMENT, LONGEST_REFERENCE
from library_exchange.core.bounds import Code, Money, Version
from library_exchange.core.countries import find_country
from library_exchange.core.text import one_line
from library_exchange.shipping.rules.codes import Material


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _country(code: str) -> str:
    known = find_country(code)
    if known is None:
        raise PydanticCustomError("country", "no country", {"sentence": NO_COUNTRY})
    return known


Reference = Annotated[str, BeforeValidator(_line), Field(max_length=LONGEST_REFERENCE)]
Country = Annotated[Code, AfterValidator(_country)]


class DetailsInput(BaseModel):
    """What the forms say beside the titles; `version` is that of the consignment that was looked at."""

    version: Version | None = None
    sender_reference: Reference | None = None
    importer_reference: Reference | None = None
    comments: Annotated[str, BeforeValidator(_line), Field(max_length=LONGEST_COMMENT)] | None = None
    certificate_no: Reference | None = None
    invoice_no: Reference | None = None


class ChargeInput(BaseModel):
    """What the post took for a parcel."""

    charge_minor: Money | None = None


class DeclaredInput(BaseModel):
    """What a title is for the customs, and its country of origin."""

    material: Material | None = None
    origin: Country | None = None
