"""The forms in which doors give records: what a form is called, where it is described, how a record is written."""

from collections.abc import Callable
from dataclasses import dataclass

from library_exchange.marc.description import Description
from library_exchange.marc.profiles.tables import Profile
from library_exchange.protocols.union_records import dublin_core, marc, mods

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
SRW_DC = "info:srw/schema/1/dc-schema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
Write = Callable[[Description, str], str]


@dataclass(frozen=True)
class Core:
    """What of a record forms have in common that only wrap it otherwise: what writes it for a record that has a page.

    `tells_holders` says that it tells who holds the book, and where it stands there.
    """

    name: str
    write: Write
    tells_holders: bool = True


@dataclass(frozen=True)
class RecordForm:
    """A form of record: its namespace, where its schema lies, what stands in it, and what stands around that.

    `collection` is the element in which its standard gathers records; Dublin Core has none.
    """

    namespace: str
    schema: str
    core: Core
    collection: str = ""
    before: str = ""
    behind: str = ""

    def write(self, said: Description, page: str) -> str:
        """Return a record, whose page has the address `page`, in this form."""
        return self.around(self.core.write(said, page))

    def around(self, core: str) -> str:
        """Return the record whose core is written already."""
        return f"{self.before}{core}{self.behind}"


CORES = {
    each.name: each
    for each in (
        Core("dc", dublin_core.elements, tells_holders=False),
        Core("marc21", lambda said, _page: marc.record(said, Profile.MARC21)),
        Core("unimarc", lambda said, _page: marc.record(said, Profile.UNIMARC)),
        Core("mods", mods.record),
    )
}
"""What is written of every record and kept, by name."""
FORMS = {
    "oai_dc": RecordForm(
        *(OAI_DC, OAI_DC_SCHEMA, CORES["dc"]),
        before=f'<oai_dc:dc xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}" xmlns:xsi="{XSI}"'
        f' xsi:schemaLocation="{OAI_DC} {OAI_DC_SCHEMA}">',
        behind="</oai_dc:dc>",
    ),
    "srw_dc": RecordForm(
        *(SRW_DC, "http://www.loc.gov/standards/sru/recordSchemas/dc-schema.xsd", CORES["dc"]),
        before=f'<srw_dc:dc xmlns:srw_dc="{SRW_DC}" xmlns:dc="{DC}">',
        behind="</srw_dc:dc>",
    ),
    "marc21": RecordForm(
        marc.NAMESPACES[Profile.MARC21],
        "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        CORES["marc21"],
        "collection",
    ),
    "unimarc": RecordForm(
        marc.NAMESPACES[Profile.UNIMARC],
        "http://www.loc.gov/standards/iso25577/marcxchange-2-0.xsd",
        CORES["unimarc"],
        "collection",
    ),
    "mods": RecordForm(
        *(mods.NAMESPACE, "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd", CORES["mods"], "modsCollection"),
    ),
}
