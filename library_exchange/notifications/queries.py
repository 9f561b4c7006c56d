"""Reading whose mails are whose (a library's role mailbox may be named, a person may not), and own words of letters."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.mail.models import Mail
from library_exchange.mail.slots import STANDARD, Words, filled
from library_exchange.notifications.labels import LETTERS, Audience
from library_exchange.notifications.models import LetterWords


def role_mailboxes(session: Session, addresses: Iterable[str]) -> set[str]:
    """Return those of `addresses` that are mailboxes of libraries, in the case they are given in."""
    given = list(addresses)
    mailbox = sa.func.lower(Library.mailbox)
    known = set(session.scalars(sa.select(mailbox).where(mailbox.in_({address.lower() for address in given}))))
    return {address for address in given if address.lower() in known}


def looked_for(words: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions by which the platform looks for mails: any for no words.

    One to a library is found by a part of its subject or address; one to a person by her whole address alone, so that
    nobody is found by what is written to her.
    """
    if not words:
        return ()
    to_library = sa.func.lower(col(Mail.recipient)).in_(sa.select(sa.func.lower(col(Library.mailbox))))
    parts = [col(part).contains(words, autoescape=True) for part in (Mail.subject, Mail.recipient)]
    return (sa.or_(sa.func.lower(col(Mail.recipient)) == words.lower(), sa.and_(to_library, sa.or_(*parts))),)


def shortened(address: str) -> str:
    """Return an e-mail address by which nobody is known who was not known before: a…@amur.example."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}…{at}{domain}"


def own_words(session: Session, library_id: int, letter: str) -> dict[str, LetterWords]:
    """Return what a library put into a letter, by language."""
    wanted = sa.select(LetterWords).where(col(LetterWords.library_id) == library_id, col(LetterWords.letter) == letter)
    return {row.language: row for row in session.scalars(wanted)}


def languages_by_letter(session: Session, library_id: int) -> dict[str, set[str]]:
    """Return in which languages a library has words of its own, by letter."""
    rows = session.execute(
        sa.select(col(LetterWords.letter), col(LetterWords.language)).where(col(LetterWords.library_id) == library_id)
    )
    found: dict[str, set[str]] = {}
    for letter, language in rows:
        found.setdefault(letter, set()).add(language)
    return found


def words_for(session: Session, library_id: int | None, letter: str, to: Audience, language: str) -> Words:
    """Return what a library puts into a letter to its reader or its own desk; the standard words for any other."""
    kind = LETTERS.get(letter)
    if kind is None or kind.to is not to or library_id is None:
        return STANDARD
    found = session.scalar(
        sa.select(LetterWords).where(
            col(LetterWords.library_id) == library_id,
            col(LetterWords.letter) == letter,
            col(LetterWords.language) == language,
        )
    )
    return found.words if found else STANDARD


def said_to_reader(session: Session, library_id: int, letter: str, language: str, told: Mapping[str, Any]) -> list[str]:
    """Return the paragraphs that a library adds to a letter to its reader, filled, for pages that tell her the same."""
    words = words_for(session, library_id, letter, Audience.READER, language)
    return [text for text in (filled(words.opening, told), filled(words.closing, told)) if text]
