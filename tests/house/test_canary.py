"""No reader goes out by any door: what is kept of readers becomes a word that stands nowhere else, and all is asked.

Each door for machines and each file has its verdict here; one that is new has none, and a test says so.
"""

import json
import re
import sqlite3
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
import time_machine
from pypdf import PdfReader
from sqlmodel import SQLModel

import library_exchange
from library_exchange.copy_cataloguing.services import asking
from library_exchange.core import outgoing
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading
from library_exchange.core.outgoing import Bounds, NotReached, Unreached
from library_exchange.door_keeping.keeper import keeper
from library_exchange.door_keeping.models import DoorFault
from library_exchange.door_keeping.rules import Gathering
from library_exchange.exports.rules.forms import Form
from library_exchange.personal_data.rules import MARKS, NEVER_WRITTEN_OUT, About, columns_about
from library_exchange.protocols.oai_pmh.peer import GIVEN
from library_exchange.protocols.oai_pmh.services.telling import AHEAD
from library_exchange.protocols.sru.rules.requests import SCHEMAS
from library_exchange.references.rules.forms import Form as Reference
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.services import collecting, delivering
from tests.house.api_doors import API_TABLE
from tests.house.conftest import deliver
from tests.house.test_api_rights import knock
from tests.house.test_pages import FILES
from tests.house.test_rights import TABLE, address

CANARY = "kanareika"
KEY = "a key"
"""By which the world has its events signed."""
WITHOUT_WORDS = {
    "user.language": "a code, by which pages are made",
    "reader_application.language": "a code, by which pages are made",
    "mail.language": "a code, by which pages are made",
    "outbox.payload": "read by who carries it out: her address, and the text of her letter",
}
"""Marked columns of readers in which no word can be put in place of what stands there, and why."""
READERS = [each for each in columns_about(About.READER) if each not in NEVER_WRITTEN_OUT and each not in WITHOUT_WORDS]
"""Where it stands who a reader is, what she says and what she looks for, like `table.column`."""
OF_STAFF = {
    "audit": "numbers of users, never their names",
    "correction": "numbers of users, never their names",
    "passkey_challenge": "what was asked, by its hash",
    "account_of_nobody": "since when nobody has an account",
    "erasure_request": "when a reader asked, and no word of hers",
}
"""Tables that name users and of which no column is marked, and why no reader can be read there."""
SRU = "//sru?version=2.0&operation=searchRetrieve&query=cql.allRecords%3D1&maximumRecords=50&recordSchema="
OUTWARD = {
    "oai_pmh.answer": [
        *(f"//oai?verb=ListRecords&metadataPrefix={prefix}" for prefix in GIVEN),
        *(f"//oai?verb={verb}" for verb in ("Identify", "ListSets", "ListMetadataFormats")),
        "//oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
    ],
    "sru.answer": [*(SRU + quote(schema) for schema in SCHEMAS), "//sru", "//sru?scanClause=dc.title%3DB"],
    "feeds.offers": ["//feeds/offers.atom"],
    "feeds.wants": ["//feeds/wants.atom"],
    "web_documents.search_feed": ["//feeds/search.atom?q=Book", f"//feeds/search.atom?q={CANARY}x"],
    "web_documents.robots": ["//robots.txt"],
    "web_documents.sitemap": ["//sitemap.xml"],
    "web_documents.sitemap_of_pages": ["//sitemaps/pages.xml"],
    "web_documents.sitemap_part": ["//sitemaps/titles-0.xml"],
    "openurl.arrive": ["//openurl?title=Book"],
    "iso18626.receive": ["//iso18626"],
    "watching.readyz": ["//readyz"],
    "watching.metrics": ["//metrics"],
}
"""What each door for machines is asked by a program that nobody knows."""
LEADING = {
    "delivery_links.fetch": "a copy for whoever has the link from her own letter, so often as it says; no word of her",
    "web.permalink": "leads to the page of a title",
    "web.request_permalink": "leads to the page of a request, which has its own rights",
    "web.set_theme": "leads back",
}
"""Addresses without a language that are for people, and what is told there."""
HER_OWN = {"personal_data.my_file": "what is kept of herself, for whoever asks"}
"""Files that say what they are to say to each: nothing of others, which the room's tests see."""
NOT_OURS = ("static", "web.healthz", "web.root")
OUTGOING = {
    "copy_cataloguing": "asked below, by SRU and by Z39.50",
    "harvesting": "asked below",
    "scheduled_imports": "asked below",
    "webhooks": "asked below",
    "protocols": "its messages are those of tests/loans/test_privacy.py: no field is of a reader",
}
"""The rooms that call other servers, and where it is seen what they send."""


def marked(world):
    """Make a word of everything that is kept of readers; return how many rows it stands in."""
    with closing(sqlite3.connect(world.file)) as connection:
        for table, column in (each.split(".") for each in READERS):
            told = f"'{CANARY}x {column} ' || rowid || '@canary.example'"
            is_binary = isinstance(SQLModel.metadata.tables[table].columns[column].type, sa.LargeBinary)
            told = f"CAST({told} AS BLOB)" if is_binary else told
            connection.execute(f'UPDATE "{table}" SET {column} = {told} WHERE {column} IS NOT NULL')
        connection.commit()
        return connection.total_changes


@pytest.fixture
def canaries(world):
    assert marked(world) > 20
    yield world
    world.restore()


def has_canary(text):
    return f"{CANARY}x " in text.lower() or "canary.example" in text.lower()


def read(content):
    """Return the text of a file: of a workbook that of all its parts, of a paper that of all its pages."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    if content.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


def told(answer):
    with answer:
        return read(answer.get_data()) + json.dumps(dict(answer.headers))


def singing(bodies):
    return [where for where, body in bodies.items() if has_canary(body)]


# Nothing without a verdict --------------------------------------------------------------------------------------------


def test_every_table_that_names_a_person_has_its_verdict():
    naming = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if any(key.column.table.name in ("user", "membership") for key in table.foreign_keys)
        or "user_id" in table.columns
        or any(column.name.startswith("reader_") for column in table.columns)
        or table.name.startswith("reader_")
    }
    assert naming - {mark.partition(".")[0] for mark in MARKS} == OF_STAFF.keys()


def test_a_marked_column_is_without_words_only_if_it_is_a_readers():
    assert WITHOUT_WORDS.keys() <= set(columns_about(About.READER)) - NEVER_WRITTEN_OUT
    assert len(READERS) > 25


def test_every_door_for_machines_has_its_verdict(world):
    rules = [rule for rule in world.app.url_map.iter_rules() if "lang" not in "".join(rule.arguments)]
    without = {rule.endpoint for rule in rules if not rule.endpoint.startswith(("api.", *NOT_OURS))}
    assert without == OUTWARD.keys() | LEADING.keys()


def test_every_room_that_calls_other_servers_has_its_verdict():
    house = Path(library_exchange.__file__).parent
    calling = {
        path.relative_to(house).parts[0]
        for path in house.rglob("*.py")
        if re.search(r"^from library_exchange\.core\.outgoing import .*\b(answered|Call)\b", path.read_text(), re.M)
    }
    assert calling == OUTGOING.keys()


# What comes out -------------------------------------------------------------------------------------------------------


def test_readers_are_in_no_answer_to_a_program(canaries):
    bodies = {}
    for library in ("heihe", "amur"):
        for row in API_TABLE:
            bodies[library, row[0]] = told(knock(canaries, canaries.ids[f"key of {library}"], row))
    assert singing(bodies) == []
    assert any('"steps":[{' in body for body in bodies.values())


def test_readers_are_in_no_document_of_a_door(canaries):
    nobody = canaries.visitors["nobody"]
    with time_machine.travel(now() + 2 * AHEAD):
        bodies = {path: told(nobody.get(address(canaries, path))) for paths in OUTWARD.values() for path in paths}
    book = canaries.ids["book h1"]
    for form in Reference:
        bodies[f"reference {form}"] = told(nobody.get(f"/ru/r/{book}/files/{form}"))
    bodies["page with JSON-LD"] = told(nobody.get(f"/ru/r/{book}"))
    assert singing(bodies) == []
    full = [path for path in bodies if "Records" in path or "recordSchema" in path]
    assert len(full) > 6
    assert all("Book" in bodies[path] for path in full)
    assert "application/ld+json" in bodies["page with JSON-LD"]


def test_readers_are_in_no_file_that_a_stranger_can_have(canaries):
    """A librarian of another library has what everybody has, and what she shares with us: no readers."""
    rows = [row for row in TABLE if row[0] in FILES and row[1] == "GET"]
    bodies = {
        (role, row[2]): told(canaries.visitors[role].get(address(canaries, row[2])))
        for row in rows
        for role in ("nobody", "stranger")
        if row[0] not in HER_OWN
    }
    assert {row[0] for row in rows} == set(FILES)
    assert singing(bodies) == []


def test_readers_are_in_no_export(canaries):
    admin, seen = canaries.visitors["librarian"], {}
    for form in Form:
        admin.post("/ru/staff/exports", data={"form": form.value, "sure": "yes"})
    with canaries.app.app_context():
        deliver()
        folder = canaries.app.extensions["settings"].folder("exports")
        for path in folder.iterdir():
            seen[path.name] = read(path.read_bytes())
    assert len(seen) >= len(Form) - 1
    assert singing(seen) == []


@pytest.fixture
def calls(monkeypatch):
    """What goes out to other servers, none of which answers."""
    sent = []

    @contextmanager
    def nobody_there(call, _bounds, _ends_at):
        sent.append(repr(call))
        raise NotReached(Unreached.NO_ANSWER)
        yield

    def nothing_there(_program, commands, _bounds):
        sent.append(commands.decode())
        return b""

    monkeypatch.setattr(outgoing, "_asked", nobody_there)
    monkeypatch.setattr(asking.shutil, "which", lambda _name: "/bin/zoomsh")
    monkeypatch.setattr(asking, "address_of", lambda *_where: "192.0.2.1")
    monkeypatch.setattr(asking, "_run", nothing_there)
    return sent


def test_readers_are_in_nothing_that_is_sent_to_other_servers(canaries, calls):
    """Harvests, files fetched, catalogues asked and events told: all that can be ordered is ordered and sent."""
    admin, ids = canaries.visitors["admin"], canaries.ids
    admin.post(f"/ru/staff/harvests/{ids['harvested']}/ask")
    admin.post("/ru/staff/imports/scheduled/now")
    for target, protocol, at in ((ids["target"], "sru", ""), (ids["other target"], "z3950", "two.example:210/books")):
        with closing(sqlite3.connect(canaries.file)) as connection:
            told = (
                "UPDATE catalogue_target SET protocol = ?1, address = coalesce(nullif(?2, ''), address) WHERE id = ?3"
            )
            connection.execute(told, (protocol, at, target))
            connection.commit()
        canaries.visitors["platform"].post(f"/ru/platform/targets/{target}/try", data={"words": "Book"})
    with closing(sqlite3.connect(canaries.file)) as connection:
        connection.execute("UPDATE webhook SET cursor = 0, state = 'active'")
        connection.commit()
    with canaries.app.app_context():
        collecting.collect_all(database(), "https://bridge.example", now())
        with reading() as session:
            events = session.scalars(sa.select(WebhookDelivery.body)).all()
            due = session.get_one(Webhook, ids["webhook"]).due_at
        delivering.run(database(), ids["webhook"], due, KEY, Bounds(1000, 1.0))
        deliver()
    assert singing(dict(enumerate([*calls, *events]))) == []
    assert len(events) > 1
    servers = {re.search(r"https?://[^/']+|192\.0\.2\.1|Book", call)[0] for call in calls}
    assert len(servers) >= 5, servers


def test_what_a_program_sends_is_not_in_what_is_kept_of_errors(canaries, caplog):
    """A card number in an address is the program's fault: that it came is written down, and not what it was."""
    nobody, word = canaries.visitors["nobody"], quote(f"{CANARY}x 77")
    canaries.app.extensions["door_keeper"].gathering = Gathering()  # without what other tests had keys of theirs asked
    for path in (
        f"/sru?version=9&query={word}",
        f"/sru?query=rec.identifier%3D{word}",
        f"/oai?verb=GetRecord&identifier={word}&metadataPrefix=oai_dc",
        f"/oai?verb={word}",
        f"/api/v1/{word}",
        f"/api/v1/records?q={word}",
    ):
        nobody.get(path)
    key = canaries.ids["key of heihe"]
    for path in (f"/records?fields={word}", f"/loans?state={word}", f"/holdings/{word}", f"/items?cursor={word}"):
        knock(canaries, key, ("", "GET", path, None, ""))
    with canaries.app.app_context():
        keeper().write_down()
        with reading() as session:
            faults = session.scalars(sa.select(DoorFault)).all()
            kept = {fault.id: str(fault.model_dump()) for fault in faults}
    assert len(kept) >= 5
    assert singing(kept) == []
    assert not has_canary(caplog.text)
