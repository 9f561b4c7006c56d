"""Verbs of files of readers: judge the rows beside those who are there, add those that are new."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from library_exchange.accounts import queries as people
from library_exchange.accounts import services as accounts
from library_exchange.accounts.schemas import Correction, Invitation
from library_exchange.core.actor import Actor
from library_exchange.core.errors import InvalidInput
from library_exchange.core.rights import library_of
from library_exchange.reader_files.file_rows import FileRow, person_of
from library_exchange.reader_files.rules import Judged, Person, Shelf, Verdict, Why


@dataclass(frozen=True)
class Added:
    """How many readers a file brought and completed, to how many of them a letter goes, and which rows were left."""

    added: int
    filled: int
    invited: int
    left: Sequence[int]


def judge(session: Session, actor: Actor, rows: Sequence[FileRow]) -> list[tuple[FileRow, Judged]]:
    """Return what becomes of each row at the actor's library; one query. Nothing is written."""
    known = people.all_readers(session, library_of(actor))
    shelf = Shelf(Person(each.name, each.card_no, each.phone, each.email, reader=each.id) for each in known)
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
        elif found.verdict is Verdict.FILLS and found.other is not None:
            shelf.fill_in(person, found.other)
    return judged


def add(session: Session, actor: Actor, rows: Sequence[FileRow], also: Collection[int], fill: Collection[int]) -> Added:
    """Add the readers of a file who are new, and those doubtful ones whose rows `also` names, as one by one is done.

    What is empty of a reader who is there is filled in from the rows that `fill` names. Who has an e-mail is invited,
    the others are served at the desk. A row that somebody else overtook stops no other: it is left. The same file once
    more adds nobody.
    """
    library_id = library_of(actor)
    done = Counter[str]()
    left: list[int] = []
    for row, judged in judge(session, actor, rows):
        is_wanted = judged.verdict is Verdict.NEW or (judged.verdict is Verdict.DOUBTFUL and row.number in also)
        is_to_fill = row.number in fill and judged.fields and judged.verdict in (Verdict.FILLS, Verdict.DOUBTFUL)
        if row.invitation is None or not (is_wanted or is_to_fill):
            left.append(row.number)
            continue
        try:
            with session.begin_nested():
                if is_wanted:
                    accounts.invite(session, actor, library_id, row.invitation)
                else:
                    _fill_in(session, actor, row.invitation, judged)
        except InvalidInput:
            left.append(row.number)
            continue
        done["added" if is_wanted else "filled"] += 1
        done["invited"] += row.invitation.email is not None and (is_wanted or "email" in judged.fields)
    return Added(done["added"], done["filled"], done["invited"], left)


def _fill_in(session: Session, actor: Actor, given: Invitation, judged: Judged) -> None:
    """Write into a reader who is there what a row tells of her and the list does not, as her correction is written."""
    reader = judged.other.reader if judged.other else None
    membership = people.get_readership(session, library_of(actor), reader or 0)
    user = people.get_user(session, membership.user_id)
    kept = {"card_no": membership.card_no, "phone": membership.phone, "email": user.email}
    filled = {name: getattr(given, name) for name in judged.fields}
    name = membership.invited_name if membership.is_open else user.name
    accounts.correct(session, actor, membership.id, Correction(name=name or given.name, **(kept | filled)))
