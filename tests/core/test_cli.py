"""The operators' command: each verb does what it says and refuses in a sentence."""

import json
import socket
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo

from library_exchange.accounts.queries import find_user
from library_exchange.cli import COMMANDS, FROM_LIBRARIES, main
from library_exchange.core import startup
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.demo.books import records
from library_exchange.second_factors.models import SecondFactor
from library_exchange.second_factors.queries import is_set

HEIHE = {
    "code": "heihe",
    "name_zh": "黑河市图书馆",
    "name_ru": "Городская библиотека Хэйхэ",
    "name_en": "Heihe Library",
    "city_zh": "黑河",
    "city_ru": "Хэйхэ",
    "city_en": "Heihe",
    "country": "CN",
    "kind": "public",
    "timezone": "Asia/Shanghai",
    "language": "zh",
    "mailbox": "ill@heihe.example",
}


@pytest.fixture
def run(web):
    """Run a command on the application of the test; return its answer."""
    runner = web.test_cli_runner()
    return lambda *arguments, **more: runner.invoke(main, list(arguments), **more)


def _admit(run, tmp_path, **more):
    (tmp_path / "heihe.json").write_text(json.dumps(HEIHE | more), encoding="utf-8")
    admin = ("--admin", "admin@heihe.example", "--name", "Admin")
    return run("admit", str(tmp_path / "heihe.json"), *admin)


def test_a_library_is_admitted_and_its_administrator_invited(run, web, tmp_path):
    assert _admit(run, tmp_path).exit_code == 0
    [mail] = web.extensions["settings"].folder("mail").glob("*.eml")
    assert b"admin@heihe.example" in mail.read_bytes()


def test_a_library_described_wrongly_is_refused(run, tmp_path):
    answer = _admit(run, tmp_path, country="XX")
    assert answer.exit_code != 0
    assert "country" in answer.output


def test_a_file_is_taken_in_indexed_and_checked(run, tmp_path, shared_data):
    _admit(run, tmp_path)
    path = str(shared_data / "marc" / "cnmarc" / "bnu_10_gb18030.iso")
    looked = run("import", path, "--library", "heihe", "--dry-run")
    assert "中国发展报告" in looked.output
    taken = run("import", path, "--library", "heihe")
    assert "Read 10 = accepted 10 + rejected 0" in taken.output
    assert run("check").exit_code == 0
    # One of the ten is another one as an electronic resource: a title of its own.
    assert "10 records are in the index" in run("reindex").output


def test_what_cannot_be_taken_in_is_said_before_anything_is_kept(run, tmp_path, shared_data):
    _admit(run, tmp_path)
    cases = shared_data / "cases"
    unnamed = tmp_path / "unnamed.csv"
    unnamed.write_text("абв;где\nжзи;1\nклм;2\n", encoding="utf-8")
    for file, told in ((cases / "word_document.mrc", "Word document"), (unnamed, "No column holds")):
        answer = run("import", str(file), "--library", "heihe")
        assert (answer.exit_code, told in answer.output) == (1, True), file.name
    table = run("import", str(cases / "catalogue_ru_cp1251.csv"), "--library", "heihe")
    assert "column 2, 'Название': title" in table.output
    assert "Read 1 = accepted 1 + rejected 0" in table.output


def test_an_unknown_library_is_named_with_the_known_ones(run, tmp_path, shared_data):
    _admit(run, tmp_path)
    answer = run("import", str(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso"), "--library", "nowhere")
    assert answer.exit_code != 0
    assert "heihe" in answer.output


def test_a_backup_into_an_existing_folder_is_refused_in_a_sentence(run, tmp_path):
    assert run("backup", str(tmp_path / "one")).exit_code == 0
    again = run("backup", str(tmp_path / "one"))
    assert (again.exit_code, "exists already" in again.output) == (1, True)


def test_the_last_administrator_is_let_in_by_the_operator(run, web, make_person):
    make_person("p@bridge.example", is_platform_admin=True)
    assert "set up a second factor" in run("reset-second-factor", "p@bridge.example").output
    with transaction() as session:
        user_id = find_user(session, "p@bridge.example").id
        session.add(SecondFactor(user_id=user_id, secret="sealed", confirmed_at=now()))
    assert run("reset-second-factor", "P@bridge.example").exit_code == 0
    with reading() as session:
        assert not is_set(session, user_id)
    [mail] = web.extensions["settings"].folder("mail").glob("*.eml")
    assert b"p@bridge.example" in mail.read_bytes()


def test_an_administrator_needs_a_real_password(run):
    assert run("administrator", "p@bridge.example", "--password", "short").exit_code != 0
    assert run("administrator", "p@bridge.example", "--password", "long enough, really").exit_code == 0
    assert run("administrator", "p@bridge.example", "--password", "long enough, really").exit_code == 1


def test_an_index_that_is_missing_is_a_finding(run, tmp_path, make_library):
    make_library()
    answer = run("check")
    assert (answer.exit_code, "reindex" in answer.output) == (1, True)


def test_the_list_of_commands_says_of_each_what_it_says_of_itself(web):
    answer = CliRunner().invoke(main, ["--help"])
    with click.Context(main, obj=ScriptInfo(create_app=lambda: web)) as context:
        for name in main.list_commands(context):
            assert f"  {name} " in answer.output
            told = COMMANDS[name][2] if name in COMMANDS else FROM_LIBRARIES[name]
            assert main.get_command(context, name).help.split("\n\n")[0] == told


def loaded_by(*arguments: str) -> set[str]:
    """Return which modules a command of its own process has loaded at its end."""
    told = "; print(*[name for name in sys.modules if name.count('.') < 2], file=sys.stderr)"
    run = f"import sys; from library_exchange.cli import main; main({list(arguments)!r}, standalone_mode=False){told}"
    answer = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    return set(answer.stderr.split())


def test_who_asks_for_help_or_only_looks_at_a_file_waits_for_no_database(tmp_path):
    heavy = {"sqlalchemy", "sqlmodel", "library_exchange.app", "rjieba", "pypinyin", "fpdf", "highspy"}
    file = tmp_path / "books.mrc"
    file.write_bytes(b"".join(records()[:3]))
    assert loaded_by("--help") & (heavy | {"pymarc"}) == set()
    assert loaded_by("import", str(file), "--library", "heihe", "--dry-run") & heavy == set()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"LX_PORT": "99999"}, "LX_PORT"),
        ({"LX_PORT": "eighty"}, "LX_PORT"),
        ({"LX_DATABASE_URL": "nonsense"}, "LX_DATABASE_URL"),
        ({"LX_DATABASE_URL": "paper://shelf/box"}, "LX_DATABASE_URL"),
        ({"LX_DATABASE_URL": "postgresql+psycopg://clerk:a-secret-word@127.0.0.1:1/bridge"}, "Connection refused"),
        ({"LX_MODE": "production", "LX_SECRET_KEY": "a-secret-word"}, "LX_SECRET_KEY"),
        ({"LX_SMTP_HOST": "smtp://mail.example.org:25"}, "LX_SMTP_HOST"),
        ({"LX_MAIL_SENDER": "the bridge"}, "LX_MAIL_SENDER"),
        ({"LX_BASE_URL": "bridge.example.org"}, "LX_BASE_URL"),
        ({"LX_COPY_LIMIT_MB": "200"}, "LX_UPLOAD_LIMIT_MB"),
        ({"LX_INSTANCE_DIR": "{a file}/instance"}, "LX_INSTANCE_DIR"),
    ],
    ids=str,
)
def test_what_is_set_wrongly_is_told_in_a_sentence_and_unsigned_with_it(tmp_path, wrong, told):
    (tmp_path / "a file").touch()
    given = {name: value.format_map({"a file": tmp_path / "a file"}) for name, value in wrong.items()}
    answer = CliRunner().invoke(main, ["check"], env={"LX_INSTANCE_DIR": str(tmp_path / "instance")} | given)
    assert (answer.exit_code, type(answer.exception)) == (1, SystemExit)
    assert told in answer.output
    assert "a-secret-word" not in answer.output
    assert "Traceback" not in answer.output


def test_a_port_that_is_taken_is_told_in_a_sentence():
    taken_port, wrong = socket.create_server(("127.0.0.1", 0)), pytest.raises(OSError, match="in use")
    with taken_port as taken, socket.socket() as second, wrong as refused:
        second.bind(taken.getsockname())
    assert "LX_PORT" in startup.sentence(refused.value)


def test_a_fault_of_the_program_is_told_as_one():
    assert startup.sentence(KeyError("library")) is None
    assert startup.sentence(ModuleNotFoundError(name="library_exchange.nowhere")) is None
