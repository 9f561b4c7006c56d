"""What an administrator says of the file that is fetched."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from library_exchange.core.https_addresses import Unfit, as_told
from library_exchange.core.i18n import _l
from library_exchange.scheduled_imports.rules import FOLDER, Often

HTTPS_ONLY = _l("Enter an address that begins with https://. Your library's IT staff can tell it.")
NO_PASSWORD = _l("Leave name and password out of the address: they would be seen. There are fields for them.")
NO_COLON = _l("A user name has no colon and no line breaks.")
NOBODY = _l("Enter the user name, too.")
NAME_ONLY = _l("Enter the name of the file alone, without the folder.")
address_told = as_told({Unfit.NOT_HTTPS: HTTPS_ONLY, Unfit.WITH_NAME: NO_PASSWORD})


def _name(value: str) -> str:
    """Return the name of a file, without any folder."""
    if value.startswith(".") or any(char in "/\\\0" for char in value):
        raise PydanticCustomError("name", "no name", {"sentence": NAME_ONLY})
    return value


def _user(value: str) -> str:
    """Return the name of a user, which a header can tell (RFC 7617)."""
    if ":" in value or not value.isprintable():
        raise PydanticCustomError("username", "unfit", {"sentence": NO_COLON})
    return value


class Schedule(BaseModel):
    """Where the file is, how often it is fetched, and what it is: additions, or all that the library has.

    It is on a web server, or has a name in the library's folder at the operator. Without a password the one that is
    kept goes on, as long as user and server are the same.
    """

    url: Annotated[str, AfterValidator(lambda value: value and address_told(value)), Field(max_length=500)] = ""
    file_name: Annotated[str, AfterValidator(_name), Field(max_length=200)] = ""
    username: Annotated[str, AfterValidator(_user), Field(max_length=80)] = ""
    password: Annotated[SecretStr, Field(max_length=120)] = SecretStr("")
    often: Often = Often.NIGHTLY
    covers: Literal["additions", "whole"] = "additions"

    @field_validator("password")
    @classmethod
    def _has_user(cls, password: SecretStr, info: ValidationInfo) -> SecretStr:
        if password.get_secret_value() and info.data.get("username") == "":
            raise PydanticCustomError("password", "nobody's", {"sentence": NOBODY})
        return password

    @property
    def address(self) -> str:
        """Where the file is, in one text."""
        return self.url or FOLDER + self.file_name
