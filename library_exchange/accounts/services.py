"""Verbs about people: add, invite, let go, change one's profile, end sign-ins."""

import uuid
from datetime import datetime
from typing import Any, NewType, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts import cards, invitations, leaving, open_invitations, policy, queries
from library_exchange.accounts.labels import MAY, ROLES
from library_exchange.accounts.models import Membership, SignIn, User
from library_exchange.accounts.schemas import Correction, Invitation, Profile
from library_exchange.core import audit, versions
from library_exchange.core.actor import STAFF, Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _l, speaking
from library_exchange.core.rights import require_platform
from library_exchange.directory.models import Library
from library_exchange.mail import services as mail

OWN_ADMINISTRATION = _l("You cannot end your own administration. Another administrator of your library can.")
NO_PASSWORD_YET = _l(
    "This reader cannot sign in yet: staff need an account. Write down her e-mail, and let her choose a password first."
)
ADDRESS_TAKEN = _l(
    "This e-mail cannot be written here: it has an account already. Add that person as a new reader; she then accepts."
)
PasswordHash = NewType("PasswordHash", str)
"""A password that `accounts.security.hashed` has hashed, outside of any transaction."""


def add_user(
    session: Session,
    email: str | None,
    password: PasswordHash | None = None,
    name: str = "",
    language: str = "en",
    *,
    is_demo: bool = False,
    is_platform_admin: bool = False,
) -> User:
    """Make an account; without a password nobody can sign in to it until one is set by a link to the e-mail if any.

    Raises Conflict if the address has an account already.
    """
    if queries.find_user(session, email) is not None:
        raise Conflict("e-mail-taken", sentence=_l("This e-mail address has an account already."))
    user = User(
        email=email.lower() if email else None,
        password=password,
        fs_uniquifier=uuid.uuid4().hex,
        name=name,
        language=language,
        is_demo=is_demo,
        is_platform_admin=is_platform_admin,
        created_at=now(),
    )
    session.add(user)
    session.flush()
    return user


def add_membership(session: Session, user: User, library_id: int, role: Role, card_no: str | None = None) -> Membership:
    """Give `user` the role in the library; a role she has already stays one row, with the new card number if any."""
    membership = _membership(session, user, library_id, role, is_open=False)
    membership.is_open, membership.invited_name = False, None
    membership.card_no = card_no or membership.card_no
    session.add(membership)
    session.flush()
    return membership


def _membership(session: Session, user: User, library_id: int, role: Role, is_open: bool) -> Membership:
    """Return the row of a person's role in a library, or a new one."""
    found = session.scalar(
        sa.select(Membership).where(
            col(Membership.user_id) == user.id,
            col(Membership.library_id) == library_id,
            col(Membership.role) == role,
        )
    )
    return found or Membership(user_id=cast("int", user.id), library_id=library_id, role=role, is_open=is_open)


def _refuse_colleague(session: Session, user: User, library_id: int, role: Role) -> None:
    """Raise InvalidInput if somebody who works at the library is invited to work there, or its reader to read there."""
    held = session.scalars(
        sa.select(col(Membership.role)).where(
            col(Membership.user_id) == user.id,
            col(Membership.library_id) == library_id,
            col(Membership.is_open).is_(False),
        )
    ).all()
    if role in STAFF and STAFF & set(held):
        raise InvalidInput({"email": _l("This person works at your library already. Change the role in the list.")})
    if role in held:
        sentence = _l("This person is a reader of your library already. Correct the card in the list of readers.")
        raise InvalidInput({"email": sentence})


def invite(session: Session, actor: Actor, library_id: int, invitation: Invitation) -> Membership:
    """Invite a person into the library and write to her, in her language; she belongs to it once she accepts.

    One who cannot sign in yet gets a link by which she sets her password. Nothing tells the one who invites
    whether the address had an account before. A reader without an e-mail belongs to the library at once, served at its
    desk. Raises Forbidden for who may not invite to this role, InvalidInput where staff has no e-mail or works here
    already, or somebody else has the card.
    """
    policy.require_writer_of(actor, library_id, invitation.role)
    if invitation.email is None and invitation.role is not Role.READER:
        raise InvalidInput({"email": _l("Fill in this field.")})
    library = session.get(Library, library_id)
    if library is None:
        raise NotFound("no-such-library")
    user = queries.find_user(session, invitation.email) or add_user(
        session, invitation.email, name=invitation.name, language=invitation.language
    )
    cards.require_free(session, library_id, user.id, invitation.card_no)
    _refuse_colleague(session, user, library_id, invitation.role)
    membership = _membership(session, user, library_id, invitation.role, is_open=invitation.email is not None)
    membership.card_no = invitation.card_no or membership.card_no
    if invitation.role is Role.READER:
        membership.phone = invitation.phone or membership.phone
    if membership.is_open:
        membership.invited_name = invitation.name
    with cards.kept_apart(session):
        session.add(membership)
    _send_invitation(session, user, library, membership)
    done = "invite" if invitation.email else "add_reader"
    audit.record(session, actor, done, "membership", membership.id, role=invitation.role.value)
    return membership


def invite_again(session: Session, actor: Actor, membership_id: int) -> None:
    """Write once more to a person who has not accepted the invitation or set a password, with a new link.

    Raises NotFound for another library's or an accepted one, Forbidden for who may not invite to this role.
    """
    membership = queries.get_membership(session, actor.library_id, membership_id)
    policy.require_writer_of(actor, membership.library_id, membership.role)
    library, user = session.get_one(Library, membership.library_id), queries.get_user(session, membership.user_id)
    if not user.email or not (membership.is_open or queries.may_be_given_address(session, membership, user)):
        raise NotFound("no-invitation", membership=membership_id)
    _send_invitation(session, user, library, membership)
    audit.record(session, actor, "invite_again", "membership", membership_id, role=membership.role.value)


def accept_invitation(session: Session, actor: Actor, membership_id: int) -> Membership:
    """Let the actor belong to the library that invited her; raises NotFound if nobody did."""
    membership = open_invitations.get_invitation(session, actor.user_id, membership_id)
    still_open = sa.update(Membership).where(col(Membership.id) == membership_id, col(Membership.is_open))
    if versions.rows_changed(session, still_open.values(is_open=False, invited_name=None)) != 1:
        raise Conflict("changed-meanwhile")
    session.refresh(membership)
    audit.record(session, actor, "accept_invitation", "membership", membership.id, role=membership.role.value)
    return membership


def decline_invitation(session: Session, actor: Actor, membership_id: int) -> None:
    """Let an invitation of the actor be as if it had not been; raises NotFound if there is none."""
    session.delete(open_invitations.get_invitation(session, actor.user_id, membership_id))
    audit.record(session, actor, "decline_invitation", "membership", membership_id)


def _send_invitation(session: Session, user: User, library: Library, membership: Membership) -> None:
    """Write to who is invited; nothing is written to who has no e-mail."""
    if not user.email:
        return
    role = membership.role
    with speaking(user.language):
        named = {"role_name": str(ROLES[role]), "may": str(MAY[role])}
    context = named | {
        "name": user.name,
        "library": library.name_in(user.language),
        "role": role,
        "token": None if user.password else invitations.token_for(user),
        "days": invitations.LASTS.days,
        "is_to_accept": membership.is_open,
    }
    mail.write(session, user.email, user.language, "accounts/invitation", context, library_id=library.id)


def change_role(session: Session, actor: Actor, membership_id: int, role: Role) -> Membership:
    """Give a person of the actor's library another role there, a member or one who is invited.

    A member stays signed in, her role counts from her next page on, and both are written to; who is invited gets the
    invitation anew, to the other role. Raises NotFound for another library's person, Forbidden for all but the
    library's administrators, Conflict for the actor's own administration, for a role that the person has already or is
    invited to, and where the library would be left without an administrator.
    """
    membership = queries.get_membership(session, actor.library_id, membership_id)
    policy.require_admin_of(actor, membership.library_id)
    before, is_open = membership.role, membership.is_open
    if queries.has_role(session, membership.user_id, membership.library_id, role):
        raise Conflict("has-this-role", sentence=_l("This person has this role already."))
    cards.require_free(session, membership.library_id, membership.user_id, membership.card_no)
    _require_changeable(session, actor, membership)
    stands = (col(Membership.role) == before, col(Membership.is_open).is_(is_open))
    held = sa.update(Membership).where(col(Membership.id) == membership_id, *stands)
    others: dict[str, Any] = dict.fromkeys(("phone", "blocked_until", "block_reason", "block_words"))
    if role is Role.READER:
        others |= {"is_away": False, "back_at": None}
    if versions.rows_changed(session, held.values(role=role, **others)) != 1:
        raise Conflict("changed-meanwhile")
    session.refresh(membership)
    facts: dict[str, Any] = {"from": before.value, "to": role.value}
    audit.record(session, actor, "change_role", "membership", membership_id, **facts)
    if is_open:
        library, user = session.get_one(Library, membership.library_id), queries.get_user(session, membership.user_id)
        _send_invitation(session, user, library, membership)
    else:
        _tell_of_role(session, actor, membership, before)
    return membership


def _require_changeable(session: Session, actor: Actor, membership: Membership) -> None:
    """Raise Conflict where a library would lose its last administrator, or staff could not sign in."""
    if membership.role is Role.LIBRARY_ADMIN and not membership.is_open:
        require_another_admin(session, actor, membership)
    if queries.may_be_given_address(session, membership, queries.get_user(session, membership.user_id)):
        raise Conflict("cannot-sign-in", sentence=NO_PASSWORD_YET)


def require_another_admin(session: Session, actor: Actor, membership: Membership) -> None:
    """Raise Conflict for the actor's own administration, and where nobody else who is there administers the library."""
    if membership.user_id == actor.user_id:
        raise Conflict("own-administration", sentence=OWN_ADMINISTRATION)
    if not queries.has_another_admin(session, membership.library_id, membership.user_id, now()):
        raise Conflict("last-administrator", sentence=_l("A library keeps at least one administrator."))


def _tell_of_role(session: Session, actor: Actor, membership: Membership, before: Role) -> None:
    """Write of the change to the person and to who made it, each in her language."""
    library = session.get_one(Library, membership.library_id)
    person = queries.get_user(session, membership.user_id)
    readers = {person.id: person}
    if actor.user_id is not None:
        readers.setdefault(actor.user_id, queries.get_user(session, actor.user_id))
    for user in readers.values():
        if not user.email:
            continue
        with speaking(user.language):
            told = {"was": str(ROLES[before]), "role": str(ROLES[membership.role])}
        context = told | {
            "name": user.name,
            "person": person.name or person.email,
            "is_hers": user.id == person.id,
            "library": library.name_in(user.language),
        }
        mail.write(session, user.email, user.language, "accounts/role_changed", context, library_id=library.id)


def end_membership(session: Session, actor: Actor, membership_id: int) -> None:
    """Take a role in the actor's library away from a person; the audit keeps that it was there.

    Raises NotFound for another library's member and Conflict for the actor's own administration, so that a
    library is never left without anybody who may invite, and for a reader who has a book of another library.
    """
    membership = queries.get_membership(session, actor.library_id, membership_id)
    policy.require_admin_of(actor, membership.library_id)
    if membership.role is Role.LIBRARY_ADMIN and not membership.is_open:
        require_another_admin(session, actor, membership)
    leaving.require_no_books(session, membership)
    session.delete(membership)
    audit.record(session, actor, "end_membership", "membership", membership_id, role=membership.role.value)


def correct(session: Session, actor: Actor, membership_id: int, correction: Correction) -> Membership:
    """Correct how a person of the actor's library is written there: card, name, a reader's telephone and e-mail.

    The name is hers where she belongs to another library, too, or runs the platform: then it stays, and a librarian
    leaves that of a colleague. The e-mail is written only while nobody can sign in as her; who gets one is invited. The
    audit keeps what changed, not what it was. Raises NotFound for another library's person, Forbidden for who may not
    write her role, InvalidInput where no name is given, somebody else has the card or the address an account.
    """
    membership = queries.get_membership(session, actor.library_id, membership_id)
    policy.require_writer_of(actor, membership.library_id, membership.role)
    user = queries.get_user(session, membership.user_id)
    before = _as_written(membership, user)
    cards.require_free(session, membership.library_id, user.id, correction.card_no)
    if is_named_by(session, actor, membership, user):
        if not correction.name:
            raise InvalidInput({"name": _l("Fill in this field.")})
        if membership.is_open:
            membership.invited_name = correction.name
        else:
            user.name = correction.name
    if queries.may_be_given_address(session, membership, user):
        _set_address(session, user, correction.email)
    with cards.kept_apart(session):
        membership.card_no = correction.card_no or None
        membership.phone = (correction.phone or None) if membership.role is Role.READER else None
    changed = [what for what, value in _as_written(membership, user).items() if value != before[what]]
    if changed:
        audit.record(session, actor, "correct_person", "membership", membership_id, changed=sorted(changed))
    if "email" in changed:
        _send_invitation(session, user, session.get_one(Library, membership.library_id), membership)
    return membership


def is_named_by(session: Session, actor: Actor, membership: Membership, user: User) -> bool:
    """Whether `actor` may write a person's name: her library may, and a librarian not that of staff."""
    is_admin = Role.LIBRARY_ADMIN in actor.roles or actor.is_platform_admin
    is_colleague = not is_admin and queries.works_in(session, membership.user_id, membership.library_id)
    return not is_colleague and queries.is_named_by(session, membership, user)


def _as_written(membership: Membership, user: User) -> dict[str, str | None]:
    name = membership.invited_name if membership.is_open else user.name
    return {"name": name, "card_no": membership.card_no, "phone": membership.phone, "email": user.email}


def _set_address(session: Session, user: User, email: str | None) -> None:
    """Write the e-mail of a reader who cannot sign in; a link to another address is worthless from now on."""
    address = email.lower() if email else None
    if address == user.email:
        return
    if queries.find_user(session, address) is not None:
        raise InvalidInput({"email": ADDRESS_TAKEN})
    user.email, user.fs_uniquifier = address, uuid.uuid4().hex


def change_profile(session: Session, actor: Actor, profile: Profile) -> User:
    """Change the name and the language of the actor's own account."""
    user = queries.get_user(session, actor.user_id)
    user.language = profile.language
    if profile.name is not None:
        user.name = profile.name
    return user


def end_sign_in(session: Session, actor: Actor, id_hash: str) -> None:
    """End one of the actor's own sign-ins; raises NotFound for another person's."""
    sign_in = session.get(SignIn, id_hash)
    if sign_in is None or sign_in.user_id != actor.user_id:
        raise NotFound("no-such-sign-in")
    session.delete(sign_in)
    audit.record(session, actor, "end_sign_in", "user", actor.user_id)


def end_sign_ins(session: Session, user_id: int | None, besides: str | None = None) -> None:
    """End every sign-in of a person but the one with the hash `besides`."""
    session.execute(sa.delete(SignIn).where(col(SignIn.user_id) == user_id, col(SignIn.id_hash) != (besides or "")))


def end_sign_ins_of_member(session: Session, actor: Actor, membership_id: int) -> User:
    """End every sign-in of somebody of the actor's library; raises NotFound, Forbidden, Conflict for the actor."""
    membership = queries.get_membership(session, actor.library_id, membership_id)
    policy.require_admin_of(actor, membership.library_id)
    if membership.is_open:
        raise NotFound("no-member", membership=membership_id)
    return _end_sign_ins_of(session, actor, queries.get_user(session, membership.user_id))


def end_sign_ins_by_address(session: Session, actor: Actor, email: str) -> User:
    """End every sign-in of whoever has the address, on behalf of the platform.

    Raises Forbidden for everybody else, InvalidInput if nobody has the address, Conflict for the actor.
    """
    require_platform(actor)
    user = queries.find_user(session, email)
    if user is None:
        told = _l("Nobody has an account with this address.")
        raise InvalidInput({"email": told}, sentence=told)
    return _end_sign_ins_of(session, actor, user)


def _end_sign_ins_of(session: Session, actor: Actor, user: User) -> User:
    if user.id == actor.user_id:
        raise Conflict(
            "own-sign-ins",
            sentence=_l("This is you. You see and end your own sign-ins on the page “Where I am signed in”."),
        )
    end_sign_ins(session, user.id)
    audit.record(session, actor, "end_sign_ins", "user", user.id)
    return user


def renew_sign_in(session: Session, id_hash: str, at: datetime, seen_before: datetime) -> None:
    """Note that a sign-in was used at the instant `at`, unless it was noted after `seen_before`."""
    session.execute(
        sa.update(SignIn).where(col(SignIn.id_hash) == id_hash, col(SignIn.seen_at) < seen_before).values(seen_at=at)
    )


def take_half(session: Session, id_hash: str) -> None:
    """End a sign-in that waits for the second factor, for a whole one to begin; raises Conflict if it has ended."""
    half = sa.delete(SignIn).where(col(SignIn.id_hash) == id_hash, col(SignIn.is_half))
    if versions.rows_changed(session, half) != 1:
        raise Conflict("changed-meanwhile", sentence=_l("This sign-in has ended. Sign in once more."))


def factor_changed(session: Session, user_id: int | None, present: str | None, due_at: datetime | None) -> None:
    """End every sign-in of a person but the present one, in which a second factor is asked for by `due_at` if any."""
    end_sign_ins(session, user_id, besides=present)
    session.execute(sa.update(SignIn).where(col(SignIn.user_id) == user_id).values(factor_due_at=due_at))
