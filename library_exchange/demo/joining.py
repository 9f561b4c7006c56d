"""Libraries that ask to join the demonstration, both invented, and one that has its first steps before it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import ANONYMOUS, Actor, Role
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.schemas import NewApplication
from library_exchange.joining.services import asking
from library_exchange.joining.services.deciding import welcome
from library_exchange.loans.rules.codes import Side
from library_exchange.practice.services import practising

NEW_MEMBER = "dvgnb"
ASKING: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "ru",
        {
            "name_ru": "Библиотека села Заречного (пример)",
            "country": "RU",
            "city": "Заречное",
            "kind": "public",
            "person_name": "Мария Иванова (пример)",
            "person_function": "заведующая",
            "email": "head@zarechnoye.example",
            "mailbox": "mba@zarechnoye.example",
            "words": "Сельская библиотека, шесть тысяч книг. Читатели спрашивают китайскую прозу в переводе.",
        },
    ),
    (
        "zh",
        {
            "name_zh": "石桥阅览室（示例）",
            "country": "CN",
            "city": "逊克",
            "kind": "ngo",
            "sponsor": "heihe",
            "person_name": "周小梅（示例）",
            "person_function": "负责人",
            "email": "head@shiqiao.example",
            "mailbox": "desk@shiqiao.example",
            "words": "乡村阅览室，由读书会管理，想为孩子们借俄文绘本。",
        },
    ),
)
"""In which language each asks, and what it writes: one needs no sponsor, Heihe is asked to vouch for the other."""


def fill(session: Session, libraries: Mapping[str, int], at: datetime) -> None:
    """Let both ask and confirm; one library finds its first steps in its work queue and has begun to practise."""
    for language, given in ASKING:
        asking.ask(session, ANONYMOUS, NewApplication.model_validate(given), language, at)
        newest = sa.select(LibraryApplication).order_by(col(LibraryApplication.id).desc()).limit(1)
        asking.confirm(session, session.scalars(newest).one(), at)
    welcome(session, libraries[NEW_MEMBER], None, at)
    librarian = Actor("person", library_id=libraries[NEW_MEMBER], roles=frozenset({Role.LIBRARIAN}))
    practising.begin(session, librarian, Side.SUPPLYING, at)
