"""Secrets stand in files, as a vault hands them over, or in the environment, and never in both; all are listed."""

import re

import pytest

from library_exchange.core.settings import CHECKOUT, IN_FILES, Settings, variable

KEYS = CHECKOUT / "docs" / "keys.md"
SIGNS = re.compile(r"^(?:from|import) (?:hmac|cryptography|itsdangerous|pyotp|webauthn|ssl)\b", re.MULTILINE)


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """Nothing is set, and no file `.env` lies there."""
    for name in IN_FILES:
        monkeypatch.delenv(variable(name), raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("secret_key", "k" * 40),
        ("password_salt", "s" * 40),
        ("database_url", "postgresql+psycopg://bridge:secret@db.example.org/bridge"),
        ("smtp_password", "секрет"),
        ("metrics_token", "token"),
        ("search_url", "https://user:secret@search.example.org:9200"),
    ],
)
def test_a_secret_is_read_from_its_file_without_the_end_of_the_line(alone, tmp_path, name, told):
    file = tmp_path / name
    file.write_text(f"{told}\n", encoding="utf-8")
    alone.setenv(f"{variable(name)}_FILE", str(file))
    found = getattr(Settings(), name)
    assert (found.get_secret_value() if hasattr(found, "get_secret_value") else found) == told


def test_a_file_that_is_not_there_stops_the_start_and_names_the_setting(alone, tmp_path):
    alone.setenv("LX_SECRET_KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match="LX_SECRET_KEY_FILE"):
        Settings()


def test_a_file_with_nothing_in_it_stops_the_start_and_no_empty_database_is_opened(alone, tmp_path):
    (tmp_path / "url").write_text(" \n", encoding="utf-8")
    alone.setenv("LX_DATABASE_URL_FILE", str(tmp_path / "url"))
    with pytest.raises(ValueError, match="is empty"):
        Settings()


def test_a_secret_in_two_places_stops_the_start(alone, tmp_path):
    (tmp_path / "key").write_text("k" * 40, encoding="utf-8")
    alone.setenv("LX_SECRET_KEY_FILE", str(tmp_path / "key"))
    alone.setenv("LX_SECRET_KEY", "k" * 40)
    with pytest.raises(ValueError, match="both set"):
        Settings()


def test_every_secret_may_stand_in_a_file_and_has_its_line_among_the_keys():
    secret = {name for name, field in Settings.model_fields.items() if "SecretStr" in repr(field.annotation)}
    assert secret <= set(IN_FILES)
    keys = KEYS.read_text(encoding="utf-8")
    assert [name for name in IN_FILES if f"| `{variable(name)}` |" not in keys] == []


def test_every_file_that_signs_or_seals_stands_in_the_list_and_is_there():
    package = CHECKOUT / "library_exchange"
    signing = {
        str(file.relative_to(package)) for file in package.rglob("*.py") if SIGNS.search(file.read_text("utf-8"))
    }
    listed = set(re.findall(r"`([\w/]+\.py)`", KEYS.read_text(encoding="utf-8")))
    assert signing - listed == set()
    assert [name for name in listed if not (package / name).exists()] == []
