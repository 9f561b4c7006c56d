"""How pages show the people of a library to its own staff."""

from datetime import datetime
from typing import Any

from flask import g

from library_exchange.accounts.absences import last_day
from library_exchange.accounts.labels import ROLES
from library_exchange.accounts.models import Membership, User
from library_exchange.core.i18n import _
from library_exchange.directory.models import Library


def name_of(membership: Membership, user: User) -> str:
    """Return what the library calls a person: until she accepts, as whoever invited her wrote the name."""
    name = membership.invited_name if membership.is_open else user.name
    return name or user.email or membership.card_no or _("unknown")


def shown_person(membership: Membership, user: User, library: Library, at: datetime) -> dict[str, Any]:
    """Return one row of a list of the library's people, as it stands to them at the instant `at`."""
    is_away = membership.is_away_at(at)
    is_myself = user.id == g.actor.user_id
    return {
        "membership_id": membership.id,
        "name": name_of(membership, user),
        "email": user.email,
        "role": ROLES[membership.role],
        "role_code": membership.role,
        "is_member": not membership.is_open,
        "card_no": membership.card_no,
        "phone": membership.phone,
        "is_active": user.password is not None and not membership.is_open,
        "is_written_to": user.email is not None,
        "may_be_invited_again": user.email is not None and (membership.is_open or user.password is None),
        "blocked_until": membership.blocked_until if membership.is_blocked_on(library.day_at(at)) else None,
        "is_away": is_away,
        "away_until": last_day(membership, library) if is_away else None,
        "may_be_sent_away": membership.is_of_staff and not is_myself,
        "is_myself": is_myself,
    }
