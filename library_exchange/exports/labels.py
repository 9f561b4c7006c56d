"""Names of forms, states, columns and troubles, for the librarian who takes records out."""

from library_exchange.core.i18n import _l
from library_exchange.exports.models import ExportState
from library_exchange.exports.rules.forms import Form
from library_exchange.marc.writing.files import Trouble

FORMS = {
    Form.CNMARC: _l("CNMARC (ISO 2709)"),
    Form.CNMARC_XML: _l("CNMARC (XML)"),
    Form.RUSMARC: _l("RUSMARC (ISO 2709)"),
    Form.RUSMARC_XML: _l("RUSMARC (XML)"),
    Form.UNIMARC: _l("UNIMARC (ISO 2709)"),
    Form.UNIMARC_XML: _l("UNIMARC (XML)"),
    Form.MARC21: _l("MARC 21 (ISO 2709)"),
    Form.MARC21_XML: _l("MARC 21 (MARCXML)"),
    Form.XLSX: _l("Table for Excel (xlsx)"),
    Form.CSV: _l("Table as text (CSV)"),
}

STATES = {
    ExportState.WAITING: _l("Waiting"),
    ExportState.RUNNING: _l("Being written"),
    ExportState.DONE: _l("The file is ready"),
    ExportState.FAILED: _l("Stopped by an error"),
}
TONES = {ExportState.DONE: "ok", ExportState.FAILED: "bad"}

TROUBLES = {
    Trouble.CHARACTERS: _l("Control characters that no file may hold were taken out."),
    Trouble.FIELD_TOO_LONG: _l("A field is longer than the 9,999 bytes of ISO 2709. Take the XML of this format."),
    Trouble.RECORD_TOO_LONG: _l("The record is longer than the 99,999 bytes of ISO 2709. Take the XML of this format."),
    Trouble.TAG: _l("A field has no tag of three signs. Mend it in your library system and send the record again."),
    Trouble.UNREADABLE: _l("The record cannot be read any more as it was kept. Send it again from your system."),
}

COLUMNS = (
    _l("Record number"),
    _l("Title"),
    _l("Title in Latin letters"),
    _l("Authors"),
    _l("Part"),
    _l("Place"),
    _l("Publisher"),
    _l("Year"),
    _l("Edition"),
    _l("Extent"),
    _l("Series"),
    _l("ISBN"),
    _l("ISSN"),
    _l("Language"),
    _l("Country"),
    _l("CLC"),
    _l("BBK"),
    _l("UDC"),
    _l("Dewey"),
    _l("Subjects"),
    _l("Call number"),
    _l("Copies"),
    _l("Barcodes or inventory numbers"),
    _l("Notes"),
)
