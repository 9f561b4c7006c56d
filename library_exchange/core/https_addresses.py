"""Addresses of other servers that people enter: https alone, without name and password, as machines write them."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic_core import PydanticCustomError

_KEPT = "/%:@!$&'()*+,;=~-._?"


class Unfit(StrEnum):
    """Why an address is not taken."""

    NOT_HTTPS = "not_https"
    WITH_NAME = "with_name"


class UnfitAddress(ValueError):
    """What was entered is no address that is taken."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(str(why))
        self.why = why


def https_address(value: str) -> str:
    """Return an https address as machines write it, without the part behind #. Raises UnfitAddress."""
    try:
        parts = urlsplit(value)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError as error:
        raise UnfitAddress(Unfit.NOT_HTTPS) from error
    if parts.scheme.lower() != "https" or not host or any(char.isspace() for char in value):
        raise UnfitAddress(Unfit.NOT_HTTPS)
    if parts.username is not None or parts.password is not None:
        raise UnfitAddress(Unfit.WITH_NAME)
    shown = f"[{host}]" if ":" in host else host
    place = f"{shown}:{port}" if port else shown
    return urlunsplit(("https", place, quote(parts.path or "/", _KEPT), quote(parts.query, _KEPT), ""))


def as_told(sentences: Mapping[Unfit, Any]) -> Callable[[str], str]:
    """Return by what a schema reads an address that somebody enters; what is none is refused with its sentence."""

    def read(value: str) -> str:
        try:
            return https_address(value)
        except UnfitAddress as refused:
            raise PydanticCustomError("address", "unfit", {"sentence": sentences[refused.why]}) from refused

    return read


def server_of(url: str) -> str:
    """Return the name of the server in an address, all of it that everybody may see."""
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return scheme, server and port of an address: who has one password for it may have another one elsewhere."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port
