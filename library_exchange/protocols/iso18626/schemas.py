"""What may be told of a partner's system."""

import re
from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, HttpUrl, TypeAdapter, field_validator
from pydantic_core import PydanticCustomError

from library_exchange.core.bounds import LanguageCode
from library_exchange.core.i18n import _l
from library_exchange.directory.schemas import Line, Mailbox
from library_exchange.protocols.iso18626.from_document import Agency
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.shims import Shim

_http_url: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)
_SYMBOL = re.compile(r"^([^:\s]{1,40}):(\S.{0,99})$")
_CODE = re.compile(r"^[a-z0-9][a-z0-9-]{1,39}$")
CODE_HINT = _l("Two to forty small Latin letters, digits and hyphens; it is permanent.")
SYMBOLS_HINT = _l("Write each symbol with its type before it: ISIL:DE-1.")
ADDRESSES_HINT = _l("Write addresses or networks, as in 192.0.2.7 or 192.0.2.0/24.")
SHORTEST_KEY = 16


def _web_address(value: str) -> str:
    return str(_http_url.validate_python(value))


class Connection(BaseModel):
    """A partner's system and the library that it serves; `symbols` are written `ISIL:DE-1`, one a line."""

    name: Line = Field(min_length=1, max_length=200)
    city: Line = Field(default="—", min_length=1, max_length=80)
    country: Annotated[str, Field(pattern=r"^[A-Za-z]{2}$"), AfterValidator(str.upper)]
    language: LanguageCode = "en"
    mailbox: Mailbox
    symbols: str = Field(min_length=1, max_length=2000)
    url: Annotated[str, Field(max_length=300), AfterValidator(_web_address)]
    edition: Edition = Edition.E2017
    shim: Shim = Shim.NONE
    key_header: str = Field(default="X-Api-Key", pattern=r"^[A-Za-z0-9-]{1,60}$")
    key_sent: str | None = Field(default=None, max_length=200)
    addresses: Line = Field(default="", max_length=500)
    is_active: bool = True

    @field_validator("symbols")
    @classmethod
    def _are_symbols(cls, text: str) -> str:
        if not all(_SYMBOL.match(one) for one in _lines(text)):
            raise PydanticCustomError("symbol", "not TYPE:value", {"sentence": SYMBOLS_HINT})
        return text

    @field_validator("addresses")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for one in text.replace(",", " ").split():
            try:
                ip_network(one, strict=False)
            except ValueError as error:
                raise PydanticCustomError("network", "not an address", {"sentence": ADDRESSES_HINT}) from error
        return text

    def agencies(self) -> list[Agency]:
        """Return the symbols, in their order."""
        found = (_SYMBOL.match(one) for one in _lines(self.symbols))
        return [Agency(match.group(1), match.group(2)) for match in found if match]


class NewConnection(Connection):
    """A partner's system that is not connected yet, with the code that its library gets here."""

    code: str

    @field_validator("code")
    @classmethod
    def _is_a_code(cls, text: str) -> str:
        if not _CODE.match(text):
            raise PydanticCustomError("code", "not a code", {"sentence": CODE_HINT})
        return text


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]
