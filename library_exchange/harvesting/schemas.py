"""What an administrator says of a server from which records are harvested."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from library_exchange.harvesting.rules.requests import base_of
from library_exchange.scheduled_imports.rules import Often
from library_exchange.scheduled_imports.schemas import address_told


class NewSource(BaseModel):
    """The base address of a server; what is copied along with it, such as `?verb=Identify`, is left out."""

    url: Annotated[str, AfterValidator(address_told), AfterValidator(base_of), Field(max_length=500)]


class Choice(BaseModel):
    """Which of its forms is harvested, which set (empty: everything), and how often."""

    prefix: str = Field(min_length=1, max_length=300)
    set_spec: str = Field("", max_length=300)
    often: Often = Often.NIGHTLY
