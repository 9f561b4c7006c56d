"""A way out of the house, for tests: shut and opened by who runs the platform, and what was noted there."""

import sqlalchemy as sa

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.doors import DOORS, Door
from library_exchange.door_keeping.keeper import keeper
from library_exchange.door_keeping.models import DoorFault, DoorHour
from library_exchange.door_keeping.services import deciding

OPERATOR = Actor(kind="person", door="page", is_platform_admin=True)
SHUT = {"zh": "平台管理方暂时关闭了该接口", "ru": "Администратор платформы временно закрыл этот интерфейс"}
"""What a page says, in its language, while nothing goes out."""


def decide(door: Door | str, is_open: bool) -> None:
    """Have who runs the platform open a door or shut it."""
    name = door if isinstance(door, str) else door.name
    with transaction() as session:
        deciding.switch(session, OPERATOR, DOORS.find(name), is_open, now())
    keeper().forget()


def noted(door: Door) -> tuple[int, list[str]]:
    """Return how many answers are noted of a door, and of which kind what went wrong was, in its order."""
    keeper().write_down()
    with reading() as session:
        answers = session.scalar(sa.select(sa.func.sum(DoorHour.answers)).where(DoorHour.door == door.name))
        kinds = sa.select(DoorFault.kind).where(DoorFault.door == door.name).order_by(DoorFault.id)
        return answers or 0, list(session.scalars(kinds))
