"""Every word that stands on border papers, and what each paper is called on a page."""

from typing import Any

from library_exchange.consignment_papers.rules.proposals import Ground
from library_exchange.core.i18n import _l, _pl

PAPER: dict[str, Any] = {
    "packing_list": _l("Packing list"),
    "inventory": _l("Inventory of the contents"),
    "customs_declaration": _l("Customs declaration"),
    "advance_list": _l("List of books for customs, in advance"),
    "permit_list": _l("List of titles for the import permit"),
    "labels": _l("Address labels"),
    "label": _l("Address label"),
    "number": _l("Consignment No."),
    "date": _l("Date"),
    "sender": _l("Sender"),
    "addressee": _l("Addressee"),
    "way": _l("Way"),
    "purpose": _l("Purpose"),
    "parcels": _l("Parcels"),
    "parcel": _l("Parcel"),
    "line": _l("No."),
    "title": _l("Title"),
    "title_zh": _l("Title in Chinese"),
    "title_ru": _l("Title in Russian"),
    "original": _l("Original title"),
    "author": _l("Author"),
    "publisher": _l("Publisher"),
    "year": _l("Year"),
    "isbn": _l("ISBN"),
    "as_printed": _l("number as printed, not verified"),
    "copies": _l("Copies"),
    "sets": _l("sets × volumes"),
    "kg": _l("kg"),
    "weight": _l("Net weight, kg"),
    "gross": _l("Gross weight, kg"),
    "draft": _l("Draft: not yet packed"),
    "unknown_yet": _l("after weighing"),
    "value": _l("Value"),
    "hs_code": _l("HS code"),
    "annotation": _l("Annotation"),
    "description": _l("Detailed description of contents"),
    "quantity": _l("Quantity"),
    "origin": _l("Country of origin"),
    "total": _l("Total"),
    "category": _l("Category of item"),
    "category_exchange": _l("Exchange of publications between libraries, no commercial value"),
    "category_loan": _l("Interlibrary loan, temporary, to be returned; no commercial value"),
    "category_home": _l("Interlibrary loan, returned to the library that lent it; no commercial value"),
    "category_loans": _l("Interlibrary loans, lent and returned; no commercial value"),
    "category_mixed": _l("Exchange of publications and interlibrary loans, no commercial value"),
    "tick_gift": _pl("customs form", "Gift"),
    "tick_documents": _pl("customs form", "Documents"),
    "tick_sample": _pl("customs form", "Commercial sample"),
    "tick_returned": _pl("customs form", "Returned goods"),
    "tick_sale": _pl("customs form", "Sale of goods"),
    "tick_other": _pl("customs form", "Other (please specify)"),
    "explanation": _pl("customs form", "Explanation"),
    "operator": _l("Designated operator"),
    "sender_reference": _l("Sender's customs reference (if any)"),
    "item_number": _l("No. of item (barcode, if any)"),
    "importer_reference": _l("Importer's reference (if any): tax code, VAT number or importer code (optional)"),
    "importer_phone": _l("Importer's telephone, fax or e-mail (if known)"),
    "total_gross": _l("Total gross weight, kg"),
    "total_value": _l("Total value"),
    "charges": _l("Postal charges, fees"),
    "comments": _l(
        "Comments (for example: goods subject to quarantine, sanitary or phytosanitary inspection "
        "or other restrictions)"
    ),
    "licence": _l("Licence: No. of licence"),
    "certificate": _l("Certificate: No. of certificate"),
    "invoice": _l("Invoice: No. of invoice"),
    "continuation": _l("Continuation sheet"),
    "carried": _l("Carried forward"),
    "brought": _l("Brought forward"),
    "quantity_and_description": _l("Quantity and detailed description of contents"),
    "weight_kg": _l("Weight, kg"),
    "tariff_and_origin": _l("For commercial items only: HS tariff number and country of origin (if known)"),
    "certify_small": _l(
        "I, the undersigned, whose name and address are given on the item, certify that the particulars given in this "
        "declaration are correct and that this item contains nothing dangerous or prohibited by postal or customs "
        "regulations."
    ),
    "cut_out": _l("Cut the form out along its frame and stick it on the side with the address."),
    "service": _l("Service"),
    "tracking": _l("Tracking number"),
    "permit": _l("Permit No."),
    "export_permit": _l("Permission to leave No."),
    "return_by": _l("To be returned by"),
    "not_traceable": _l("This service cannot be traced and is not insured."),
    "no_commercial_value": _l("Not for sale. The value is declared for customs only."),
    "certify": _l(
        "I certify that the particulars given here are correct and that this item contains nothing dangerous or "
        "prohibited by postal or customs regulations."
    ),
    "signature": _l("Date and sender's signature"),
    "transliteration": _l("Transliteration"),
    "annotation_zh": _l("Annotation in Chinese"),
    "annotation_ru": _l("Annotation in Russian"),
    "official": _l("Office of origin, date of posting"),
    "checked": _l("Packed and checked by (signature)"),
    "received": _l("Received (signature, date)"),
    "seal": _l("Seal"),
    "form_note": _l("May be opened officially"),
    "from": _pl("address label", "From"),
    "to": _pl("address label", "To"),
    "via": _pl("address label", "Via"),
    "for": _pl("address label", "For"),
    "phone": _l("Telephone"),
    "printed_matter": _l("Printed matter"),
    "with_permit": _l("Import by permit"),
    "loan_mark": _l("loan"),
    "home_mark": _l("loan returned"),
    "currency": _l("Currency"),
    "subject": _l("Kind of publication"),
    "applicant": _l("Applicant"),
}
"""Every word of the papers; each stands in several languages side by side."""
PAPER_NAMES: dict[str, Any] = {
    "pack": _l("Border pack, all papers (PDF)"),
    "packing-list": PAPER["packing_list"],
    "pack-at-home": _l("All papers (PDF)"),
    "packing-list-at-home": PAPER["inventory"],
    "customs": PAPER["customs_declaration"],
    "advance-list": PAPER["advance_list"],
    "permit-list": PAPER["permit_list"],
    "labels": PAPER["labels"],
    "sheet": _l("The same as a spreadsheet (xlsx)"),
}
FILE_NAMES: dict[str, Any] = PAPER_NAMES | {
    "pack": _l("Border papers"),
    "pack-at-home": _l("Papers"),
    "sheet": _l("Titles and parcels"),
}
"""What the files of the papers are called."""

DETAILS: dict[str, Any] = {
    "importer_reference": _l("Importer's reference"),
    "sender_reference": _l("Sender's customs reference"),
    "comments": _l("Comments"),
    "certificate_no": _l("No. of certificate"),
    "invoice_no": _l("No. of invoice"),
}
"""What may be written on the forms beside the titles, by column."""
HINTS: dict[str, Any] = {
    "importer_reference": _l("Tax number of the library that receives the books, if customs asks for it."),
}
GROUNDS: dict[Ground, Any] = {
    Ground.RECORD: _l("Proposed by the record in the catalogue"),
    Ground.WORDS: _l("Proposed by the words of the title"),
    Ground.LANGUAGE: _l("Proposed by the language of the book"),
    Ground.LETTERS: _l("Proposed by the script of the title"),
    Ground.NOTHING: _l("Unknown: write it in, if customs asks for it"),
}
"""Why something stands in a field that nobody has looked at."""
NO_COUNTRY = _l("Choose a country from the list, or write its name or its two letters.")
SENT = _l("The parcels are handed over: their forms cannot be changed any more.")
CUSTOMS_DETAILS = _l("Kinds, origins and other entries of the customs forms")
