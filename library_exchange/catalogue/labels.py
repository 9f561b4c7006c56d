"""Names of the catalogue's states, roles and kinds, translatable."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from library_exchange.catalogue.models import AuthorityAct, EntityKind, LinkState, LocalState, Romanisation
from library_exchange.core.i18n import LANGUAGES, _, _l, _pl, language_name
from library_exchange.directory.labels import KINDS
from library_exchange.record_matching.evidence import Reason
from library_exchange.search.port import ON_SHELF

ROLES = {
    "aut": _l("Author"),
    "edt": _l("Editor"),
    "trl": _l("Translator"),
    "com": _l("Compiler"),
    "ill": _l("Illustrator"),
    "ann": _l("Annotator"),
    "aui": _l("Author of introduction"),
    "prt": _l("Printer"),
    "pbl": _l("Publisher"),
    "pbd": _l("Chief editor"),
    "isb": _l("Issuing body"),
    "ths": _l("Thesis advisor"),
    "rev": _l("Reviewer"),
    "cre": _l("Author"),
    "ctb": _l("Contributor"),
    "oth": _l("Contributor"),
}
LOCAL_STATES = {
    LocalState.ON_SHELF: _l("On shelf"),
    LocalState.OUT_LOCALLY: _l("Out to a local reader"),
    LocalState.NOT_LENT: _l("Not lent"),
    LocalState.MISSING: _l("Missing"),
    LocalState.WITHDRAWN: _l("Withdrawn"),
}
FACETS = {
    "availability": _l("Availability"),
    "country": _l("Where held"),
    "library": _l("Library"),
    "library_kind": _l("Kind of library"),
    "language": _l("Language"),
    "decade": _l("Year of publication"),
    "subject": _l("Subject"),
}
FACET_VALUES: dict[str, dict[str, object]] = {
    "library_kind": {kind.value: label for kind, label in KINDS.items()},
    "availability": {ON_SHELF: _l("Can be lent now")},
}
"""Names of the values of facets that are neither countries, languages, libraries nor texts."""
QUERY_FIELDS: dict[str, Any] = {
    "title": _l("Title"),
    "author": _l("Author"),
    "publisher": _l("Publisher"),
    "subject": _l("Subject"),
    "isbn": "ISBN",
}
"""Fields that a query may name."""
SORTS = {
    "relevance": _l("By relevance"),
    "year_new": _l("Newest first"),
    "year_old": _l("Oldest first"),
    "title": _l("By title"),
    "author": _l("By author"),
}
SCRIPTS = {
    "Hans": _l("Chinese, simplified"),
    "Hant": _l("Chinese, traditional"),
    "Latn": _l("Latin letters"),
    "Cyrl": _l("Russian"),
}
CLASS_SCHEMES = {
    "clc": _pl("classification", "CLC"),
    "bbk": _pl("classification", "BBK"),
    "udc": _pl("classification", "UDC"),
    "ddc": _pl("classification", "DDC"),
    "lcc": _pl("classification", "LCC"),
}

BOOK_LANGUAGES = {"chi": _l("in Chinese"), "zho": _l("in Chinese"), "rus": _l("in Russian"), "eng": _l("in English")}
"""How a book is said to be in the languages that most are in."""
UNDETERMINED = frozenset({"und", "mul", "mis", "zxx"})
MOST_LANGUAGES = 3


class BookLanguages(NamedTuple):
    """In which languages a book is, in words; `is_foreign` where none of them is that of the page."""

    named: str
    is_foreign: bool


def book_languages(codes: Sequence[str], language: str) -> BookLanguages | None:
    """Return in which languages (ISO 639-2) a book is, told on a page in `language`; None where nobody knows."""
    known = [code for code in dict.fromkeys(codes) if code not in UNDETERMINED][:MOST_LANGUAGES]
    if not known:
        return None
    if len(known) == 1 and known[0] in BOOK_LANGUAGES:
        named = str(BOOK_LANGUAGES[known[0]])
    else:
        named = _("language: %(names)s", names=", ".join(language_name(code) for code in known))
    return BookLanguages(named, not set(known) & set(LANGUAGES[language].record_languages))


ROMANISATIONS = {
    Romanisation.PINYIN: _l("Hanyu Pinyin"),
    Romanisation.WADE_GILES: _l("Wade–Giles"),
    Romanisation.PALLADIUS: _l("Palladius system"),
    Romanisation.ALA_LC: "ALA-LC",
    Romanisation.BGN_PCGN: "BGN/PCGN",
    Romanisation.GOST: _l("GOST 7.79"),
    Romanisation.ISO_9: "ISO 9",
    Romanisation.OTHER: _l("Another system"),
}
LINK_ROLES = ("aut", "trl", "edt", "com", "ill", "ann", "aui", "oth")
LINK_STATES = {
    LinkState.CANDIDATE: _l("not decided"),
    LinkState.CONFIRMED: _l("linked"),
    LinkState.REJECTED: _l("rejected"),
}
ORIGINS = {"ru": _l("Russia"), "zh": _l("China"), "other": _l("Another country")}
ACTS = {
    (AuthorityAct.ADD, EntityKind.PERSON): _l("Person added"),
    (AuthorityAct.ADD, EntityKind.WORK): _l("Work added"),
    (AuthorityAct.ADD_FORM, EntityKind.PERSON): _l("Name form added"),
    (AuthorityAct.ADD_FORM, EntityKind.WORK): _l("Title form added"),
    (AuthorityAct.LINK, EntityKind.PERSON): _l("Book linked to a person"),
    (AuthorityAct.LINK, EntityKind.WORK): _l("Book linked to a work"),
    (AuthorityAct.UNLINK, EntityKind.PERSON): _l("Book unlinked from a person"),
    (AuthorityAct.UNLINK, EntityKind.WORK): _l("Book unlinked from a work"),
    (AuthorityAct.CONFIRM, EntityKind.PERSON): _l("Person confirmed for a book"),
    (AuthorityAct.CONFIRM, EntityKind.WORK): _l("Work confirmed for a book"),
    (AuthorityAct.REJECT, EntityKind.PERSON): _l("Person rejected for a book"),
    (AuthorityAct.REJECT, EntityKind.WORK): _l("Work rejected for a book"),
    (AuthorityAct.MERGE, EntityKind.PERSON): _l("Persons merged"),
    (AuthorityAct.MERGE, EntityKind.WORK): _l("Works merged"),
    (AuthorityAct.SPLIT, EntityKind.PERSON): _l("Person split"),
    (AuthorityAct.SPLIT, EntityKind.WORK): _l("Work split"),
}
REASONS = {
    Reason.SHARED_ISBN: _l("They have an ISBN in common."),
    Reason.CANCELLED_ISBN: _l("The ISBN of one is a cancelled or wrong ISBN of the other."),
    Reason.SHARED_ISSN: _l("They have an ISSN in common."),
    Reason.EQUAL_TITLES: _l("The titles are equal."),
    Reason.SUBTITLE_ON_ONE_SIDE: _l("The titles are equal but for a subtitle that only one has."),
    Reason.OTHER_FORM: _l("The titles are equal; the words after them differ in what form the book has."),
    Reason.EQUAL_OTHER_TITLE: _l("The title of one is a parallel or other title of the other."),
    Reason.SAME_AUTHOR: _l("They have an author in common."),
    Reason.SAME_STATED_AUTHOR: _l("The author of one stands in the statement of responsibility of the other."),
    Reason.SAME_YEAR: _l("The year is the same."),
    Reason.SAME_PUBLISHER: _l("The publisher is the same."),
    Reason.SAME_EXTENT: _l("The number of pages or volumes is the same."),
    Reason.NEAR_EXTENT: _l("The numbers of pages differ by very few."),
    Reason.DISJOINT_ISBNS: _l("Both have ISBNs, and none in common."),
    Reason.DISJOINT_ISSNS: _l("Both have ISSNs, and none in common."),
    Reason.OTHER_KIND: _l("They are of different kinds of material."),
    Reason.OTHER_VOLUME: _l("They are different volumes."),
    Reason.OTHER_TITLE: _l("The titles differ."),
    Reason.OTHER_SCRIPT: _l("The titles are in different scripts and cannot be compared."),
    Reason.ONLY_BEGINNING: _l("Only the beginnings of the titles are equal."),
    Reason.OTHER_SUBTITLE: _l("The subtitles differ."),
    Reason.SET_AND_VOLUME: _l("One is a set, and the other a volume."),
    Reason.VOLUME_ON_ONE_SIDE: _l("Only one names a volume."),
    Reason.OTHER_PART_TITLE: _l("The titles of the volume differ."),
    Reason.OTHER_SERIES_NUMBER: _l("They have different numbers in one series."),
    Reason.OTHER_AUTHOR: _l("The authors differ."),
    Reason.OTHER_NAME_ONE_ISBN: _l("The authors have different names, as with a pseudonym."),
    Reason.OTHER_FIRST_NAME: _l("The authors have one surname and different first names."),
    Reason.OTHER_TRANSLATOR: _l("The translators differ."),
    Reason.OTHER_LANGUAGE: _l("The languages differ."),
    Reason.OTHER_PUBLISHER: _l("The publishers differ."),
    Reason.OTHER_PUBLISHER_ONE_ISBN: _l("The publishers differ, but a number is in common."),
    Reason.OTHER_EDITION: _l("The statements of edition differ."),
    Reason.EDITION_ON_ONE_SIDE: _l("Only one says which edition it is."),
    Reason.OTHER_YEAR: _l("The years differ."),
    Reason.NEXT_YEAR: _l("The years differ by one, and the number of pages is the same."),
    Reason.OTHER_YEAR_ONE_ISBN: _l("The years differ, but a number is in common, as with a reprint."),
    Reason.YEAR_UNKNOWN: _l("Only one says of which year it is."),
    Reason.NEITHER_YEAR: _l("Neither says of which year it is."),
    Reason.OTHER_EXTENT: _l("The numbers of pages differ."),
    Reason.FAR_EXTENT: _l("The numbers of pages are far apart."),
    Reason.TITLE_SAYS_LITTLE: _l("Many books have this title, and no author is named."),
}
"""Why two records are or are not one title: a sentence for each reason of `record_matching.evidence`."""
