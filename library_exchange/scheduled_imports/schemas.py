"""What an administrator says of the file that is fetched."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from library_exchange.core.https_addresses import Unfit, as_told
from library_exchange.core.i18n import _l
from library_exchange.scheduled_imports.rules import FOLDER, Often

HTTPS_ONLY = _l("Enter an address that begins with https://. Your library's IT staff can tell it.")
NO_PASSWORD = _l(
    "Leave name and password out of the address: they would be seen. Have the file put under a secret address."
)
NAME_ONLY = _l("Enter the name of the file alone, without the folder.")
address_told = as_told({Unfit.NOT_HTTPS: HTTPS_ONLY, Unfit.WITH_NAME: NO_PASSWORD})


def _name(value: str) -> str:
    """Return the name of a file, without any folder."""
    if value.startswith(".") or any(char in "/\\\0" for char in value):
        raise PydanticCustomError("name", "no name", {"sentence": NAME_ONLY})
    return value


class Schedule(BaseModel):
    """Where the file is, how often it is fetched, and what it is: additions, or all that the library has.

    It is on a web server, or has a name in the library's folder at the operator.
    """

    url: Annotated[str, AfterValidator(lambda value: value and address_told(value)), Field(max_length=500)] = ""
    file_name: Annotated[str, AfterValidator(_name), Field(max_length=200)] = ""
    often: Often = Often.NIGHTLY
    covers: Literal["additions", "whole"] = "additions"

    @property
    def address(self) -> str:
        """Where the file is, in one text."""
        return self.url or FOLDER + self.file_name
