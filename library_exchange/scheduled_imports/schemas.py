"""What an administrator says of the file that is fetched."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from library_exchange.core.https_addresses import Unfit, UnfitAddress, https_address
from library_exchange.core.i18n import _l
from library_exchange.scheduled_imports.rules import Often

HTTPS_ONLY = _l("Enter an address that begins with https://. Your library's IT staff can tell it.")
NO_PASSWORD = _l(
    "Leave name and password out of the address: they would be seen. Have the file put under a secret address."
)
_SENTENCES = {Unfit.NOT_HTTPS: HTTPS_ONLY, Unfit.WITH_NAME: NO_PASSWORD}


def _address(value: str) -> str:
    try:
        return https_address(value)
    except UnfitAddress as refused:
        raise PydanticCustomError("address", "unfit", {"sentence": _SENTENCES[refused.why]}) from refused


class Schedule(BaseModel):
    """Where the file is, how often it is fetched, and what it is: additions, or all that the library has."""

    url: Annotated[str, AfterValidator(_address), Field(max_length=500)]
    often: Often = Often.NIGHTLY
    covers: Literal["additions", "whole"] = "additions"
