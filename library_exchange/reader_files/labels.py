"""What becomes of the rows of a file of readers, in words."""

from library_exchange.core.i18n import _, _l
from library_exchange.reader_files.rules import MOST_ROWS, Judged, Person, Verdict, Why

NOT_READ = _l("This file cannot be read. Save it as xlsx, ods or csv and send it again.")
NO_HEADINGS = _l(
    "No column of names was found. Write headings into the first row, as: name, card, e-mail, telephone. "
    "They may be in Chinese, Russian or English."
)
NO_NAMES = _l("Say which column holds the names of readers.")
SEVERAL_ADDRESSES = _l("Several addresses stand here. Keep the one to which letters are to go.")
NO_ROWS = _l("No reader stands under the headings.")
NO_FILE = _l("Choose a file.")
VERDICTS = {
    Verdict.REFUSED: _l("Not added: to be corrected in the file"),
    Verdict.DOUBTFUL: _l("Perhaps there already: say what to do"),
    Verdict.FILLS: _l("There already: what is empty is filled in"),
    Verdict.NEW: _l("New readers"),
    Verdict.KNOWN: _l("There already: nothing changes"),
}
"""The parts of the page, in this order: what asks something of the librarian comes first."""
FIELDS = {
    "name": _l("Name"),
    "card_no": _l("Reader's card"),
    "email": _l("E-mail"),
    "phone": _l("Telephone"),
}

HOLDS = [
    ("", _l("Not read")),
    ("name", _l("Name")),
    ("surname", _l("Surname")),
    ("given_name", _l("First name")),
    ("patronymic", _l("Patronymic")),
    ("card_no", _l("Reader's card")),
    ("email", _l("E-mail")),
    ("phone", _l("Telephone")),
]
"""What a column may hold."""
LEAVE, ADD, FILL = "", "add", "fill"
DOUBTS = {
    LEAVE: _l("Leave the row"),
    ADD: _l("Add as a new reader"),
    FILL: _l("Fill in the reader who is there"),
}
"""What can be done with a row of somebody's name."""


def too_many() -> str:
    """Return what is said of a file with more readers than are taken at once."""
    return _("The file has more than %(most)s readers. Send it in parts.", most=MOST_ROWS)


def reason(judged: Judged) -> str:
    """Return why a row that is written well is not simply new, and on account of whom."""
    other = judged.other
    if other is None or judged.why is None:
        return ""
    if judged.why is Why.LACKS:
        fields = ", ".join(str(FIELDS[name]) for name in judged.fields)
        return _("Filled in for %(name)s: %(fields)s.", name=other.name, fields=fields)
    if judged.why is Why.TELLS_OTHERWISE:
        return _otherwise(judged, other)
    if other.row is not None:
        return _of_row(judged.why, other.row)
    if judged.why is Why.SAME_CARD:
        return _("This card number belongs to %(name)s already.", name=other.name)
    if judged.why is Why.SAME_EMAIL:
        return _(
            "This e-mail is that of your reader %(name)s. Correct her name or card in the list of readers.",
            name=other.name,
        )
    return _told_apart(other) if judged.why is Why.SAME_NAME else ""


def _otherwise(judged: Judged, other: Person) -> str:
    """Say in what a row of somebody who is there differs: nothing of it is taken."""
    if other.row is not None:
        fields = ", ".join(str(FIELDS[name]) for name in judged.fields)
        return _(
            "Row %(row)s is the same reader and differs: %(fields)s. That row counts.", row=other.row, fields=fields
        )
    kept = " · ".join(f"{FIELDS[name]} {getattr(other, name)}" for name in judged.fields)
    return _("Your list of readers has something else: %(kept)s. Correct it there if the file is right.", kept=kept)


def _of_row(why: Why, row: int) -> str:
    if why is Why.SAME_CARD:
        return _("Row %(row)s has this card number already.", row=row)
    if why is Why.SAME_EMAIL:
        return _("Row %(row)s has this e-mail already.", row=row)
    if why is Why.SAME_NAME:
        return _("Row %(row)s has this name, too.", row=row)
    return _("Row %(row)s says the same.", row=row)


def _told_apart(other: Person) -> str:
    told = " · ".join(each for each in (other.card_no, other.phone, other.email) if each)
    if not told:
        return _("A reader of this name is there, without card, telephone or e-mail.")
    return _("A reader of this name is there: %(told)s.", told=told)
