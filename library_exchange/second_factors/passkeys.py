"""Verbs about passkeys (WebAuthn): what a key is asked to sign, whether it has, and which keys a person has."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Session, col
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from library_exchange.accounts.queries import get_user
from library_exchange.core import versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.second_factors import labels, queries, rules, services
from library_exchange.second_factors.models import Passkey, PasskeyChallenge
from library_exchange.second_factors.rules import Change, Purpose, RelyingParty

NAME = "书桥 · Книжный мост"
LONGEST_CREDENTIAL = 20_000
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What comes of reading an answer that no device has made."""


@dataclass(frozen=True)
class Proof:
    """By whose key a challenge was signed; one that `is_copied` has signed more often elsewhere, and proves nothing."""

    user_id: int
    is_copied: bool = False


def ask_to_add(session: Session, user_id: int, party: RelyingParty, at: datetime, service_key: str) -> str:
    """Return as JSON what a browser needs to make a new passkey for a person; raises Conflict for who has very many."""
    user, keys = get_user(session, user_id), queries.keys_of(session, user_id)
    if len(keys) >= rules.MOST_KEYS:
        raise Conflict("too-many-passkeys", sentence=labels.TOO_MANY_KEYS)
    return options_to_json(
        generate_registration_options(
            rp_id=party.host,
            rp_name=NAME,
            user_id=base64url_to_bytes(_handle_of(keys, user_id, service_key)),
            user_name=user.email or user.name,
            user_display_name=user.name or user.email or "",
            challenge=_challenge(session, Purpose.ADD, user_id, at),
            exclude_credentials=_described(keys),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
            ),
        )
    )


def ask_to_sign(session: Session, user_id: int | None, party: RelyingParty, at: datetime) -> str:
    """Return as JSON what a browser needs to have a passkey sign: a person's beside her password, or anybody's alone.

    Where it is the only proof, the device must have made sure who holds it.
    """
    is_alone = user_id is None
    wanted = UserVerificationRequirement.REQUIRED if is_alone else UserVerificationRequirement.DISCOURAGED
    purpose = Purpose.SIGN_IN if is_alone else Purpose.PROVE
    return options_to_json(
        generate_authentication_options(
            rp_id=party.host,
            challenge=_challenge(session, purpose, user_id, at),
            allow_credentials=None if is_alone else _described(queries.keys_of(session, user_id)),
            user_verification=wanted,
        )
    )


def spend_challenge(session: Session, credential: str, purpose: Purpose, user_id: int | None, at: datetime) -> bytes:
    """Return the challenge that an answer is to, and never again; raises InvalidInput for one that nobody was set.

    Commit it before the answer is judged: a wrong answer spends it, too.
    """
    challenge = _answered(credential)
    asked = (
        col(PasskeyChallenge.challenge_hash) == sha256(challenge).hexdigest(),
        col(PasskeyChallenge.purpose) == purpose,
        col(PasskeyChallenge.user_id).is_(None) if user_id is None else col(PasskeyChallenge.user_id) == user_id,
        col(PasskeyChallenge.made_at) > at - rules.CHALLENGE_LASTS,
    )
    if not challenge or versions.rows_changed(session, sa.delete(PasskeyChallenge).where(*asked)) != 1:
        raise _refused(purpose)
    return challenge


def add(
    session: Session,
    actor: Actor,
    name: str,
    credential: str,
    challenge: bytes,
    party: RelyingParty,
    at: datetime,
    service_key: str,
) -> Passkey:
    """Keep a new passkey of the actor's; raises InvalidInput for one that the challenge was not signed by."""
    if not name:
        raise InvalidInput({"name": labels.FILL_IN})
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
    except UNREADABLE as error:
        raise _refused(Purpose.ADD) from error
    credential_id = bytes_to_base64url(made.credential_id)
    if queries.find_key(session, credential_id) is not None:
        raise _refused(Purpose.ADD)
    user_id = get_user(session, actor.user_id).id or 0
    key = Passkey(
        user_id=user_id,
        name=name,
        handle=_handle_of(queries.keys_of(session, user_id), user_id, service_key),
        credential_id=credential_id,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        made_at=at,
    )
    session.add(key)
    session.flush()
    services.note(session, actor, user_id, Change.KEY_ADDED, name=name)
    return key


def prove(
    session: Session, user_id: int | None, credential: str, challenge: bytes, party: RelyingParty, at: datetime
) -> Proof:
    """Return whose passkey has signed the challenge: that of the person, or of anybody where it is the only proof.

    Raises InvalidInput for any other, and for an only proof whose device has not made sure who holds it. A key that has
    signed more often than it says was copied: that is told, and must be committed.
    """
    purpose = Purpose.SIGN_IN if user_id is None else Purpose.PROVE
    key = _key_named(session, credential)
    if key is None or (user_id is not None and key.user_id != user_id):
        raise _refused(purpose)
    try:
        signed = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=0,  # compared below, for only a count that was signed tells anything
            require_user_verification=user_id is None,
        )
    except UNREADABLE as error:
        raise _refused(purpose) from error
    if _count(session, key, signed.new_sign_count, at):
        return Proof(key.user_id)
    actor = Actor(kind="person", user_id=key.user_id)
    services.note(session, actor, key.user_id, Change.KEY_COPIED, name=key.name)
    return Proof(key.user_id, is_copied=True)


def take_away(session: Session, actor: Actor, key_id: int) -> Passkey:
    """Let one of the actor's passkeys open nothing any more; raises NotFound for another person's."""
    key = queries.get_key(session, actor.user_id, key_id)
    session.delete(key)
    session.flush()
    services.forget_idle_codes(session, key.user_id)
    services.note(session, actor, key.user_id, Change.KEY_REMOVED, name=key.name)
    return key


def _challenge(session: Session, purpose: Purpose, user_id: int | None, at: datetime) -> bytes:
    """Return a new challenge, and forget those that nobody answered in time."""
    old = col(PasskeyChallenge.made_at) <= at - rules.CHALLENGE_LASTS
    session.execute(sa.delete(PasskeyChallenge).where(old))
    challenge = secrets.token_bytes(32)
    hashed = sha256(challenge).hexdigest()
    session.add(PasskeyChallenge(challenge_hash=hashed, purpose=purpose, user_id=user_id, made_at=at))
    session.flush()
    return challenge


def _answered(credential: str) -> bytes:
    """Return the challenge that an answer says it is to; nothing for what no browser has written."""
    try:
        told = json.loads(credential[:LONGEST_CREDENTIAL])
        client = parse_client_data_json(base64url_to_bytes(told["response"]["clientDataJSON"]))
    except UNREADABLE:
        return b""
    return client.challenge


def _key_named(session: Session, credential: str) -> Passkey | None:
    """Return the passkey that an answer names; where it names its person, too, only if that is hers."""
    try:
        told = json.loads(credential)
        credential_id, handle = str(told["id"]), told["response"].get("userHandle")
    except UNREADABLE:
        return None
    key = queries.find_key(session, credential_id)
    return key if key is not None and (not handle or handle == key.handle) else None


def _count(session: Session, key: Passkey, count: int, at: datetime) -> bool:
    """Note how often a key has signed; return whether it may have, of two that say the same only the first."""
    if not rules.is_later_count(key.sign_count, count):
        return False
    before = col(Passkey.sign_count)
    still = before == 0 if count == 0 else before < count
    counted = sa.update(Passkey).where(col(Passkey.id) == key.id, still).values(sign_count=count, used_at=at)
    return versions.rows_changed(session, counted) == 1


def _handle_of(keys: Sequence[Passkey], user_id: int, service_key: str) -> str:
    """Return by which handle a person's devices know her: that of her other keys, if she has any."""
    return keys[0].handle if keys else rules.handle_for(service_key, user_id)


def _described(keys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in keys]


def _refused(purpose: Purpose) -> InvalidInput:
    sentence = labels.KEY_NOT_ADDED if purpose is Purpose.ADD else labels.KEY_REFUSED
    return InvalidInput({"passkey": sentence}, sentence=sentence)
