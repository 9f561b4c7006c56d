"""MARC 21 and UNIMARC in XML: MARCXML, and MarcXchange (ISO 25577)."""

from datetime import date

from library_exchange.marc.description import Description
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.writing.files import fit, xml
from library_exchange.marc.writing.record import Origin, compose

NAMESPACES = {Profile.MARC21: "http://www.loc.gov/MARC21/slim", Profile.UNIMARC: "info:lc/xmlns/marcxchange-v2"}
_OPENED = "<record"


def record(said: Description, profile: Profile) -> str:
    """Return a record as an element of its own, with its namespace."""
    composed = compose(said, profile, Origin(_entered_on(said)))
    fit(composed)
    written = xml(composed, profile).decode()
    return f'{_OPENED} xmlns="{NAMESPACES[profile]}"{written.removeprefix(_OPENED)}'


def _entered_on(said: Description) -> date:
    """Return the day that the coded field tells: that of the last change, by which a record is always written alike."""
    return date.fromisoformat((said.source_updated or "19700101")[:8])
