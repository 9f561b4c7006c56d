"""The forms in which doors give records: what a form is called, where it is described, how a record is written."""

from collections.abc import Callable
from dataclasses import dataclass

from library_exchange.marc.description import Description
from library_exchange.marc.profiles.tables import Profile
from library_exchange.protocols.union_records import dublin_core, marc, mods

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SRW_DC = "info:srw/schema/1/dc-schema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
Write = Callable[[Description, str], str]


@dataclass(frozen=True)
class RecordForm:
    """A form of record: its namespace, where its schema lies, what writes a record that has a page.

    `tells_holders` says that it tells who holds the book, and where it stands there.
    """

    namespace: str
    schema: str
    write: Write
    tells_holders: bool = True


def _oai_dc(said: Description, page: str) -> str:
    where = f"{OAI_DC} {FORMS['oai_dc'].schema}"
    head = f'<oai_dc:dc xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}" xmlns:xsi="{XSI}" xsi:schemaLocation="{where}">'
    return f"{head}{dublin_core.elements(said, page)}</oai_dc:dc>"


def _srw_dc(said: Description, page: str) -> str:
    head = f'<srw_dc:dc xmlns:srw_dc="{SRW_DC}" xmlns:dc="{DC}">'
    return f"{head}{dublin_core.elements(said, page)}</srw_dc:dc>"


FORMS = {
    "oai_dc": RecordForm(OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _oai_dc, tells_holders=False),
    "srw_dc": RecordForm(
        SRW_DC, "http://www.loc.gov/standards/sru/recordSchemas/dc-schema.xsd", _srw_dc, tells_holders=False
    ),
    "marc21": RecordForm(
        marc.NAMESPACES[Profile.MARC21],
        "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        lambda said, _page: marc.record(said, Profile.MARC21),
    ),
    "unimarc": RecordForm(
        marc.NAMESPACES[Profile.UNIMARC],
        "http://www.loc.gov/standards/iso25577/marcxchange-2-0.xsd",
        lambda said, _page: marc.record(said, Profile.UNIMARC),
    ),
    "mods": RecordForm(mods.NAMESPACE, "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd", mods.record),
}
