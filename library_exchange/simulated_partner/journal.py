"""The journal of a partner: what it got and sent, with every confirmation, and whether it keeps to a schema."""

import base64
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from lxml import etree

from library_exchange.simulated_partner import reading
from library_exchange.simulated_partner.editions import EDITIONS
from library_exchange.simulated_partner.writing import instant, now

KEPT = 5000
"""So many messages are kept; the oldest go first."""


class Schemas:
    """The schemas in a folder, by edition; nothing is shipped with them, so that there may be none."""

    def __init__(self, folder: Path | None) -> None:
        self._lock = Lock()
        found = sorted(folder.glob("*.xsd")) if folder else []
        by_edition = {edition: [p for p in found if edition in p.stem.replace("_", ".")] for edition in EDITIONS}
        self._schemas = {edition: etree.XMLSchema(etree.parse(p[0])) for edition, p in by_edition.items() if p}

    def faults(self, body: bytes) -> dict[str, list[str]]:
        """Return what each edition finds wrong with a message: nothing, if it is valid."""
        if not self._schemas:
            return {}
        try:
            root = reading.tree(body)
        except reading.NotAMessage as error:
            return {edition: [str(error)] for edition in self._schemas}
        with self._lock:
            return {edition: _faults(schema, root) for edition, schema in self._schemas.items()}


def _faults(schema: Any, root: Any) -> list[str]:
    return [] if schema.validate(root) else [f"line {fault.line}: {fault.message}" for fault in schema.error_log]


@dataclass
class Entry:
    """A message that went one way, and the confirmation that came the other."""

    number: int
    direction: Literal["got", "sent"]
    url: str
    body: bytes
    at: datetime = field(default_factory=now)
    kind: str = ""
    version: str = ""
    request_id: str = ""
    gist: str = ""
    status: int = 0
    answer: bytes = b""
    answer_gist: str = ""
    tries: int = 1
    trouble: str = ""
    faults: dict[str, list[str]] = field(default_factory=dict)
    answer_faults: dict[str, list[str]] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """Return it as JSON has it; raw bytes in base64 beside the text."""
        told = {name: value for name, value in vars(self).items() if name not in ("at", "body", "answer")}
        raw = {"body": self.body, "answer": self.answer}
        texts = {name: value.decode("utf-8", "replace") for name, value in raw.items()}
        coded = {f"{name}_base64": base64.b64encode(value).decode() for name, value in raw.items()}
        return {**told, "at": instant(self.at), **texts, **coded}


class Journal:
    """All entries, in the order in which they began."""

    def __init__(self, schemas: Schemas, told: Callable[[Entry], None]) -> None:
        self._schemas, self._told = schemas, told
        self._lock = Lock()
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._count = 0

    @property
    def count(self) -> int:
        return self._count

    def entries(self) -> list[Entry]:
        with self._lock:
            return list(self._entries)

    def begin(self, direction: Literal["got", "sent"], url: str, body: bytes) -> Entry:
        """Write down a message, before anything is done about it."""
        with self._lock:
            self._count += 1
            entry = Entry(self._count, direction, url, body)
            self._entries.append(entry)
        try:
            heard = reading.read(body)
        except reading.NotAMessage as error:
            entry.trouble = str(error)
        else:
            entry.kind, entry.version, entry.gist = heard.kind, heard.version, heard.gist
            entry.request_id = heard.request_id
        entry.faults = self._schemas.faults(body)
        return entry

    def end(self, entry: Entry, status: int, answer: bytes) -> None:
        """Write down how it was answered."""
        entry.status, entry.answer = status, answer
        try:
            entry.answer_gist = reading.read(answer).gist
        except reading.NotAMessage:
            entry.answer_gist = answer.decode("utf-8", "replace").strip()[:200]
        else:
            entry.answer_faults = self._schemas.faults(answer)
        self._told(entry)
