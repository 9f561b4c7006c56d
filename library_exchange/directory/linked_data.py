"""A library in the words of schema.org: what its public page says, under its names in every language."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from library_exchange.core.i18n import LANGUAGES
from library_exchange.directory.models import AddressForm, Library, PostalAddress
from library_exchange.web import linked_data
from library_exchange.web.addresses import public_address


def brief(library: Library) -> dict[str, Any]:
    """Return a library as it stands in what another page says: where it is told of, and its names."""
    return {"@type": "Library", "@id": identity(library), "name": _names(library)}


def identity(library: Library) -> str:
    """Return the address that names a library whatever the language of the page."""
    return public_address(f"/libraries/{library.code}")


def document(library: Library, addresses: Mapping[AddressForm, PostalAddress]) -> dict[str, Any]:
    """Return all that its page says, as a document."""
    numbers = {"@type": "PropertyValue", "propertyID": "ISIL", "value": library.isil} if library.isil else None
    thing = brief(library) | {
        "url": public_address(url_for("directory.show", code=library.code)),
        "sameAs": library.website,
        "telephone": library.desk_phone,
        "identifier": numbers,
        "address": [_address(row, library) for form in AddressForm if (row := addresses.get(form))]
        or {
            "@type": "PostalAddress",
            "addressLocality": _forms(library, "city"),
            "addressCountry": library.country,
        },
    }
    return linked_data.document(linked_data.filled(thing))


def _names(library: Library) -> Any:
    return _forms(library, "name") or library.name_in(library.language)


def _forms(library: Library, name: str) -> Any:
    """Return what people wrote: no name that stands in for one in another language, or that a rule made."""
    left_out = {*library.unwritten_names, *library.proposed_names}
    return linked_data.texts(
        (str(getattr(library, f"{name}_{code}")), language.tag)
        for code, language in LANGUAGES.items()
        if f"{name}_{code}" not in left_out
    )


def _address(row: PostalAddress, library: Library) -> dict[str, Any]:
    return linked_data.filled(
        {
            "@type": "PostalAddress",
            "streetAddress": row.street,
            "addressLocality": row.city,
            "addressRegion": row.region,
            "postalCode": row.postcode,
            "addressCountry": library.country,
        }
    )
