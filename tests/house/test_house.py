"""The house holds: rooms, furniture, rights, settings and documents agree with each other."""

import ast
import configparser
import re
from pathlib import Path

import pytest

from library_exchange.app import joined_rights
from library_exchange.cli import COMMANDS
from library_exchange.core.settings import CHECKOUT, Settings

PACKAGE = CHECKOUT / "library_exchange"
FURNITURE = {"views", "api", "peer", "cli", "jobs", "services", "queries", "schemas", "policy", "labels", "models"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def _contract(name: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser()
    parser.read(CHECKOUT / ".importlinter", encoding="utf-8")
    return parser[f"importlinter:contract:{name}"]


def test_every_room_with_furniture_is_under_the_contract():
    rooms = {
        f"library_exchange.{room.relative_to(PACKAGE).as_posix().replace('/', '.')}"
        for room in (*PACKAGE.iterdir(), *(PACKAGE / "protocols").iterdir())
        if room.is_dir() and {p.stem for p in room.iterdir()} & {"services", "views", "models", "queries"}
    }
    assert rooms - {"library_exchange.core", "library_exchange.web"} == set(
        _contract("furniture")["containers"].split()
    )


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_file_is_fit_to_read(path: Path):
    """Each module says what it is for, no name hides a missing idea, `__init__` imports nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module starts with a sentence"
    assert path.stem not in BANNED_NAMES
    if path.name == "__init__.py":
        assert len(tree.body) == 1, "__init__.py holds a docstring and nothing else"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1
            if "migrations" not in path.parts:
                assert length <= 45, f"{node.name} has {length} lines"


def test_only_core_commits():
    """An index's writer commits too, in its engine."""
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name not in ("core", "tantivy_engine") and path.name != "sessions.py":
            assert ".commit()" not in path.read_text(encoding="utf-8"), path


def test_the_own_key_of_the_service_is_asked_for_in_one_place():
    """Besides where the application is made; migrations stand for themselves."""
    files = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    asking = {
        path.relative_to(PACKAGE).as_posix() for path in files if 'secret("secret_key")' in path.read_text("utf-8")
    }
    assert asking == {"app.py", "core/sealed_secrets.py"}


def _sessions_of(block: ast.With) -> set[str]:
    """Return the names that a block gives to the sessions it opens."""
    opened = [
        item for item in block.items if re.search(r"\b(reading|transaction)\(\)$", ast.unparse(item.context_expr))
    ]
    return {item.optional_vars.id for item in opened if isinstance(item.optional_vars, ast.Name)}


def _read_too_late(source: str) -> list[str]:
    """Return where a function names a session after the block that opened it: that opens it anew, for good."""
    found = []
    for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)):
        blocks = [node for node in ast.walk(function) if isinstance(node, ast.With) and _sessions_of(node)]
        inside = {id(part) for block in blocks for part in ast.walk(block)}
        given = {
            argument.arg for part in ast.walk(function) if isinstance(part, ast.arguments) for argument in part.args
        }
        opened = {name for block in blocks for name in _sessions_of(block)} - given
        named = (node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id in opened)
        found += [f"{function.name}: line {name.lineno}" for name in named if id(name) not in inside]
    return found


def test_no_session_is_used_after_its_block():
    late = "def show():\n    with reading() as session:\n        found = read(session)\n    return more(session, found)"
    assert _read_too_late(late) == ["show: line 4"]
    assert _read_too_late(late.replace("more(session, found)", "found")) == []
    assert {
        str(path): late for path in PACKAGE.rglob("*.py") if (late := _read_too_late(path.read_text("utf-8")))
    } == {}


def _grouped_by_rows(source: str) -> list[int]:
    """Return the lines that group by all columns of a table: a column of JSON cannot be compared on PostgreSQL."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    grouping = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "group_by")
    return [
        call.lineno
        for call in grouping
        if any(
            (isinstance(each, ast.Name) and each.id[:1].isupper())
            or (isinstance(each, ast.Starred) and ast.unparse(each).endswith(".__table__.c"))
            for each in call.args
        )
    ]


def test_rows_are_grouped_by_their_number_and_not_by_all_their_columns():
    assert _grouped_by_rows("q.group_by(Library, col(Book.kind))\nq.group_by(*Library.__table__.c)") == [1, 2]
    assert _grouped_by_rows("q.group_by(col(Library.id), *stands)") == []
    for path in PACKAGE.rglob("*.py"):
        assert _grouped_by_rows(path.read_text("utf-8")) == [], path


def test_no_sql_is_glued_from_pieces():
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"(execute|scalars?|exec)\(\s*(sa\.text\(\s*)?f[\"'](?!PRAGMA )", source), path


def test_every_route_is_in_the_table_of_rights(web):
    routes = {rule.endpoint for rule in web.url_map.iter_rules()}
    assert routes == set(joined_rights()), "routes and rights must name the same doors"


def test_every_page_has_a_language_and_every_machine_door_has_none(web):
    without = {"static", "web.root", "web.permalink", "web.request_permalink", "web.healthz", "web.set_theme"}
    without |= {"feeds.offers", "feeds.wants", "openurl.arrive", "delivery_links.fetch", "iso18626.receive"}
    without |= {"oai_pmh.answer", "sru.answer", "watching.readyz", "watching.metrics"}
    without |= {
        f"web_documents.{name}" for name in ("search_feed", "robots", "sitemap", "sitemap_of_pages", "sitemap_part")
    }
    for rule in web.url_map.iter_rules():
        has_language = "lang" in rule.arguments
        is_without = rule.endpoint in without or rule.endpoint.startswith("api.")
        assert has_language == (not is_without), rule


def test_no_change_by_a_get(web):
    for rule in web.url_map.iter_rules():
        methods = rule.methods - {"HEAD", "OPTIONS"}
        changes = ({"PATCH"}, {"PUT"}) if rule.endpoint.startswith("api.") else ()
        assert methods in ({"GET"}, {"POST"}, {"GET", "POST"}, *changes), rule


def test_every_setting_is_described_for_operators():
    guide = (CHECKOUT / "docs" / "operators.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"LX_{name.upper()}" in guide, f"docs/operators.md does not describe LX_{name.upper()}"


def test_every_command_is_described_for_operators():
    guide = (CHECKOUT / "docs" / "operators.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"library-exchange {name}" in guide, f"docs/operators.md does not describe {name}"


def test_production_refuses_a_short_secret(tmp_path):
    with pytest.raises(ValueError, match="LX_SECRET_KEY"):
        Settings(_env_file=None, mode="production", instance_dir=tmp_path, secret_key="short")


def test_the_models_and_the_migrations_agree(app):
    assert app.extensions["alembic"].compare_metadata() == []
