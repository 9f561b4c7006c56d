"""Verbs of files of readers: judge the rows beside those who are there, add those that are new."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from library_exchange.accounts import queries as people
from library_exchange.accounts import services as accounts
from library_exchange.core.actor import Actor
from library_exchange.core.errors import InvalidInput
from library_exchange.core.rights import library_of
from library_exchange.reader_files.file_rows import FileRow, person_of
from library_exchange.reader_files.rules import Judged, Person, Shelf, Verdict, Why


@dataclass(frozen=True)
class Added:
    """How many readers a file brought, to how many of them a letter goes, and how many rows were left."""

    added: int
    invited: int
    left: int


def judge(session: Session, actor: Actor, rows: Sequence[FileRow]) -> list[tuple[FileRow, Judged]]:
    """Return what becomes of each row at the actor's library; one query. Nothing is written."""
    known = people.all_readers(session, library_of(actor))
    shelf = Shelf(Person(each.name, each.card_no, each.phone, each.email) for each in known)
    judged = []
    for row in rows:
        if row.invitation is None:
            judged.append((row, Judged(Verdict.REFUSED, Why.NOT_VALID)))
            continue
        person = person_of(row.invitation, row.number)
        found = shelf.judge(person)
        judged.append((row, found))
        if found.verdict in (Verdict.NEW, Verdict.DOUBTFUL):
            shelf.add(person)
    return judged


def add(session: Session, actor: Actor, rows: Sequence[FileRow], also: Collection[int]) -> Added:
    """Add the readers of a file who are new, and those doubtful ones whose rows `also` names, as one by one is done.

    Who has an e-mail is invited, the others are served at the desk. A row that somebody else overtook stops no other:
    it is left. The same file once more adds nobody.
    """
    library_id = library_of(actor)
    added = invited = 0
    for row, judged in judge(session, actor, rows):
        is_wanted = judged.verdict is Verdict.NEW or (judged.verdict is Verdict.DOUBTFUL and row.number in also)
        if row.invitation is None or not is_wanted:
            continue
        try:
            with session.begin_nested():
                accounts.invite(session, actor, library_id, row.invitation)
        except InvalidInput:
            continue
        added += 1
        invited += row.invitation.email is not None
    return Added(added, invited, len(rows) - added)
