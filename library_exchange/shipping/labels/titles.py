"""How the titles of a consignment stand, what they lack, and whence a text or value is proposed."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _pl, format_date
from library_exchange.shipping.rules.codes import LineState, Material
from library_exchange.shipping.rules.counting import Found
from library_exchange.shipping.rules.customs_rules import Missing

Text = Any

MATERIALS: dict[Material, Text] = {
    Material.BOOK: _l("printed book"),
    Material.SHEET: _l("printed sheet"),
    Material.DICTIONARY: _l("dictionary or encyclopaedia"),
    Material.PERIODICAL_DAILY: _l("newspaper"),
    Material.PERIODICAL: _l("journal"),
    Material.PICTURE_BOOK: _l("children's picture book"),
    Material.MUSIC: _l("printed music"),
    Material.MAP: _l("map or atlas"),
}
LINES: dict[LineState, tuple[Text, str]] = {
    LineState.EXPECTED: (_pl("title", "expected"), ""),
    LineState.GOOD: (_pl("title", "good"), "ok"),
    LineState.MISSING: (_pl("title", "missing"), "bad"),
    LineState.DAMAGED: (_pl("title", "damaged"), "warn"),
    LineState.WRONG: (_pl("title", "another book"), "warn"),
    LineState.SUBSTITUTED: (_pl("title", "replaced by another"), ""),
    LineState.LOST: (_pl("title", "lost"), "bad"),
    LineState.NOT_CLEARED: (_pl("title", "not cleared"), ""),
    LineState.RELEASED: (_pl("title", "released"), ""),
}
TO_BE_SENT = (_pl("title", "to be sent"), "")
"""How a title stands that is expected, but has not left yet."""
FOUND_SINCE = (_pl("title", "found since"), "ok")
"""How a title stands that was not in its parcel and has turned up."""
UNKNOWN = "–"
"""Stands for a weight or a value that nobody has told."""
REMEMBERED = _l("Proposed: so it was translated before. It is kept when you save.")
REMEMBERED_READ = _l("Proposed: so it was translated before. Read it before you send.")
TITLE = _l("Title")
ANNOTATION = _l("Annotation")
ANNOTATION_FIRST = {
    "zh": _l("Write the annotation in Chinese first; then the partner can be asked for title and annotation together."),
    "ru": _l("Write the annotation in Russian first; then the partner can be asked for title and annotation together."),
}
VALUE_PROPOSED = _l(
    "Values that stand here beforehand are proposed by the points of the books: check them for customs."
)
ENTERED_BEFORE = _l("Proposed: so it was entered when this edition was sent before. It is kept when you save.")
DECLARED_BEFORE = _l(
    "Proposed: your library declared this value for the same edition before. Check it for customs. "
    "It is kept when you save."
)
FROM_CATALOGUE = _l("Proposed from the catalogue: read it before you save.")


def found_told(found: Found) -> Text:
    """Return how the copies of a title came, as it is read once more before that is noted for good."""
    if isinstance(found, LineState):
        return LINES[found][0]
    return ", ".join(f"{LINES[state][0]}: {copies}" for state, copies in found.items() if copies)


def export_permit(number: str | None, day: date | None) -> Text:
    """Return by which document an old book may leave, None without one."""
    if number is None or day is None:
        return None
    return _("Permission to leave No. %(number)s of %(date)s", number=number, date=format_date(day, "medium"))


MISSING: dict[Missing, Text] = {
    Missing.TITLE_ZH: _l("title in Chinese"),
    Missing.TITLE_RU: _l("title in Russian"),
    Missing.WEIGHT: _l("weight"),
    Missing.VALUE: _l("value"),
    Missing.YEAR: _l("year"),
    Missing.PUBLISHER: _l("publisher"),
    Missing.ANNOTATION_ZH: _l("annotation in Chinese"),
    Missing.ANNOTATION_RU: _l("annotation in Russian"),
}
TEXTS_ONLY = _l(
    "The parcels are packed: only titles and annotations can be written now. Open the parcels again to change the rest."
)
