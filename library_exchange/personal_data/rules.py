"""Which columns hold what of people, and by which parts a person is shown what is kept of her.

The table of columns is what the tests of privacy go by: what they look for, and where an erasure must have been.
Pages and files name what they show themselves (`queries/kept.py`); a test compares it with the table.
"""

from collections.abc import Mapping
from enum import StrEnum


class About(StrEnum):
    """Whom a column tells of: a reader, somebody who works in a library, or whom to write to at one."""

    READER = "reader"
    STAFF = "staff"
    CONTACT = "contact"


READER, STAFF, CONTACT = About

_MARKED: Mapping[About, Mapping[str, str]] = {
    READER: {
        "user": "name email password language fs_uniquifier",
        "membership": "card_no phone invited_name block_words",
        "loan_request": "reader_note asked_of_reader reader_answer close_note",
        "exchange_want_proposal": "note",
        "reader_application": "name email language card_no phone words reason_words",
        "reading_list": "name",
        "search_alert": "query",
        "sign_in": "id_hash agent",
        "second_factor": "pending secret",
        "recovery_code": "code_hash",
        "passkey": "name handle credential_id public_key",
        "mail": "recipient subject language template message_id filename",
        "outbox": "payload",
        "iso18626_message": "raw note",
        "received_message": "raw error_text",
    },
    STAFF: {
        "saved_filter": "name query",
    },
    CONTACT: {
        "answer_link": "number",
        "library": "mailbox desk_phone",
        "application_meaning": "answer",
        "library_application": "person_name person_function email mailbox words reason_words",
        "postal_address": "recipient street",
        "entered_address": "local_street latin_street",
    },
}
MARKS: Mapping[str, About] = {
    f"{table}.{column}": about
    for about, tables in _MARKED.items()
    for table, columns in tables.items()
    for column in columns.split()
}
"""Each column of text that holds something of people, like `table.column`, and of whom; staff are readers' equals in
`user` and `mail`: what holds for readers holds for them there. A house test asks a verdict of each new column."""

NEVER_WRITTEN_OUT = frozenset(
    {
        "user.password",
        "user.fs_uniquifier",
        "sign_in.id_hash",
        "mail.message_id",
        "second_factor.pending",
        "second_factor.secret",
        "recovery_code.code_hash",
        "passkey.handle",
        "passkey.credential_id",
        "passkey.public_key",
    }
)
"""What is marked and opens an account or names nothing: nobody takes it along, and no test can find it by its words."""


def columns_about(about: About) -> list[str]:
    """Return the columns that tell of such people, in order."""
    return sorted(column for column, whom in MARKS.items() if whom is about)


class Section(StrEnum):
    """A part of what is kept about one reader, as pages and files name it."""

    ACCOUNT = "account"
    MEMBERSHIPS = "memberships"
    REQUESTS = "requests"
    PROPOSALS = "proposals"
    APPLICATIONS = "applications"
    LETTERS = "letters"
    LISTS = "lists"
    SEARCHES = "searches"
    SIGN_INS = "sign_ins"
    SECOND_FACTOR = "second_factor"
    PASSKEYS = "passkeys"
    FILTERS = "filters"


HERS_ALONE = frozenset(
    {
        Section.LISTS,
        Section.SEARCHES,
        Section.SIGN_INS,
        Section.SECOND_FACTOR,
        Section.PASSKEYS,
        Section.FILTERS,
    }
)
"""What the staff of her library never see, and is only in the file that she takes along herself."""


class Form(StrEnum):
    """The forms of the file that she takes along."""

    JSON = "json"
    CSV = "csv"
