"""Reading about people: who is signed in, who belongs to a library."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts import memberships
from library_exchange.accounts.looked_for import NAME, named, phoned, spelt, without_spaces
from library_exchange.accounts.models import Membership, SignIn, User
from library_exchange.accounts.rules import SHARED_IDLE
from library_exchange.core.actor import ANONYMOUS, STAFF, Actor, Role
from library_exchange.core.errors import NotFound
from library_exchange.core.scripts import joined_han
from library_exchange.core.text import folded, widths
from library_exchange.directory.models import Library


@dataclass(frozen=True)
class Member:
    """What a person is in one library."""

    library: Library
    roles: frozenset[Role]
    card_no: str | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the person works there."""
        return bool(self.roles & STAFF)


@dataclass(frozen=True)
class SignedIn:
    """A person who is signed in, by which sign-in, and her libraries: those where she works come first."""

    user: User
    id_hash: str
    seen_at: datetime
    members: tuple[Member, ...]
    made_at: datetime
    is_half: bool = False
    factor_due_at: datetime | None = None
    is_shared: bool = False


_IN_FORCE = sa.and_(col(Membership.user_id) == User.id, memberships.in_force(sa.bindparam("at")))
_LIVING = (
    col(SignIn.seen_at) > sa.bindparam("seen_after"),
    sa.or_(col(SignIn.is_shared).is_(False), col(SignIn.seen_at) > sa.bindparam("seen_there_after")),
    col(SignIn.created_at) > sa.bindparam("made_after"),
)
"""What a sign-in that has not ended meets; those that have ended stay until the night forgets them."""
_SIGNED_IN = (
    sa.select(User, SignIn, Membership, Library)
    .join(SignIn, col(SignIn.user_id) == User.id)
    .outerjoin(Membership, _IN_FORCE)
    .outerjoin(Library, col(Library.id) == Membership.library_id)
    .where(
        col(SignIn.id_hash) == sa.bindparam("id_hash"),
        *_LIVING,
        col(User.active).is_(True),
    )
    .order_by(col(Membership.id))
)
"""Asked by every page of everybody who is signed in, so that it is composed once."""


def find_signed_in(
    session: Session, id_hash: str, at: datetime, idle: timedelta, longest: timedelta
) -> SignedIn | None:
    """Return whose sign-in has the hash `id_hash`, if it was not `idle` too long and began less than `longest` ago.

    Only what is in force at the instant `at` counts. One query, whatever the number of memberships.
    """
    given = {"id_hash": id_hash, "at": at} | _living_at(at, idle, longest)
    rows = session.execute(_SIGNED_IN, given).all()
    if not rows:
        return None
    user, found = rows[0][:2]
    members = _members([(row[2], row[3]) for row in rows if row[2]])
    standing = (found.is_half, found.factor_due_at, found.is_shared)
    return SignedIn(user, id_hash, found.seen_at, members, found.created_at, *standing)


def _living_at(at: datetime, idle: timedelta, longest: timedelta) -> dict[str, datetime]:
    return {"seen_after": at - idle, "made_after": at - longest, "seen_there_after": at - SHARED_IDLE}


def _members(rows: Sequence[tuple[Membership, Library]]) -> tuple[Member, ...]:
    found: dict[int, Member] = {}
    for membership, library in rows:
        known = found.get(membership.library_id, Member(library, frozenset()))
        found[membership.library_id] = Member(
            library, known.roles | {membership.role}, known.card_no or membership.card_no
        )
    return tuple(sorted(found.values(), key=lambda member: not member.is_staff))


def actor_of(signed_in: SignedIn | None, chosen_library_id: int | None = None) -> Actor:
    """Return on whose behalf a request acts: for the chosen library, or else for the person's first."""
    if signed_in is None:
        return ANONYMOUS
    member = member_acting(signed_in, chosen_library_id)
    return Actor(
        kind="person",
        library_id=member.library.id if member else None,
        user_id=signed_in.user.id,
        roles=member.roles if member else frozenset(),
        is_platform_admin=signed_in.user.is_platform_admin,
    )


def member_acting(signed_in: SignedIn, chosen_library_id: int | None) -> Member | None:
    """Return the membership a person acts by: the chosen library's, or else the first one; None without any."""
    chosen = [member for member in signed_in.members if member.library.id == chosen_library_id]
    return next(iter(chosen or signed_in.members), None)


def find_user(session: Session, email: str | None) -> User | None:
    """Return the person with the e-mail address `email`, in whatever case it is written; nobody without one."""
    return session.scalar(sa.select(User).where(col(User.email) == email.lower())) if email else None


def find_user_by_uniquifier(session: Session, uniquifier: str) -> User | None:
    """Return the person whose password is the one that `uniquifier` belongs to."""
    return session.scalar(sa.select(User).where(col(User.fs_uniquifier) == uniquifier))


def get_user(session: Session, user_id: int | None) -> User:
    """Return a person; raises NotFound."""
    user = session.get(User, user_id) if user_id is not None else None
    if user is None:
        raise NotFound("no-such-user")
    return user


def sign_ins_of(
    session: Session, user_id: int | None, at: datetime, idle: timedelta, longest: timedelta
) -> Sequence[SignIn]:
    """Return the sign-ins of a person that give her rights at the instant `at`, last used first."""
    whole = (col(SignIn.user_id) == user_id, col(SignIn.is_half).is_(False))
    asked = sa.select(SignIn).where(*whole, *_LIVING).order_by(col(SignIn.seen_at).desc())
    return session.scalars(asked, _living_at(at, idle, longest)).all()


def count_people(session: Session, library_id: int | None) -> int:
    """Return how many memberships the library has."""
    counted = sa.select(sa.func.count()).select_from(Membership).where(col(Membership.library_id) == library_id)
    return session.scalar(counted) or 0


def has_another_admin(session: Session, library_id: int, user_id: int, at: datetime) -> bool:
    """Whether somebody else administers the library; has who changes that wait for this transaction's end.

    Who has not accepted the invitation, or is away, does not.
    """
    admins = (col(Membership.role) == Role.LIBRARY_ADMIN, memberships.in_force(at))
    found = sa.select(col(Membership.user_id)).where(col(Membership.library_id) == library_id, *admins)
    return any(admin_id != user_id for admin_id in session.scalars(found.with_for_update()).all())


def has_role(session: Session, user_id: int, library_id: int, role: Role) -> bool:
    """Whether a person has the role in the library, or is invited to it."""
    hers = (col(Membership.user_id) == user_id, col(Membership.library_id) == library_id)
    found = sa.select(col(Membership.id)).where(*hers, col(Membership.role) == role)
    return session.scalar(found) is not None


def people_of(session: Session, library_id: int | None, offset: int, limit: int) -> Sequence[Any]:
    """Return pairs (Membership, User) of the library: administrators, librarians, readers, each by name."""
    rank = sa.case({Role.LIBRARY_ADMIN: 0, Role.LIBRARIAN: 1}, value=col(Membership.role), else_=2)
    return session.execute(
        sa.select(Membership, User)
        .join(User, col(User.id) == Membership.user_id)
        .where(col(Membership.library_id) == library_id)
        .order_by(rank, NAME, col(User.email), col(Membership.id))
        .offset(offset)
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class KnownReader:
    """A reader as her library knows her; one who has not accepted the invitation is a reader at the desk already."""

    id: int
    name: str
    card_no: str | None
    is_invited: bool = False
    phone: str | None = None
    email: str | None = None


def _readers(library_id: int) -> Any:
    """Return the condition that a membership is a reader's of the library, of one who is only invited too."""
    is_hers = sa.and_(col(Membership.role) == Role.READER, col(Membership.user_id) == User.id)
    return sa.and_(col(Membership.library_id) == library_id, is_hers)


def _known_readers(session: Session, library_id: int, limit: int | None, *conditions: Any) -> list[KnownReader]:
    found = sa.select(
        *(col(User.id), NAME, col(Membership.card_no), col(Membership.is_open)),
        *(col(Membership.phone), col(User.email)),
    )
    found = found.join(Membership, _readers(library_id)).where(*conditions)
    return [KnownReader(*row) for row in session.execute(found.order_by(NAME, col(User.id)).limit(limit))]


def get_readership(session: Session, library_id: int, user_id: int) -> Membership:
    """Return the row of a person as reader of the library; raises NotFound for who is none there."""
    found = session.scalar(
        sa.select(Membership).where(
            col(Membership.user_id) == user_id,
            col(Membership.library_id) == library_id,
            col(Membership.role) == Role.READER,
        )
    )
    if found is None:
        raise NotFound("no-such-reader")
    return found


def all_readers(session: Session, library_id: int) -> list[KnownReader]:
    """Return every reader of the library, by name; one query."""
    return _known_readers(session, library_id, None)


MOST_ALIKE = 500
LIKE_LETTERS = 3
"""How many letters of a word a reader's name or card must share with it to be offered."""


def readers_called(session: Session, library_id: int, words: str, limit: int) -> list[KnownReader]:
    """Return the library's readers with the card `words`, else those with such a name or telephone number.

    Each word must stand in the name, in whatever case, or be its initial; a word with digits may be the card. At most
    two queries.
    """
    carded = _known_readers(session, library_id, limit, _has_card(words))
    phone = phoned(words)
    return carded or _known_readers(session, library_id, limit, _called(words) if phone is None else phone)


def _called(words: str) -> Any:
    numbers = [word for word in words.split() if any(map(str.isdigit, word))]
    rest = " ".join(word for word in words.split() if word not in numbers)
    return sa.and_(named(rest), *(sa.or_(named(number), _has_card(number)) for number in numbers))


def _has_card(code: str) -> Any:
    """Return the condition on a membership for the card `code`, in letters of any case and width."""
    cases = (code, code.lower(), code.upper())
    return col(Membership.card_no).in_(sorted({wide for each in cases for wide in widths(each)}))


def readers_named(session: Session, library_id: int, name: str) -> list[KnownReader]:
    """Return the library's readers who are called exactly so, in whatever case, with ё as е; one query.

    Chinese names are the same with and without a space.
    """
    first = folded(name).split()[:1]
    called = (spelt(word, NAME, without_spaces(NAME)) for word in first)
    found = _known_readers(session, library_id, MOST_ALIKE, *called)
    return [each for each in found if _as_called(each.name) == _as_called(name)]


def _as_called(name: str) -> str:
    return joined_han(" ".join(folded(name).split()))


def readers_near(session: Session, library_id: int, words: str, limit: int) -> list[KnownReader]:
    """Return the library's readers whose name or card begins a little as one of `words`.

    Where there is none, the first by name; at most two queries.
    """
    told = [word for word in words.split() if len(word.strip(".")) > 1 and word.count(".") < LIKE_LETTERS - 1]
    alike = [spelt(word[:LIKE_LETTERS], NAME, col(Membership.card_no)) for word in told]
    found = _known_readers(session, library_id, limit, sa.or_(*alike)) if alike else []
    return found or _known_readers(session, library_id, limit)


def _with_words(library_id: int | None, words: str) -> Any:
    """Return the condition of a reader's row of the library in whose name, card or e-mail all the words stand.

    Who has them as her telephone number is found as well.
    """
    phone, stands = phoned(words), named(words, col(Membership.card_no), col(User.email))
    return sa.and_(_readers(library_id or 0), stands if phone is None else sa.or_(phone, stands))


def count_readers(session: Session, library_id: int | None, words: str = "") -> int:
    """Return how many readers of the library `readers_of` lists."""
    counted = sa.select(sa.func.count()).select_from(Membership).join(User, _with_words(library_id, words))
    return session.scalar(counted) or 0


def readers_of(session: Session, library_id: int | None, offset: int, limit: int, words: str = "") -> Sequence[Any]:
    """Return pairs (Membership, User) of the library's readers by name, those in whom all the words stand."""
    found = sa.select(Membership, User).join(User, _with_words(library_id, words))
    ordered = found.order_by(NAME, col(User.email), col(Membership.id))
    return session.execute(ordered.offset(offset).limit(limit)).all()


def find_card_holder(session: Session, library_id: int, user_id: int | None, card_no: str) -> str | None:
    """Return what the library calls somebody else than `user_id` who has the card there, None if nobody has."""
    holders = sa.select(NAME).join(User, col(User.id) == col(Membership.user_id))
    hers = (col(Membership.library_id) == library_id, _has_card(card_no))
    others = holders.where(*hers, col(Membership.user_id).is_distinct_from(user_id))
    return session.scalar(others.order_by(col(Membership.id)).limit(1))


def administrators_of(session: Session, library_id: int | None, at: datetime) -> Sequence[User]:
    """Return the administrators of a library who are there and have an e-mail address, by name."""
    role = (col(Membership.role) == Role.LIBRARY_ADMIN, memberships.in_force(at))
    found = sa.select(User).join(Membership, col(Membership.user_id) == col(User.id))
    active = (col(User.active).is_(True), col(User.email).is_not(None))
    found = found.where(col(Membership.library_id) == library_id, *role, *active)
    return session.scalars(found.order_by(col(User.name), col(User.id))).all()


def platform_administrators(session: Session) -> Sequence[User]:
    """Return the administrators of the platform, by address."""
    found = sa.select(User).where(col(User.is_platform_admin).is_(True), col(User.active).is_(True))
    return session.scalars(found.where(col(User.email).is_not(None)).order_by(col(User.email))).all()


def is_reader_of(session: Session, library_id: int, user_id: int) -> bool:
    """Whether the person is a reader of the library."""
    found = sa.select(col(User.id)).join(Membership, _readers(library_id)).where(col(User.id) == user_id)
    return session.scalar(found) is not None


def get_membership(session: Session, library_id: int | None, membership_id: int) -> Membership:
    """Return a membership in the library `library_id`; raises NotFound, also for one of another library."""
    membership = session.get(Membership, membership_id)
    if membership is None or membership.library_id != library_id:
        raise NotFound("no-such-membership")
    return membership


def get_staff_member(session: Session, library_id: int | None, membership_id: int) -> Membership:
    """Return the membership of who works in the library; raises NotFound, also for who is only invited."""
    membership = get_membership(session, library_id, membership_id)
    if not membership.is_of_staff:
        raise NotFound("no-colleague", membership=membership_id)
    return membership


def is_named_by(session: Session, membership: Membership, user: User) -> bool:
    """Whether the library of the membership may write the person's name: she is invited, or belongs to no other one."""
    if membership.is_open:
        return True
    elsewhere = (col(Membership.user_id) == user.id, col(Membership.library_id) != membership.library_id)
    found = sa.select(col(Membership.id)).where(*elsewhere, col(Membership.is_open).is_(False)).limit(1)
    return not user.is_platform_admin and session.scalar(found) is None


def may_be_given_address(session: Session, membership: Membership, user: User) -> bool:
    """Whether the library may write the e-mail of a reader: nobody has signed in as her, and no other knows her."""
    if membership.is_open or user.password is not None or user.is_platform_admin:
        return False
    others = sa.select(col(Membership.id)).where(col(Membership.user_id) == user.id)
    is_other = col(Membership.id) != membership.id
    return membership.role is Role.READER and session.scalar(others.where(is_other).limit(1)) is None


def works_in(session: Session, user_id: int, library_id: int) -> bool:
    """Whether a person is of the library's staff, or invited to it."""
    hers = (col(Membership.user_id) == user_id, col(Membership.library_id) == library_id)
    found = sa.select(col(Membership.id)).where(*hers, col(Membership.role).in_(STAFF)).limit(1)
    return session.scalar(found) is not None


def names_around(session: Session, user_id: int | None) -> list[str]:
    """Return what the libraries of a person and their towns are called, in each language, and their codes."""
    columns = (
        *(col(Library.code), col(Library.name_zh), col(Library.name_ru), col(Library.name_en)),
        *(col(Library.city_zh), col(Library.city_ru), col(Library.city_en)),
    )
    hers = sa.select(*columns).join(Membership, col(Membership.library_id) == col(Library.id))
    rows = session.execute(hers.where(col(Membership.user_id) == user_id)).all()
    return sorted({name for row in rows for name in row if name})
