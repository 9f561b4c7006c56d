"""Books as a library would give them, and the giving."""

from library_exchange.catalogue.services import index
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.catalogue.services.records import take_in
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.marc.description import Contributor, Description, LocalHolding, Text, TextField, form


def book(title, *authors, number="1", dates=None, language="rus"):
    """Describe a book of 1990 with one copy."""
    return Description(
        source_id=number,
        source_updated=None,
        record_type="a",
        bib_level="m",
        languages=(language,),
        original_language=None,
        country="RU",
        year=1990,
        year_text="1990",
        texts=(Text(TextField.TITLE, (form(title),), 0),),
        contributors=tuple(Contributor("aut", "person", n == 0, (form(a),), dates) for n, a in enumerate(authors)),
        identifiers=(),
        class_numbers=(),
        holdings=(LocalHolding(None, "84", copies=1),),
        links=(),
        relations=(),
    )


def give(library, description, raw=b"1"):
    """Take the book in for a library and have the index learn of it; return the record."""
    with transaction() as session:
        [(record, _outcome)] = take_in(session, library, [Arrival(description, raw, "rusmarc", "utf-8")], now())
        index.announce(session, [record])
    return record
