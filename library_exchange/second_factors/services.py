"""Verbs about second factors: set up, prove, renew the recovery codes, turn off, reset a lost one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import User
from library_exchange.accounts.policy import require_admin_of
from library_exchange.accounts.queries import find_user, get_staff_member, get_user
from library_exchange.accounts.services import end_sign_ins
from library_exchange.accounts.sign_in_stages import Standing
from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.rights import require_platform
from library_exchange.core.sealed_secrets import Unsealable, opened, sealed
from library_exchange.mail import services as mail
from library_exchange.second_factors import labels, queries, rules
from library_exchange.second_factors.models import Passkey, RecoveryCode, SecondFactor
from library_exchange.second_factors.rules import Change, Way

LETTER = "second_factors/changed"


def standing(session: Session, user_id: int, at: datetime, is_asked_for: bool) -> Standing:
    """Return what the second factor means for a sign-in that begins; notes when an administrator is first asked."""
    if queries.is_set(session, user_id):
        return Standing(is_to_prove=True)
    if not is_asked_for or not queries.must_have_one(session, user_id):
        return Standing()
    factor = queries.find_factor(session, user_id) or SecondFactor(user_id=user_id)
    factor.asked_at = factor.asked_at or at
    session.add(factor)
    session.flush()
    return Standing(due_at=rules.grace_ends(factor.asked_at))


def begin(session: Session, user_id: int, key: str) -> None:
    """Make a new secret for a person who has no second factor; it does not count until it is confirmed."""
    factor = queries.find_factor(session, user_id) or SecondFactor(user_id=user_id)
    if factor.confirmed_at is not None:
        raise Conflict("second-factor-is-set")
    factor.pending = sealed(key, about(user_id), rules.new_secret())
    session.add(factor)
    session.flush()


def confirm(session: Session, actor: Actor, code: str, at: datetime, key: str) -> list[str]:
    """Let the pending secret count, as `code` proves that the telephone has it; return the recovery codes.

    Raises InvalidInput for a wrong code, Conflict where nothing was begun or another tab was faster.
    """
    user_id = _own(actor)
    factor = queries.find_factor(session, user_id)
    if factor is None or factor.pending is None:
        raise Conflict("nothing-begun", sentence=labels.BEGIN_FIRST)
    counter = rules.find_counter(_opened(key, user_id, factor.pending), rules.bare(code), at, None)
    if counter is None:
        raise InvalidInput({"code": labels.WRONG_FIRST_CODE})
    set_up = {"secret": factor.pending, "pending": None, "confirmed_at": at, "last_counter": counter}
    still = (col(SecondFactor.id) == factor.id, col(SecondFactor.pending) == factor.pending)
    _change(session, factor, set_up, *still)
    codes = new_codes(session, user_id, key)
    note(session, actor, user_id, Change.SET)
    return codes


def prove(session: Session, user_id: int, code: str, at: datetime, key: str) -> Way:
    """Accept a code of the telephone or a recovery code, and never again; raises InvalidInput for any other.

    Of two tabs that send the same code, one is let in: the guarded UPDATE decides.
    """
    given = rules.bare(code)
    way = rules.way_of(given)
    is_right = (
        _spend_step(session, user_id, given, at, key)
        if way is Way.TOTP
        else _spend_recovery_code(session, user_id, given, at, key)
    )
    if not is_right:
        raise InvalidInput({"code": labels.WRONG_CODE})
    if way is Way.RECOVERY:
        actor = Actor(kind="person", user_id=user_id)
        note(session, actor, user_id, Change.CODE_SPENT, left=queries.count_codes(session, user_id))
    return way


def renew_codes(session: Session, actor: Actor, code: str, at: datetime, key: str) -> list[str]:
    """Return new recovery codes in place of all earlier ones, for who proves her second factor."""
    user_id = _own(actor)
    prove(session, user_id, code, at, key)
    codes = new_codes(session, user_id, key)
    note(session, actor, user_id, Change.CODES_RENEWED)
    return codes


def turn_off(session: Session, actor: Actor, code: str, at: datetime, key: str) -> None:
    """Let the codes of one's telephone count no longer, for who proves them once more; passkeys go on."""
    user_id = _own(actor)
    prove(session, user_id, code, at, key)
    _forget_telephone(session, user_id)
    forget_idle_codes(session, user_id)
    note(session, actor, user_id, Change.TURNED_OFF)


def reset_colleague(session: Session, actor: Actor, membership_id: int) -> User:
    """Let the lost second factor of a colleague count no longer; she sets up a new one when she signs in anew.

    Raises NotFound for another library's person and for who does not work here or is only invited, Forbidden for who
    is no administrator, for oneself and for who belongs to another library too, Conflict where there is none.
    """
    membership = get_staff_member(session, actor.library_id, membership_id)
    require_admin_of(actor, membership.library_id)
    user = get_user(session, membership.user_id)
    if user.id == actor.user_id:
        raise Forbidden("own-second-factor", sentence=labels.OWN_FACTOR)
    if queries.belongs_elsewhere(session, user, membership.library_id):
        raise Forbidden("works-elsewhere-too", sentence=labels.ELSEWHERE_TOO)
    _reset(session, actor, user)
    return user


def reset_by_address(session: Session, actor: Actor, email: str) -> User:
    """Let the lost second factor of whoever has the address count no longer, as who runs the platform.

    Raises Forbidden for everybody else, InvalidInput where nobody with this address has one.
    """
    require_platform(actor)
    user = find_user(session, email.strip())
    if user is None or not queries.is_set(session, user.id):
        raise InvalidInput({"email": labels.NOBODY_THERE}, sentence=labels.NOBODY_THERE)
    if user.id == actor.user_id:
        raise Forbidden("own-second-factor", sentence=labels.OWN_FACTOR)
    _reset(session, actor, user)
    return user


def about(user_id: int) -> str:
    """Return what the secret of a person is sealed about."""
    return f"second_factor:{user_id}"


def _own(actor: Actor) -> int:
    """Return whose second factor is the actor's own; raises Forbidden for who is not signed in."""
    if actor.user_id is None:
        raise Forbidden("not-signed-in")
    return actor.user_id


def _reset(session: Session, actor: Actor, user: User) -> None:
    """Forget all by which a person proves herself beside the password, and end her sign-ins; raises Conflict."""
    if user.id is None or not queries.is_set(session, user.id):
        raise Conflict("no-second-factor", sentence=labels.NOT_SET_UP)
    session.execute(sa.delete(Passkey).where(col(Passkey.user_id) == user.id))
    _forget_telephone(session, user.id)
    forget_idle_codes(session, user.id)
    end_sign_ins(session, user.id)
    note(session, actor, user.id, Change.RESET)


def forget_idle_codes(session: Session, user_id: int) -> None:
    """Forget the recovery codes of who has no second factor any more that they would stand in for."""
    if not queries.is_set(session, user_id):
        session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))


def _forget_telephone(session: Session, user_id: int) -> None:
    factor = queries.find_factor(session, user_id)
    if factor is None or factor.secret is None:
        return
    nothing = {"secret": None, "pending": None, "confirmed_at": None, "last_counter": None}
    _change(session, factor, nothing, col(SecondFactor.id) == factor.id, col(SecondFactor.secret).is_not(None))


def _change(session: Session, factor: SecondFactor, values: dict[str, Any], *stands: Any) -> None:
    if versions.rows_changed(session, sa.update(SecondFactor).where(*stands).values(**values)) != 1:
        raise Conflict("changed-meanwhile")
    session.refresh(factor)


def new_codes(session: Session, user_id: int, key: str) -> list[str]:
    """Return new recovery codes of a person, in place of all earlier ones."""
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    codes = rules.new_recovery_codes()
    session.add_all(RecoveryCode(user_id=user_id, code_hash=rules.kept_hash(key, user_id, each)) for each in codes)
    session.flush()
    return codes


def _spend_step(session: Session, user_id: int, code: str, at: datetime, key: str) -> bool:
    factor = queries.find_factor(session, user_id)
    if factor is None or factor.secret is None:
        return False
    counter = rules.find_counter(_opened(key, user_id, factor.secret), code, at, factor.last_counter)
    if counter is None:
        return False
    last = col(SecondFactor.last_counter)
    is_later = sa.or_(last.is_(None), last < counter)
    spent = sa.update(SecondFactor).where(col(SecondFactor.id) == factor.id, is_later)
    return versions.rows_changed(session, spent.values(last_counter=counter)) == 1


def _spend_recovery_code(session: Session, user_id: int, code: str, at: datetime, key: str) -> bool:
    hers = (col(RecoveryCode.user_id) == user_id, col(RecoveryCode.code_hash) == rules.kept_hash(key, user_id, code))
    spent = sa.update(RecoveryCode).where(*hers, col(RecoveryCode.spent_at).is_(None))
    return versions.rows_changed(session, spent.values(spent_at=at)) == 1


def _opened(key: str, user_id: int, kept: str) -> str:
    """Return a secret; one that was sealed by a key of before the last change of the service's opens no door."""
    try:
        return opened(key, about(user_id), kept)
    except Unsealable:
        return rules.new_secret()


def note(session: Session, actor: Actor, user_id: int, change: Change, left: int | None = None, name: str = "") -> None:
    """Write what happened into the audit, and to the person by letter: to the passkey of that `name`, if to one."""
    audit.record(session, actor, f"second_factor_{change.value}", "user", user_id)
    user = get_user(session, user_id)
    if user.email:
        context = {"name": user.name, "change": change.value, "left": left, "key": name}
        mail.write(session, user.email, user.language, LETTER, context)
