"""In which forms records go out: families of MARC, each in two packings, and tables."""

from dataclasses import dataclass
from enum import StrEnum

from library_exchange.marc.profiles.tables import Profile


class Form(StrEnum):
    """A form of file."""

    MARC21 = "marc21"
    MARC21_XML = "marc21-xml"
    CNMARC = "cnmarc"
    CNMARC_XML = "cnmarc-xml"
    RUSMARC = "rusmarc"
    RUSMARC_XML = "rusmarc-xml"
    UNIMARC = "unimarc"
    UNIMARC_XML = "unimarc-xml"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True)
class FileKind:
    """What a form is as a file: its family if it is MARC, whether that is XML, the end of its name, its media type."""

    ending: str
    media_type: str
    profile: Profile | None = None
    is_xml: bool = False


_MARC, _XML = "application/marc", "application/xml"
FILES: dict[Form, FileKind] = {
    Form.MARC21: FileKind("mrc", _MARC, Profile.MARC21),
    Form.MARC21_XML: FileKind("xml", _XML, Profile.MARC21, is_xml=True),
    Form.CNMARC: FileKind("iso", _MARC, Profile.CNMARC),
    Form.CNMARC_XML: FileKind("xml", _XML, Profile.CNMARC, is_xml=True),
    Form.RUSMARC: FileKind("iso", _MARC, Profile.RUSMARC),
    Form.RUSMARC_XML: FileKind("xml", _XML, Profile.RUSMARC, is_xml=True),
    Form.UNIMARC: FileKind("iso", _MARC, Profile.UNIMARC),
    Form.UNIMARC_XML: FileKind("xml", _XML, Profile.UNIMARC, is_xml=True),
    Form.CSV: FileKind("csv", "text/csv"),
    Form.XLSX: FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
