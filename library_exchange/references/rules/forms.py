"""In which files a record, or the hits of a search, are taken along."""

from dataclasses import dataclass
from enum import StrEnum

from library_exchange.marc.profiles.tables import Profile


class Form(StrEnum):
    """A form of file."""

    RIS = "ris"
    BIBTEX = "bibtex"
    CSL = "csl-json"
    CSV = "csv"
    JSON_LD = "json-ld"
    MARC21 = "marc21"
    MARC21_XML = "marc21-xml"
    UNIMARC = "unimarc"
    UNIMARC_XML = "unimarc-xml"
    RUSMARC = "rusmarc"
    RUSMARC_XML = "rusmarc-xml"
    CNMARC = "cnmarc"
    CNMARC_XML = "cnmarc-xml"


@dataclass(frozen=True)
class FileKind:
    """What a form is as a file: the end of its name, its media type, its family and packing if it is MARC."""

    ending: str
    media_type: str
    profile: Profile | None = None
    is_xml: bool = False


FOR_MANAGERS = {
    Form.RIS: FileKind("ris", "application/x-research-info-systems"),
    Form.BIBTEX: FileKind("bib", "application/x-bibtex"),
    Form.CSL: FileKind("json", "application/vnd.citationstyles.csl+json"),
}
"""What a program that keeps references reads."""
_MARC, _XML = "application/marc", "application/xml"
MARC = {
    Form.MARC21: FileKind("mrc", _MARC, Profile.MARC21),
    Form.MARC21_XML: FileKind("xml", "application/marcxml+xml", Profile.MARC21, is_xml=True),
    Form.UNIMARC: FileKind("iso", _MARC, Profile.UNIMARC),
    Form.UNIMARC_XML: FileKind("xml", _XML, Profile.UNIMARC, is_xml=True),
    Form.RUSMARC: FileKind("iso", _MARC, Profile.RUSMARC),
    Form.RUSMARC_XML: FileKind("xml", _XML, Profile.RUSMARC, is_xml=True),
    Form.CNMARC: FileKind("iso", _MARC, Profile.CNMARC),
    Form.CNMARC_XML: FileKind("xml", _XML, Profile.CNMARC, is_xml=True),
}
"""What a library's system reads."""
LINKED = {Form.JSON_LD: FileKind("jsonld", "application/ld+json")}
"""What search engines and other programs of the web read; the head of a page leads to it."""
OF_RECORD = FOR_MANAGERS | LINKED | MARC
OF_HITS = {
    Form.CSV: FileKind("csv", "text/csv"),
    Form.RIS: FOR_MANAGERS[Form.RIS],
    Form.BIBTEX: FOR_MANAGERS[Form.BIBTEX],
}
