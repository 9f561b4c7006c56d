"""What all papers of a consignment are made from: its titles, parcels, addresses and sums, free of the database."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from library_exchange.consignment_papers.addresses import Address
from library_exchange.consignment_papers.rules.customs_forms import CustomsForm
from library_exchange.documents.paper_languages import paper_languages
from library_exchange.shipping.rules.codes import Material, Mode, ParcelKind, Purpose


@dataclass(frozen=True)
class PackLine:
    """One title; weight and value are those of one copy; `is_listed` if the consignee's authority is asked about it.

    `origin` is a country (ISO 3166), "" if nobody knows. Author and publisher stand as the book has them, and as
    officers of either country read them.
    """

    number: int
    title: str
    language: str
    title_zh: str
    title_ru: str
    transliteration: str | None
    author: str | None
    publisher: str | None
    year: int | None
    isbn: str | None
    printed_isbn: str | None
    copies: int
    weight_g: int
    value_minor: int
    material: Material
    hs_code: str
    purpose: Purpose
    goes_home: bool
    annotation_zh: str
    annotation_ru: str
    parcel: int | None
    is_listed: bool
    origin: str = ""
    author_zh: str = ""
    author_ru: str = ""
    publisher_zh: str = ""
    publisher_ru: str = ""
    export_permit_no: str | None = None
    export_permit_on: date | None = None
    volumes: int = 1

    @property
    def pieces(self) -> int:
        """How many books lie in the parcel: those of a set are counted one by one."""
        return self.copies * self.volumes

    @property
    def net_g(self) -> int:
        """The weight of all copies."""
        return self.copies * self.weight_g

    @property
    def worth_minor(self) -> int:
        """The value of all copies."""
        return self.copies * self.value_minor

    def annotation_in(self, language: str) -> str:
        """Return the annotation in `language` (zh or ru), "" while it lacks: then the place is to be filled in."""
        return self.annotation_zh if language == "zh" else self.annotation_ru

    def author_in(self, language: str) -> str:
        """Return the author for who reads `language` (zh or ru)."""
        return {"zh": self.author_zh, "ru": self.author_ru}.get(language) or self.author or ""

    def publisher_in(self, language: str) -> str:
        """Return the publisher for who reads `language` (zh or ru)."""
        return {"zh": self.publisher_zh, "ru": self.publisher_ru}.get(language) or self.publisher or ""

    def title_in(self, language: str) -> str | None:
        """Return the title in `language` (zh or ru), None if it is not told in it."""
        return {"zh": self.title_zh, "ru": self.title_ru}.get(language) or None

    @property
    def other_titles(self) -> tuple[str, ...]:
        """The titles beside the original one, and its transliteration."""
        found = (self.title_zh, self.title_ru, self.transliteration)
        return tuple(each for each in found if each and each != self.title)


@dataclass(frozen=True)
class Sums:
    """What some titles come to."""

    titles: int
    pieces: int
    net_g: int
    value_minor: int


def sums(lines: tuple[PackLine, ...]) -> Sums:
    """Return what `lines` come to."""
    return Sums(
        titles=len(lines),
        pieces=sum(line.pieces for line in lines),
        net_g=sum(line.net_g for line in lines),
        value_minor=sum(line.worth_minor for line in lines),
    )


@dataclass(frozen=True)
class PackParcel:
    """One parcel: the service in three languages, what the scale said if anybody weighed it, the form it bears."""

    number: int
    kind: ParcelKind
    service: dict[str, str]
    is_traceable: bool
    gross_g: int | None
    tracking_no: str | None
    form: CustomsForm
    lines: tuple[PackLine, ...]
    charge_minor: int | None = None

    @cached_property
    def sums(self) -> Sums:
        """What the parcel's titles come to."""
        return sums(self.lines)


@dataclass(frozen=True)
class Declared:
    """What the sender may declare beside the titles; each stands on the customs forms if it is there."""

    sender_reference: str = ""
    importer_reference: str = ""
    comments: str = ""
    certificate_no: str = ""
    invoice_no: str = ""


@dataclass(frozen=True)
class Pack:
    """A consignment as its papers see it; `legs_done` of its legs are behind it, and never all of them."""

    number: str
    made_on: date
    mode: Mode
    currency: str
    consignor: Address
    consignee: Address
    via: tuple[Address, ...]
    legs_done: int
    permit_no: str | None
    return_by: date | None
    parcels: tuple[PackParcel, ...]
    lines: tuple[PackLine, ...]
    tag_mm: tuple[int, int]
    declared: Declared = Declared()
    is_packed: bool = True

    @cached_property
    def sums(self) -> Sums:
        """What all titles come to."""
        return sums(self.lines)

    @property
    def gross_g(self) -> int | None:
        """What all parcels weigh; None while one is not weighed: it weighs more than its books."""
        weighed = [parcel.gross_g for parcel in self.parcels if parcel.gross_g is not None]
        return sum(weighed) if weighed and len(weighed) == len(self.parcels) else None

    @property
    def unpacked(self) -> tuple[PackLine, ...]:
        """The titles that lie in no parcel yet."""
        return tuple(line for line in self.lines if line.parcel is None)

    @property
    def listed(self) -> tuple[PackLine, ...]:
        """The titles that the authority of the consignee's country is asked about."""
        return tuple(line for line in self.lines if line.is_listed)

    @property
    def ahead(self) -> tuple[Address, ...]:
        """Whom the parcels are sent to from where they are: the gateways still ahead in turn, then the consignee."""
        return (*self.via, self.consignee)[self.legs_done :]

    @property
    def leg_crosses(self) -> bool:
        """Whether the leg that is next, or under way, crosses a border."""
        return (self.consignor, *self.via)[self.legs_done].country != self.ahead[0].country

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the papers, the consignor's first."""
        return paper_languages(self.consignor.country, self.consignee.country).words

    @property
    def crosses(self) -> bool:
        """Whether the books cross a border, so that customs reads the papers."""
        return paper_languages(self.consignor.country, self.consignee.country).crosses
