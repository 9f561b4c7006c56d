"""Postal addresses as papers print them: in the script of the library's country, and in Latin letters."""

from dataclasses import dataclass

from library_exchange.core.i18n import country_name, speaking
from library_exchange.directory.models import Library

OWN = {"CN": "zh", "RU": "ru"}


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


def address_of(library: Library) -> Address:
    """Return the address of `library` as far as the directory knows it: Chinese from large to small, others from small
    to large.
    """
    own = OWN.get(library.country, "en")
    local = (library.name_in(own), library.city_in(own), country_in(library.country, own))
    latin = (library.name_in("en"), library.city_in("en"), country_in(library.country, "en").upper())
    return Address(
        lines_local=tuple(reversed(local)) if own == "zh" else local,
        lines_latin=latin,
        postcode=None,
        country=library.country,
        phone=None,
    )
