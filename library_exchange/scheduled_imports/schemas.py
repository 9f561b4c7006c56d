"""What an administrator says of the file that is fetched."""

from typing import Annotated, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from library_exchange.core.i18n import _l
from library_exchange.scheduled_imports.rules import Often

HTTPS_ONLY = _l("Enter an address that begins with https://. Your library's IT staff can tell it.")
NO_PASSWORD = _l(
    "Leave name and password out of the address: they would be seen. Have the file put under a secret address."
)
_KEPT = "/%:@!$&'()*+,;=~-._?"


def https_address(value: str) -> str:
    """Return an https address as machines write it, without the part behind #."""
    try:
        parts = urlsplit(value)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError as error:
        raise PydanticCustomError("address", "no address", {"sentence": HTTPS_ONLY}) from error
    if parts.scheme.lower() != "https" or not host or any(char.isspace() for char in value):
        raise PydanticCustomError("address", "not https", {"sentence": HTTPS_ONLY})
    if parts.username is not None or parts.password is not None:
        raise PydanticCustomError("address", "with a password", {"sentence": NO_PASSWORD})
    shown = f"[{host}]" if ":" in host else host
    place = f"{shown}:{port}" if port else shown
    return urlunsplit(("https", place, quote(parts.path or "/", _KEPT), quote(parts.query, _KEPT), ""))


class Schedule(BaseModel):
    """Where the file is, how often it is fetched, and what it is: additions, or all that the library has."""

    url: Annotated[str, AfterValidator(https_address), Field(max_length=500)]
    often: Often = Often.NIGHTLY
    covers: Literal["additions", "whole"] = "additions"
