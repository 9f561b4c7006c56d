"""Names of profiles, encodings, repairs and reasons of rejection, for the librarian who imports."""

from library_exchange.core.i18n import _l
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.verdicts import RejectionReason, Repair

PROFILES = {
    Profile.CNMARC: _l("CNMARC"),
    Profile.RUSMARC: _l("RUSMARC"),
    Profile.UNIMARC: _l("UNIMARC"),
    Profile.MARC21: _l("MARC 21"),
}

ENCODINGS = {
    Encoding.UTF_8: _l("Unicode (UTF-8)"),
    Encoding.GB18030: _l("Simplified Chinese (GB 18030, GBK)"),
    Encoding.BIG5: _l("Traditional Chinese (Big5)"),
    Encoding.WINDOWS_1251: _l("Cyrillic (Windows-1251)"),
    Encoding.KOI8_R: _l("Cyrillic (KOI8-R)"),
    Encoding.CP866: _l("Cyrillic (DOS, code page 866)"),
    Encoding.MARC_8: _l("MARC-8"),
    Encoding.WINDOWS_1252: _l("Western European (Windows-1252)"),
    Encoding.LATIN_1: _l("Western European (ISO 8859-1)"),
}

REPAIRS = {
    Repair.RECORD_LENGTH: _l("The record length was wrong and has been counted anew."),
    Repair.DIRECTORY: _l("The directory was wrong; the fields were told apart by their end marks."),
    Repair.DOUBLE_ENCODING: _l("The text had been encoded twice and has been put right."),
}

REJECTION_REASONS = {
    RejectionReason.EMPTY: _l("There is nothing between two record end marks."),
    RejectionReason.TOO_SHORT: _l("The record is too short to hold a field."),
    RejectionReason.TOO_LONG: _l("The record is longer than its format allows. Ask the sender for MARCXML."),
    RejectionReason.TRUNCATED: _l("The record breaks off. Ask the sender for the file once more."),
    RejectionReason.BAD_LEADER: _l("The leader of the record is damaged."),
    RejectionReason.BAD_DIRECTORY: _l("The directory of the record is damaged, its fields cannot be told apart."),
    RejectionReason.UNREADABLE_TEXT: _l("The text is damaged or in an unknown encoding. Choose the encoding by hand."),
    RejectionReason.NO_TITLE: _l("The record has no title."),
    RejectionReason.DELETED: _l("The record says that the library has the book no more."),
    RejectionReason.NOT_MARC: _l("These bytes are not a MARC record."),
    RejectionReason.BAD_XML: _l("The XML of the record is not well formed."),
    RejectionReason.FORBIDDEN_XML: _l("The file has a document type declaration (DTD), which is not accepted."),
}
