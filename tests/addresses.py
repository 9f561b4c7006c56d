"""Addresses by which the post finds the libraries of our world."""

from sqlmodel import Session

from library_exchange.directory.models import AddressForm, PostalAddress


def give_addresses(session: Session, library_id: int, name: str) -> None:
    """Give a library both forms of an address by which the post finds it."""
    for form in AddressForm:
        place = {"recipient": f"{name} Library", "street": "Mira 1", "city": name, "postcode": "675000"}
        session.add(PostalAddress(library_id=library_id, form=form, **place))
