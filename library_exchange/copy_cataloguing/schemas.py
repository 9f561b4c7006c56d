"""What the operator says of a target, and what a librarian looks for in targets."""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from library_exchange.citations.schemas import Isbn
from library_exchange.copy_cataloguing.rules.targets import (
    MOST_RECORDS,
    USUAL_RECORDS,
    Protocol,
    Relation,
    SruVersion,
    Syntax,
    Wanted,
    place_of,
)
from library_exchange.core.i18n import _l
from library_exchange.core.text import one_line
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile

A_NAME = _l("Give the target a name in at least one language.")
AN_ADDRESS = _l("Enter an address like https://catalogue.example/sru.")
A_PLACE = _l("Enter the server, its port and the database, like z3950.example:210/books.")
NO_PASSWORD = _l("Leave name and password out of the address: there are fields for them.")
SECURE_ONLY = _l("A password is sent only to an address that begins with https://.")
AN_INDEX = _l("An index of SRU is a name like dc.title.")
A_NUMBER = _l("An index of Z39.50 is a number like 4, of the attribute set Bib-1.")
_INDEXES = {
    Protocol.SRU: (re.compile(r"[A-Za-z][A-Za-z0-9_.-]*"), AN_INDEX),
    Protocol.Z3950: (re.compile(r"[0-9]{1,4}"), A_NUMBER),
}


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _refused(sentence: Any) -> PydanticCustomError:
    return PydanticCustomError("target", "not a target", {"sentence": sentence})


Name = Annotated[str, BeforeValidator(_line), Field(max_length=120)]
Index = Annotated[str, BeforeValidator(_line), Field(max_length=60)]
Secret = Annotated[str, Field(max_length=120, pattern=r'^[^"\\\x00-\x20\x7f]*$')]


class TargetGiven(BaseModel):
    """What the operator says of a target; a name that is left out is one of the others."""

    name_zh: Name = ""
    name_ru: Name = ""
    name_en: Name = Field(default="", validate_default=True)
    protocol: Protocol
    address: Annotated[str, BeforeValidator(_line), Field(max_length=300)]
    version: SruVersion = SruVersion.V1_1
    record_schema: Annotated[str, BeforeValidator(_line), Field(max_length=120, pattern=r"^[!-~]*$")] = ""
    relation: Relation = Relation.EQUAL
    syntax: Syntax = Syntax.MARC21
    index_title: Index = ""
    index_author: Index = ""
    index_isbn: Index = ""
    index_any: Index = ""
    profile: Profile | None = None
    encoding: Encoding | None = None
    page_size: int = Field(default=USUAL_RECORDS, ge=1, le=MOST_RECORDS)
    username: Annotated[Secret, Field(max_length=80)] = ""
    password: Secret = ""

    @field_validator("name_en")
    @classmethod
    def _is_named(cls, name: str, info: ValidationInfo) -> str:
        if not (name or info.data.get("name_zh") or info.data.get("name_ru")):
            raise _refused(A_NAME)
        return name

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, address: str, info: ValidationInfo) -> str:
        if info.data.get("protocol") is Protocol.Z3950:
            if place_of(address) is None:
                raise _refused(A_PLACE)
            return address
        try:
            parts = urlsplit(address)
            is_one = parts.scheme in ("https", "http") and bool(parts.hostname) and (parts.port is None or parts.port)
        except ValueError as error:
            raise _refused(AN_ADDRESS) from error
        if not is_one or not address.isascii() or not address.isprintable() or " " in address:
            raise _refused(AN_ADDRESS)
        if parts.username is not None or parts.password is not None:
            raise _refused(NO_PASSWORD)
        return address.partition("#")[0]

    @field_validator("index_title", "index_author", "index_isbn", "index_any")
    @classmethod
    def _is_an_index(cls, index: str, info: ValidationInfo) -> str:
        pattern, sentence = _INDEXES[info.data.get("protocol", Protocol.SRU)]
        if index and not pattern.fullmatch(index):
            raise _refused(sentence)
        return index

    @field_validator("username")
    @classmethod
    def _is_sent_safely(cls, username: str, info: ValidationInfo) -> str:
        if username and str(info.data.get("address", "")).startswith("http://"):
            raise _refused(SECURE_ONLY)
        return username

    def names(self) -> dict[str, str]:
        """Return the name in each language: where none is given, one of the others."""
        given = {"name_zh": self.name_zh, "name_ru": self.name_ru, "name_en": self.name_en}
        usual = self.name_en or self.name_ru or self.name_zh
        return {column: name or usual for column, name in given.items()}


Words = Annotated[str, BeforeValidator(_line), Field(max_length=200)]


class LookFor(BaseModel):
    """What a librarian looks for: an ISBN, or words of the title and the author."""

    isbn: Isbn | None = None
    title: Words = ""
    author: Words = ""

    def wanted(self) -> Wanted:
        """Return what is asked of targets: with an ISBN nothing else, it says which book is meant."""
        if self.isbn:
            return Wanted(isbn=self.isbn)
        return Wanted(title=self.title, author=self.author)


class TryWords(BaseModel):
    """The words by which the operator tries a target out."""

    words: Annotated[str, BeforeValidator(_line), Field(min_length=1, max_length=200)]
