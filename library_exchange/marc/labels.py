"""Names of profiles, encodings, repairs, reasons of rejection and kinds of files, for the librarian who imports."""

from library_exchange.core.i18n import _l
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.kinds import FileKind
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
    Repair.LINE_BREAK: _l("A field was broken into several lines and has been joined."),
    Repair.TERMINATOR: _l("The record end mark was missing; the record is whole."),
    Repair.TWO_ENCODINGS: _l("The record mixed two encodings; each field has been read in its own."),
    Repair.SUBFIELD_CODE: _l("A subfield had no valid code; its text has been kept."),
    Repair.COPIES_WITHOUT_NUMBER: _l(
        "There are fewer inventory numbers or barcodes than copies: the first copies have them, the others have none."
    ),
    Repair.TOO_MANY_COPIES: _l("More than 999 copies without numbers stand under one call number: 999 are kept."),
    Repair.UNION_LIST: _l(
        "The record names copies of several libraries: one copy of yours is kept, without its number."
    ),
    Repair.NO_NUMBER: _l(
        "Words such as “none” or “no number” (б/н, 无) or a dash stood for the inventory number or barcode: "
        "the copy is kept without one."
    ),
    Repair.DOUBTFUL_NUMBER: _l(
        "An ISBN or ISSN is doubtful: its check digit does not fit, or it is cut short. It is kept as it stands."
    ),
    Repair.DOUBTFUL_YEAR: _l("A year is doubtful: it cannot be read as one. It is kept as it stands."),
    Repair.DOUBTFUL_COPIES: _l(
        "The number of copies or their inventory numbers could not be read for sure. Compare the copies."
    ),
    Repair.UNKNOWN_STATE: _l(
        "What is said of the state of a copy was not understood: the copy is taken in as not lent, until you say"
        " otherwise in Our holdings."
    ),
    Repair.SHARED_NUMBER: _l(
        "The same barcode or inventory number stands in another row too. Both books are kept with it; correct one."
    ),
    Repair.JOINED_NUMBER: _l(
        "A barcode or inventory number stood with its thousands apart (1 204 567); it was joined (1204567)."
    ),
    Repair.LANGUAGE_BY_SCRIPT: _l("The table does not tell the language; it was taken from the script of the title."),
    Repair.FROM_ROW_ABOVE: _l("A cell stood for the row above (同上, «то же»), and was filled in from there."),
    Repair.NOTHING_ABOVE: _l(
        "A cell stood for the row above (同上, «то же»), but nothing can be taken from there. It was left out."
    ),
    Repair.ROUNDED_NUMBER: _l(
        "The spreadsheet has rounded a number (9.78E+12), so it was left out. "
        "Format the column as text, enter the number again, and send the file anew."
    ),
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
    RejectionReason.LOST_LETTERS: _l(
        "The letters of the title were lost when the file was saved: only question marks are left, which nobody can"
        " read back. Save the table as an Excel workbook (.xlsx) or as “CSV UTF-8”, and send it again."
    ),
    RejectionReason.NOT_A_BOOK: _l(
        "This is probably no book but a sum or a heading. If it is one, add its author or number, and send it again."
    ),
    RejectionReason.ABOVE_HEADINGS: _l(
        "This book stands above the headings of the table, so nothing says what its cells hold. Move it below them, and"
        " send the table again."
    ),
    RejectionReason.NO_COPIES: _l(
        "The table counts 0 copies, so the book is left out. If you have it, enter the number and send the table again."
    ),
    RejectionReason.DELETED: _l("The record says that the library has the book no more."),
    RejectionReason.NOT_MARC: _l("These bytes are not a MARC record."),
    RejectionReason.BAD_XML: _l("The XML of the record is not well formed."),
    RejectionReason.FORBIDDEN_XML: _l("The file has a document type declaration (DTD), which is not accepted."),
    RejectionReason.BAD_JSON: _l("The JSON of the record is not well formed."),
    RejectionReason.BAD_ARCHIVE: _l(
        "The packed file is damaged or locked with a password. Pack it anew without one, or send it unpacked."
    ),
    RejectionReason.UNPACKS_TOO_LARGE: _l(
        "The packed file becomes far larger than a file of records does. Send the file of records unpacked."
    ),
}

FILE_KINDS = {
    FileKind.EMPTY: _l("The file is empty. Export the records once more, and send the new file."),
    FileKind.WORD: _l(
        "This is a Word document. Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.PDF: _l(
        "This is a PDF document. Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.RTF: _l(
        "This is a text document (RTF). "
        "Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.TEXT_DOCUMENT: _l(
        "This is a text document (ODT). "
        "Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.PRESENTATION: _l(
        "This is a presentation. Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.EXCEL: _l(
        "This is an Excel spreadsheet, but no books could be read from it. "
        "Put one book in each row and a heading above each column, and send the file again."
    ),
    FileKind.OPEN_SPREADSHEET: _l(
        "This is a spreadsheet (ODS), but no books could be read from it. "
        "Put one book in each row and a heading above each column, and send the file again."
    ),
    FileKind.TABLE: _l(
        "This is a table of text (CSV), but no books could be read from it. "
        "Put one book in each row and a heading above each column, and send the file again."
    ),
    FileKind.PICTURE: _l(
        "This is a picture. Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.DJVU: _l(
        "This is a scanned document (DjVu). "
        "Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.EBOOK: _l(
        "This is an electronic book. "
        "Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.HTML: _l(
        "This is a web page. Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.XML: _l(
        "This is an XML file without MARC records. Export the records as MARCXML or ISO 2709, and send that file."
    ),
    FileKind.JSON: _l(
        "This is a JSON file without MARC records. Export the records as MARC (ISO 2709), and send that file."
    ),
    FileKind.TEXT: _l(
        "This is plain text without records. "
        "Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.OFFICE_97: _l(
        "This is an old Office document. "
        "Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.DATABASE: _l(
        "This is a database file. Export the records as MARC (ISO 2709) or as a spreadsheet, and send that file."
    ),
    FileKind.DBASE: _l("This is a dBase table. Open it in a spreadsheet, save it as XLSX, and send that file."),
    FileKind.PROGRAM: _l(
        "This is a program, which is never opened here. "
        "Export the records from your library system as MARC (ISO 2709), and send that file."
    ),
    FileKind.ZIP: _l(
        "This is a ZIP file without a file of records in it. Pack the file of records alone, or send it unpacked."
    ),
    FileKind.GZIP: _l("This is a damaged GZIP file. Pack the file of records anew, or send it unpacked."),
    FileKind.ARCHIVE: _l(
        "This is an archive of a kind that is not opened here. Unpack it, and send the file of records."
    ),
}
