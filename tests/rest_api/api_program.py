"""A program of a library that works here by a key."""

import json
import uuid
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from library_exchange.api_keys import services
from library_exchange.api_keys.rules import Scope
from library_exchange.api_keys.schemas import NewApiKey
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from tests.makers import Visitor

EVERYTHING = tuple(Scope)


def new_key(library_id: int, *scopes: Scope, purpose: str = "circulation") -> tuple[int, str]:
    """Make a key of a library; return its id and its text."""
    administrator = Actor("person", library_id=library_id, roles=frozenset({Role.LIBRARY_ADMIN}))
    with transaction() as session:
        made, text = services.make(session, administrator, NewApiKey(purpose=purpose), scopes, now())
        return made.id, text


class Program:
    """What shows a key with each request, and names each POST anew unless it is told how."""

    def __init__(self, app: Flask, library_id: int, *scopes: Scope) -> None:
        self.app, self.library_id = app, library_id
        self.key_id, self.key = new_key(library_id, *(scopes or EVERYTHING))

    def asks(self, method: str, path: str, told: Any = None, **headers: str) -> TestResponse:
        """Send a request and return the answer; `headers` are written with `_` for `-`."""
        return ask(self.app, self.key, method, path, told, **headers)

    def reads(self, path: str, **headers: str) -> Any:
        """Return what is told at an address."""
        answer = self.asks("GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json


def ask(app: Flask, key: str | None, method: str, path: str, told: Any = None, **headers: str) -> TestResponse:
    """Send a request with a key, or without any, in a browser of its own."""
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
    if key is not None:
        sent.setdefault("Authorization", f"Bearer {key}")
    if method == "POST" and "Idempotency_Key" not in headers:
        sent["Idempotency-Key"] = uuid.uuid4().hex
    if told is not None:
        sent.setdefault("Content-Type", "application/json")
    body = told if isinstance(told, bytes) or told is None else json.dumps(told, ensure_ascii=False).encode()
    where = path if path.startswith("/api/") else f"/api/v1{path}"
    return Visitor(app).open(where, method=method, data=body, headers=sent)
