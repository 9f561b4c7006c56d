"""What memberships are in force: the one condition by which queries tell who has rights in a library."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from library_exchange.accounts.models import Membership
from library_exchange.directory.models import Library

_gone = aliased(Library)
_HAS_LEFT = sa.exists().where(col(_gone.id) == col(Membership.library_id), col(_gone.has_left).is_(True))


def in_force(at: datetime | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a membership gives its rights at an instant.

    It is accepted, of nobody who is away, and in a library that has not left.
    """
    return sa.and_(would_be_in_force(at), ~_HAS_LEFT)


def would_be_in_force(at: datetime | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a membership gives its rights at an instant as long as its library has not left."""
    back = col(Membership.back_at) <= at
    return sa.and_(col(Membership.is_open).is_(False), sa.or_(col(Membership.is_away).is_(False), back))
