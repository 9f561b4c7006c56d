"""A record in the words of schema.org: title and names in every script that somebody wrote, and who gives the book."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import url_for
from sqlmodel import Session

from library_exchange.citations import managers
from library_exchange.citations.references import Reference
from library_exchange.core.hooks import Hook
from library_exchange.core.regions import REGIONS
from library_exchange.core.scripts import html_lang
from library_exchange.core.text import one_line
from library_exchange.directory.linked_data import brief
from library_exchange.directory.models import Library
from library_exchange.marc.description import Contributor, Description, Form, TextField, display_form
from library_exchange.web import linked_data
from library_exchange.web.addresses import public_address

ROLES = {
    **dict.fromkeys(("aut", "cre", "cmp", "art", "ctg", "dis"), "author"),
    **dict.fromkeys(("edt", "com"), "editor"),
    "trl": "translator",
    "ill": "illustrator",
}
"""Relators that schema.org has a word for; who has another part is a contributor."""
OTHER_TITLES = (TextField.PARALLEL_TITLE, TextField.ALTERNATIVE_TITLE)
IN_STOCK = "https://schema.org/InStock"
F = TextField


class Gift(NamedTuple):
    """Copies of a book that a library gives away: which library, and how many."""

    library: Library
    copies: int


GIFTS: Hook[Callable[[Session, int], Sequence[Gift]]] = Hook()
"""Tells who gives copies of a record's book to any library that asks; offers are made in a room above."""


def gifts_of(session: Session, record_id: int) -> list[Gift]:
    """Return who gives copies of a book away."""
    return [gift for tell in GIFTS.fillings().values() for gift in tell(session, record_id)]


def document(told: Reference, said: Description, gifts: Iterable[Gift]) -> dict[str, Any]:
    """Return a record as a document; `told` is it as one refers to it."""
    thing = managers.schema_org(told) | {
        "@id": public_address(f"/r/{told.number}"),
        "name": _titles(told, said),
        "alternateName": linked_data.texts(_form(form) for form in _other_titles(said)),
        **_people(said),
        "publisher": _publisher(said),
        "offers": [_offer(gift) for gift in gifts],
    }
    return linked_data.document(linked_data.filled(thing))


def _titles(told: Reference, said: Description) -> Any:
    """Return the title with what stands beside it on the title page, then its other forms."""
    given = next((text for text in said.texts if text.field is F.TITLE), None)
    if given is None:
        return one_line(told.whole)
    main = display_form(given.forms)
    whole = f"{told.whole}: {told.remainder}" if told.remainder else told.whole
    others = (_form(form) for form in given.forms if form is not main)
    return linked_data.texts([(one_line(whole), _form(main)[1]), *others])


def _other_titles(said: Description) -> Iterable[Form]:
    return (form for text in said.texts if text.field in OTHER_TITLES for form in text.forms)


def _people(said: Description) -> Mapping[str, Any]:
    """Return everybody with a part in the book by that part, under each form of the name."""
    found: dict[str, list[Any]] = {role: [] for role in (*ROLES.values(), "contributor")}
    for each in said.contributors:
        if each.role != "pbl":
            found[_role(each)].append(_someone(each))
    return found


def _role(given: Contributor) -> str:
    return ROLES.get(given.role, "author" if given.is_main else "contributor")


def _someone(given: Contributor) -> dict[str, Any]:
    kind = "Person" if given.kind == "person" else "Organization"
    return {"@type": kind, "name": linked_data.texts(_form(form) for form in given.forms)}


def _publisher(said: Description) -> dict[str, Any] | None:
    given = next((text for text in said.texts if text.field is F.PUBLISHER), None)
    return {"@type": "Organization", "name": linked_data.texts(map(_form, given.forms))} if given else None


def _form(form: Form) -> tuple[str, str]:
    return one_line(form.value), html_lang(form.script, form.language)


def _offer(gift: Gift) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": REGIONS[gift.library.country].currency,
        "availability": IN_STOCK,
        "inventoryLevel": {"@type": "QuantitativeValue", "value": gift.copies},
        "offeredBy": brief(gift.library),
        "url": public_address(url_for("offers.offers", library=gift.library.code)),
    }
