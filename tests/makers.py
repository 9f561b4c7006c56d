"""Makers of people, and browsers in which they sit."""

import contextvars
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import Session
from werkzeug.test import TestResponse

from library_exchange.accounts import services
from library_exchange.accounts.services import PasswordHash
from library_exchange.core.actor import Role
from library_exchange.core.db import transaction
from library_exchange.shipping.rules.claim_reasons import FITS, REASONS, reasons_for
from library_exchange.shipping.rules.codes import FAULTS, LineState
from library_exchange.shipping.schemas import Reasoned

PASSWORD = "горы и реки 山河"
"""What every person of the tests signs in with."""


def photograph(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **more: Any) -> bytes:
    """Return the file of a picture, as a camera or a scanner makes one."""
    out = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **more)
    return out.getvalue()


NO_PICTURES = [
    ("zh", b"GIF89a", "1.gif", "不是 JPEG 或 PNG 图片"),
    ("ru", b"GIF89a", "1.gif", "Это не снимок JPEG или PNG"),
    ("zh", photograph((300, 300))[:-3000], "1.jpg", "图片已损坏或不完整"),
    ("ru", photograph((300, 300))[:-3000], "1.jpg", "повреждён или неполон"),
    ("zh", b"", "", "请选择图片"),
    ("ru", b"", "", "Выберите снимок"),
]
"""Files that are no picture or a broken one, and what is said of them at the field in a language."""


class Visitor(FlaskClient):
    """A browser of its own: nothing of one request is left for the next but cookies, as on a real server."""

    password = PASSWORD

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return contextvars.Context().run(super().open, *args, **kwargs)

    def sign_in(self, email: str, password: str = PASSWORD, lang: str = "en", **more: Any) -> TestResponse:
        return self.post(f"/{lang}/login", data={"email": email, "password": password}, **more)


@pytest.fixture
def visitor() -> Callable[[Flask], Visitor]:
    """Open a new browser, in which nobody is signed in, on an application."""
    return lambda app: Visitor(app)


@pytest.fixture
def make_person() -> Callable[..., int]:
    """Make a person in her own transaction; return the user's id.

    `roles` is one role or several, held in the library `library_id`; everybody's password is `PASSWORD`.
    """

    def make(
        email: str = "anna@amur.example",
        library_id: int | None = None,
        roles: Role | tuple[Role, ...] = Role.READER,
        card_no: str | None = None,
        is_active: bool = True,
        **more: Any,
    ) -> int:
        values: dict[str, Any] = {"name": "Anna", "language": "en", "password": PasswordHash(PASSWORD)} | more
        with transaction() as session:
            user = services.add_user(session, email, **values)
            user.active = is_active
            for role in (roles,) if isinstance(roles, Role) else roles:
                if library_id is not None:
                    services.add_membership(session, user, library_id, role, card_no)
            assert user.id is not None
            return user.id

    return make


@pytest.fixture
def signed_in(make_person: Callable[..., int]) -> Callable[..., Visitor]:
    """Make a person and open a browser in which she is signed in (see `make_person`)."""

    def make(app: Flask, email: str = "anna@amur.example", *args: Any, **more: Any) -> Visitor:
        make_person(email, *args, **more)
        opened = Visitor(app)
        answer = opened.sign_in(email)
        assert answer.status_code == 302, answer.text
        return opened

    return make


def carry_out_night(
    verbs: Mapping[str, Callable[[Session, datetime], Any]], session: Session, at: datetime
) -> dict[str, Any]:
    """Do in one transaction what a room does every night; return what each verb returned."""
    return {name: verb(session, at) for name, verb in verbs.items()}


CLAIMED = Reasoned(why=FITS[LineState.DAMAGED][0])
"""Why a damaged book is claimed."""


def why_claimed(found: Mapping[int, Any]) -> dict[int, Reasoned]:
    """Return the first reason there is for what did not come well, by the ids of the lines."""
    faults = {line: next((each for each in FAULTS if each in _states(how)), None) for line, how in found.items()}
    return {line: Reasoned(why=FITS[fault][0]) for line, fault in faults.items() if fault is not None}


def _states(how: Any) -> Collection[str]:
    return how if isinstance(how, Mapping) else (how,)


def a_reason(event: str, fault: LineState) -> dict[str, object]:
    """Return the first reason there is for a step of the claim of `fault`; nothing where none is asked."""
    return {"why": reasons_for(event, fault)[0]} if event in REASONS else {}
