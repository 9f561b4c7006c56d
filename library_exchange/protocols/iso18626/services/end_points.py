"""Connecting a partner's system: its library, where it is reached, by which key it is known."""

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import LANGUAGES, _l
from library_exchange.core.regions import REGIONS
from library_exchange.core.sealed_secrets import sealed
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.directory.queries import find_library
from library_exchange.protocols.iso18626.models import AgencySymbol, EndPoint
from library_exchange.protocols.iso18626.queries import end_point_of, key_hash
from library_exchange.protocols.iso18626.schemas import SHORTEST_KEY, Connection, NewConnection


def connect(session: Session, actor: Actor, code: str, given: Connection, at: datetime, secret: str) -> EndPoint:
    """Connect the system of the library `code`, which is entered if it is not known, or change how it is connected.

    The key that it wants to be shown is sealed with `secret`.
    Raises Conflict if that code is a member's, InvalidInput if another library bears one of its symbols.
    """
    library = session.scalars(sa.select(Library).where(col(Library.code) == code)).one_or_none()
    if library is not None and not library.is_remote:
        raise Conflict("code-taken", _l("A library of this service has this code. Choose another one."), code=code)
    if library is None:
        untold: dict[str, Any] = {"has_told_rules": False, "has_told_days": False}
        library = Library(
            code=code, kind=LibraryKind.PUBLIC, is_remote=True, joined_at=at, **untold, **_described(given)
        )
    for name, value in _described(given).items():
        setattr(library, name, value)
    session.add(library)
    session.flush()
    told = given.model_dump(include=set(OF_THE_SYSTEM))
    end_point = end_point_of(session, library.id) or EndPoint(library_id=library.id, created_at=at, **told)
    for name, value in told.items():
        setattr(end_point, name, value)
    if given.key_sent:
        _show(end_point, given.key_sent, secret)
    session.add(end_point)
    _name(session, library, given)
    session.flush()
    audit.record(session, actor, "connect", "library", library.id, url=end_point.url, edition=str(end_point.edition))
    return end_point


def connect_new(session: Session, actor: Actor, given: NewConnection, at: datetime, secret: str) -> EndPoint:
    """Connect the system of a library that is not known yet; raises InvalidInput if its code is taken."""
    if find_library(session, given.code) is not None:
        raise InvalidInput({"code": _l("Another library has this code. Choose another one.")})
    return connect(session, actor, given.code, given, at, secret)


def _show(end_point: EndPoint, key: str, secret: str) -> None:
    """Have `key` be shown to the partner's system with each message."""
    end_point.sealed_key = sealed(secret, end_point.about(end_point.library_id), key)


OF_THE_SYSTEM = ("url", "edition", "shim", "key_header", "addresses", "is_active")


def _described(given: Connection) -> dict[str, Any]:
    """Return the columns of the library: it is called the same in every language."""
    named = {f"name_{language}": given.name for language in LANGUAGES}
    placed = {f"city_{language}": given.city for language in LANGUAGES}
    zone = {"timezone": REGIONS[given.country].zone}
    return named | placed | zone | given.model_dump(include={"country", "language", "mailbox"})


def _name(session: Session, library: Library, given: Connection) -> None:
    """Have the library be known by the symbols given, and by no others."""
    wanted = given.agencies()
    theirs = sa.tuple_(col(AgencySymbol.type), col(AgencySymbol.value)).in_([tuple(agency) for agency in wanted])
    others = sa.select(AgencySymbol).where(theirs, col(AgencySymbol.library_id) != library.id)
    taken = session.scalars(others).first()
    if taken is not None:
        raise InvalidInput({"symbols": _l("Another library bears this symbol.")})
    session.execute(sa.delete(AgencySymbol).where(col(AgencySymbol.library_id) == library.id))
    for agency in dict.fromkeys(wanted):
        session.add(AgencySymbol(library_id=library.id, type=agency.type, value=agency.value))


def give_key(session: Session, actor: Actor, end_point: EndPoint) -> str:
    """Return a fresh key that the partner's system must show; only its hash is kept, and the one before ends."""
    key = secrets.token_urlsafe(32)
    _know_by(session, actor, end_point, key)
    return key


def share_key(session: Session, actor: Actor, end_point: EndPoint, key: str, secret: str) -> None:
    """Have both systems show `key`, so that two nodes are connected by one command each; raises InvalidInput.

    Of several libraries of one node the first is known by the key, and speaks for the others; nobody knows their own.
    """
    if len(key) < SHORTEST_KEY:
        raise InvalidInput({"key": _l("A key has at least %(least)s characters.", least=SHORTEST_KEY)})
    _show(end_point, key, secret)
    holder = sa.select(EndPoint).where(col(EndPoint.key_hash) == key_hash(key), col(EndPoint.id) != end_point.id)
    other = session.scalars(holder).one_or_none()
    if other is not None and other.url != end_point.url:
        raise InvalidInput({"key": _l("Another system shows this key already. Agree on another one.")})
    _know_by(session, actor, end_point, key if other is None else secrets.token_urlsafe(32))


def _know_by(session: Session, actor: Actor, end_point: EndPoint, key: str) -> None:
    end_point.key_hash = key_hash(key)
    session.add(end_point)
    audit.record(session, actor, "give_key", "library", end_point.library_id)


def be_called(session: Session, actor: Actor, library: Library, symbol: str) -> None:
    """Have a library of ours be known on the wire by `symbol`, written `ISIL:RU-1`; raises InvalidInput if taken."""
    kind, _colon, value = symbol.partition(":")
    if not kind or not value:
        raise InvalidInput({"symbol": _l("Write each symbol with its type before it: ISIL:DE-1.")})
    same = sa.select(AgencySymbol).where(col(AgencySymbol.type) == kind, col(AgencySymbol.value) == value)
    taken = session.scalars(same).one_or_none()
    if taken is not None and taken.library_id != library.id:
        raise InvalidInput({"symbol": _l("Another library bears this symbol.")})
    if taken is None:
        session.add(AgencySymbol(library_id=library.id, type=kind, value=value))
        audit.record(session, actor, "be_called", "library", library.id, symbol=symbol)
