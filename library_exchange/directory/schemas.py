"""What may be set of a library."""

import re
import unicodedata
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    EmailStr,
    Field,
    HttpUrl,
    StringConstraints,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from library_exchange.core.bounds import Code, Day, Id, LanguageCode, Money
from library_exchange.core.i18n import _l
from library_exchange.core.latin import InLatin
from library_exchange.core.regions import REGIONS
from library_exchange.core.telephones import LONGEST_PHONE, Phone
from library_exchange.core.text import as_address, narrow, one_line
from library_exchange.directory.models import AddressForm, ClosureReason, LibraryKind

LONGEST_LOAN_DAYS, LONGEST_TRANSIT_DAYS = 365, 120
HIGHEST_LIMIT = 999
HALF_VOUCHER, MOST_VOUCHERS = 50, 10_000
"""In hundredths of a voucher."""
AGREED_FIRST = _l("Vouchers are paid by agreement only: tick that you have agreed on fees with this library, too.")
WHOLE_OR_HALF = _l("Vouchers are whole or half ones, 100 at most: enter 1 or 0.5.")


def typed_address(value: object) -> object:
    """Return an e-mail address with plain signs, whatever keyboard it was typed on."""
    return as_address(value) if isinstance(value, str) else value


def _known_country(code: str) -> str:
    if code not in REGIONS:
        raise PydanticCustomError("literal_error", "not a country of the bridge: {known}", {"known": " ".join(REGIONS)})
    return code


def _line(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _web_address(value: str) -> str:
    """Return an address of the web; where it begins with the name of its server, https is put before it."""
    value = narrow(value)
    if "://" not in value and not value.lower().startswith(("http:", "https:", "mailto:")):
        value = f"https://{value}"
    if "." not in value:
        raise PydanticCustomError("url_parsing", "no name of a server")
    return str(_http_url.validate_python(value))


_http_url: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)

CountryCode = Annotated[str, AfterValidator(_known_country)]
Line = Annotated[str, BeforeValidator(_line)]
"""A text on one line, without the characters that nobody sees."""
LatinLine = Annotated[Line, InLatin]
LatinCode = Annotated[Code, InLatin]
Mailbox = Annotated[EmailStr, StringConstraints(max_length=254), BeforeValidator(typed_address)]
Website = Annotated[str, StringConstraints(max_length=200), AfterValidator(_web_address)]


class Policy(BaseModel):
    """How a library lends and borrows and where it is written to; an unticked box means that it does not."""

    lends: bool = False
    loan_days: int = Field(ge=1, le=LONGEST_LOAN_DAYS)
    transit_days: int = Field(ge=0, le=LONGEST_TRANSIT_DAYS)
    needs_local_check: bool = False
    most_open_requests: int | None = Field(default=None, ge=1, le=HIGHEST_LIMIT)
    sends_unreviewed: bool = False
    takes_reader_applications: bool = False
    loan_fee_minor: Money = 0
    copy_fee_minor: Money = 0
    mailbox: Mailbox
    website: Website | None = None


class PartnerFees(BaseModel):
    """What one partner is asked for; where its box is not ticked, what the rules say."""

    is_agreed: bool = False
    in_vouchers: bool = False
    loan_fee_minor: Money = 0
    copy_fee_minor: Money = 0

    @field_validator("in_vouchers")
    @classmethod
    def _is_agreed_on(cls, in_vouchers: bool, info: ValidationInfo) -> bool:
        if in_vouchers and not info.data.get("is_agreed"):
            raise PydanticCustomError("not_agreed", "vouchers without an agreement", {"sentence": AGREED_FIRST})
        return in_vouchers

    @field_validator("loan_fee_minor", "copy_fee_minor")
    @classmethod
    def _is_whole_or_half(cls, fee: int, info: ValidationInfo) -> int:
        if info.data.get("in_vouchers") and (fee % HALF_VOUCHER or fee > MOST_VOUCHERS):
            raise PydanticCustomError("vouchers", "no whole or half vouchers", {"sentence": WHOLE_OR_HALF})
        return fee


def _unspaced(code: object) -> object:
    """Return a postcode of digits without the spaces that set them in groups: 675 000 is 675000."""
    plain = "".join(code.split()) if isinstance(code, str) else code
    return plain if isinstance(plain, str) and plain.isdecimal() else code


Spaced = BeforeValidator(_unspaced)


class Address(BaseModel):
    """A postal address in one script; what is not known stays empty."""

    recipient: Line = Field(default="", max_length=200)
    street: Line = Field(default="", max_length=200)
    city: Line = Field(default="", max_length=80)
    region: Line = Field(default="", max_length=80)
    postcode: Annotated[Code, Spaced] = Field(default="", max_length=12)
    country: Line = Field(default="", max_length=60)


ADDRESS_PARTS = tuple(Address.model_fields)


class Whereabouts(BaseModel):
    """Where a library is written to and through whom: both scripts of its address, telephone of the desk, gateway."""

    local_recipient: Line = Field(default="", max_length=200)
    local_street: Line = Field(default="", max_length=200)
    local_city: Line = Field(default="", max_length=80)
    local_region: Line = Field(default="", max_length=80)
    local_postcode: Annotated[Code, Spaced] = Field(default="", max_length=12)
    local_country: Line = Field(default="", max_length=60)
    latin_recipient: LatinLine = Field(default="", max_length=200)
    latin_street: LatinLine = Field(default="", max_length=200)
    latin_city: LatinLine = Field(default="", max_length=80)
    latin_region: LatinLine = Field(default="", max_length=80)
    latin_postcode: Annotated[LatinCode, Spaced] = Field(default="", max_length=12)
    latin_country: LatinLine = Field(default="", max_length=60)
    desk_phone: Annotated[Phone, StringConstraints(max_length=LONGEST_PHONE)] | None = None
    is_inland: bool = False
    gateway_id: Id | None = None

    def address(self, form: AddressForm) -> Address:
        """Return the address in one script."""
        return Address(**{part: getattr(self, f"{form}_{part}") for part in ADDRESS_PARTS})


class Weekdays(BaseModel):
    """The days of the week on which a library's desk works."""

    day_1: bool = False
    day_2: bool = False
    day_3: bool = False
    day_4: bool = False
    day_5: bool = False
    day_6: bool = False
    day_7: bool = False

    def digits(self) -> str:
        """Return the ISO numbers of the days, Monday first."""
        return "".join(str(number) for number in range(1, 8) if getattr(self, f"day_{number}"))


LONGEST_CLOSURE_DAYS = 366


class NewClosure(BaseModel):
    """Days on which a library will be closed; notes are optional, the reason is known in every language."""

    starts_on: Day
    ends_on: Day
    reason: ClosureReason
    note_zh: Line | None = Field(default=None, max_length=200)
    note_ru: Line | None = Field(default=None, max_length=200)
    note_en: Line | None = Field(default=None, max_length=200)


SMALL_LATIN = _l("Write small Latin letters, digits and single hyphens only, as in heihe or amur-2.")
WRONG_SCRIPTS = {
    "zh": ("CYRILLIC", _l("Write this name in Chinese, or leave it empty: it can be completed later.")),
    "ru": ("CJK", _l("Write this name in Russian, or leave it empty: it can be completed later.")),
    "en": ("CJK CYRILLIC", _l("Write this name in Latin letters, or leave it empty: it can be completed later.")),
}
"""By language: of which scripts no letter stands in a name, and what is said of one in which there is."""
NAMES = tuple(f"{what}_{language}" for what in ("name", "city") for language in WRONG_SCRIPTS)


def _lowered(code: object) -> object:
    """Return the code of a library in small letters, however it was typed."""
    return narrow(code).lower() if isinstance(code, str) else code


def _small_latin(code: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
        raise PydanticCustomError("not_a_code", "not a code of a library", {"sentence": SMALL_LATIN})
    return code


def in_its_script(name: str, field: str | None) -> str:
    """Return a name given for a language, that of its `field`; raises if it is written in the script of another."""
    foreign, sentence = WRONG_SCRIPTS[str(field)[-2:]]
    if any(unicodedata.name(each, "").startswith(tuple(foreign.split())) for each in name):
        raise PydanticCustomError("wrong_script", "a name in another script", {"sentence": sentence})
    return name


class Names(BaseModel):
    """What a library and its town are called in three languages; what nobody knows yet stays empty."""

    name_zh: Line = Field(default="", max_length=200)
    name_ru: Line = Field(default="", max_length=200)
    name_en: Line = Field(default="", max_length=200)
    city_zh: Line = Field(default="", max_length=80)
    city_ru: Line = Field(default="", max_length=80)
    city_en: Line = Field(default="", max_length=80)

    @field_validator(*NAMES)
    @classmethod
    def _is_in_its_script(cls, name: str, info: ValidationInfo) -> str:
        return in_its_script(name, info.field_name)


class Identity(Names):
    """Who a library is: its names, the time it keeps, the language of its letters; its kind the platform alone sets."""

    kind: LibraryKind | None = None
    timezone: str = Field(max_length=40)
    language: LanguageCode
    isil: Code | None = Field(default=None, max_length=16)


LONGEST_WORDS = 600
Words = Annotated[str, StringConstraints(max_length=LONGEST_WORDS)]


class OwnWords(BaseModel):
    """What a library tells its visitors and partners in words of its own; what it does not tell stays empty."""

    hours_zh: Words = ""
    hours_ru: Words = ""
    hours_en: Words = ""
    joining_zh: Words = ""
    joining_ru: Words = ""
    joining_en: Words = ""
    lending_zh: Words = ""
    lending_ru: Words = ""
    lending_en: Words = ""


class NewLibrary(Names):
    """A library that joins; what it and its town are called stands at least in one language.

    How it lends, and on which days its desk works, is told by itself later, unless it is known as it joins.
    """

    code: Annotated[Code, StringConstraints(max_length=40), AfterValidator(_small_latin), BeforeValidator(_lowered)]
    country: CountryCode
    kind: LibraryKind
    timezone: str
    language: LanguageCode
    mailbox: Mailbox
    website: Website | None = None
    isil: Code | None = Field(default=None, max_length=16)
    lends: bool | None = None
    open_weekdays: str | None = Field(default=None, min_length=1, pattern="^1?2?3?4?5?6?7?$")
    loan_days: int = Field(default=30, ge=1, le=LONGEST_LOAN_DAYS)
    transit_days: int = Field(default=14, ge=0, le=LONGEST_TRANSIT_DAYS)
    is_demo: bool = False

    @field_validator("timezone")
    @classmethod
    def _is_kept_there(cls, zone: str, info: ValidationInfo) -> str:
        region = REGIONS.get(info.data.get("country", ""))
        if region is not None and zone not in region.zones:
            known = {"country": region.country, "zones": " ".join(region.zones)}
            raise PydanticCustomError("literal_error", "libraries of {country} keep one of {zones}", known)
        return zone

    def values(self) -> dict[str, Any]:
        """Return the columns of the table: for a name that lacks stands the one in the library's own language."""
        given = self.model_dump(exclude={"lends", "open_weekdays"})
        days = {"open_weekdays": self.open_weekdays} if self.open_weekdays is not None else {}
        told = {"has_told_rules": self.lends is not None, "has_told_days": bool(days)}
        unwritten = [name for name in NAMES if not given[name]]
        named = {name: self.called(name.partition("_")[0]) for name in unwritten}
        return given | days | told | named | {"lends": bool(self.lends), "unwritten_names": unwritten}

    def called(self, what: str) -> str:
        """Return the library's "name" or "city" in its own language, else in one that is known; empty if none is."""
        return called(self, what, self.language, self.country)


def called(names: Names, what: str, language: str, country: str) -> str:
    """Return the "name" or "city" of a library that works in `language`, else in one known; empty if none is."""
    order = (language, REGIONS[country].language, *WRONG_SCRIPTS)
    return next((name for each in order if (name := getattr(names, f"{what}_{each}"))), "")
