"""What memberships are in force: the one condition by which queries tell who has rights in a library."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import Membership


def in_force(at: datetime | sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a membership gives its rights at an instant: accepted, and of nobody who is away."""
    back = col(Membership.back_at) <= at
    return sa.and_(col(Membership.is_open).is_(False), sa.or_(col(Membership.is_away).is_(False), back))
