"""Postal addresses as papers print them: in the script of the library's country, and in Latin letters."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from library_exchange.core.i18n import country_name, speaking
from library_exchange.core.regions import REGIONS
from library_exchange.directory.display import address_lines
from library_exchange.directory.models import AddressForm, Library, PostalAddress
from library_exchange.directory.queries import NEEDED_BY_POST, address_known, addresses


@dataclass(frozen=True)
class Address:
    """Where a library is written to: its lines as its own post reads them, and in Latin letters.

    `country` is the ISO 3166 code; the phone is that of the library's exchange desk, never a person's.
    """

    lines_local: tuple[str, ...]
    lines_latin: tuple[str, ...]
    postcode: str | None
    country: str
    phone: str | None

    def country_in(self, language: str) -> str:
        """Return the country's name in the interface language `language`."""
        return country_in(self.country, language)


def country_in(country: str, language: str) -> str:
    """Return the name of a country in the interface language `language`."""
    with speaking(language):
        return country_name(country)


NOTHING_ENTERED: Mapping[str, str] = {}


def address_of(session: Session, library: Library, entered: Mapping[str, str] = NOTHING_ENTERED) -> Address:
    """Return the address of `library` as its own staff wrote it; as far as the directory knows it where they did not.

    `entered` are parts like `latin_street` that somebody else knew, for a script in which the post could not read the
    library's own. It stands from large to small where the post of the country writes it so.
    """
    written, region = _completed(addresses(session, library), library, entered), REGIONS[library.country]
    local, latin = written.get(AddressForm.LOCAL), written.get(AddressForm.LATIN)
    return Address(
        lines_local=_lines(local, library) or _lines_known(library, region.language, region.is_large_first),
        lines_latin=_lines(latin, library) or _lines_known(library, "en"),
        postcode=next((form.postcode for form in (local, latin) if form and form.postcode), None),
        country=library.country,
        phone=library.desk_phone,
    )


def _completed(
    written: dict[AddressForm, PostalAddress], library: Library, entered: Mapping[str, str]
) -> dict[AddressForm, PostalAddress]:
    """Return the addresses with what was entered in those that lack a street or a postcode; nothing of it is kept."""
    found = dict(written)
    for form in AddressForm:
        own, told = written.get(form), {part: entered.get(f"{form}_{part}", "") for part in NEEDED_BY_POST}
        if all(told.values()) and not (own and all(getattr(own, part) for part in told)):
            found[form] = PostalAddress(**((own or address_known(library, form)).model_dump() | told))
    return found


def _lines(written: PostalAddress | None, library: Library) -> tuple[str, ...]:
    """Return the lines of an address that names at least a street or a region; a city alone is known without it.

    No paper lacks the country, also where nobody has written it.
    """
    if written is None or not (written.street or written.region):
        return ()
    is_local = written.form is AddressForm.LOCAL
    named = country_in(library.country, REGIONS[library.country].language if is_local else "en")
    country = written.country or (named if is_local else named.upper())
    return tuple(address_lines(written.model_dump() | {"country": country}, written.form, library.country))


def _lines_known(library: Library, language: str, is_large_first: bool = False) -> tuple[str, ...]:
    lines = (library.name_in(language), library.city_in(language), country_in(library.country, language))
    if is_large_first:
        return tuple(reversed(lines))
    return (*lines[:2], lines[2].upper()) if language == "en" else lines
