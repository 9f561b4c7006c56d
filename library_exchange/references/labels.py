"""Names of styles, files and columns, for who takes a record along."""

from typing import Any

from library_exchange.citations.styles import Style
from library_exchange.core.i18n import _l
from library_exchange.marc.writing.files import Trouble
from library_exchange.references.rules.forms import Form

STYLES: dict[Style, Any] = {
    Style.GBT7714: "GB/T 7714",
    Style.GOST_RECORD: _l("GOST R 7.0.100-2018"),
    Style.GOST_REFERENCE: _l("GOST R 7.0.5-2008"),
    Style.APA: "APA",
}
FORMS: dict[Form, Any] = {
    Form.RIS: _l("RIS (Zotero, EndNote, NoteExpress)"),
    Form.BIBTEX: "BibTeX",
    Form.CSL: "CSL-JSON",
    Form.JSON_LD: "JSON-LD",
    Form.MARC21: _l("MARC 21 (ISO 2709)"),
    Form.MARC21_XML: _l("MARC 21 (MARCXML)"),
    Form.UNIMARC: _l("UNIMARC (ISO 2709)"),
    Form.UNIMARC_XML: _l("UNIMARC (XML)"),
    Form.RUSMARC: _l("RUSMARC (ISO 2709)"),
    Form.RUSMARC_XML: _l("RUSMARC (XML)"),
    Form.CNMARC: _l("CNMARC (ISO 2709)"),
    Form.CNMARC_XML: _l("CNMARC (XML)"),
}
COLUMNS = (
    _l("Title"),
    _l("Title in Latin letters"),
    _l("Authors"),
    _l("Place"),
    _l("Publisher"),
    _l("Year"),
    _l("Edition"),
    _l("Extent"),
    _l("Series"),
    _l("ISBN"),
    _l("ISSN"),
    _l("Language"),
    _l("Page in the union catalogue"),
)
TROUBLES = {
    Trouble.FIELD_TOO_LONG: _l("A field is longer than the 9,999 bytes of ISO 2709. Take the XML of this format."),
    Trouble.RECORD_TOO_LONG: _l("The record is longer than the 99,999 bytes of ISO 2709. Take the XML of this format."),
}
