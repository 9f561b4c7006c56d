"""A cleared round can be computed anew by anybody: from its file, without its database."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from library_exchange.commands.recomputing import recompute
from library_exchange.core.db import database, reading
from library_exchange.core.errors import NotFound
from library_exchange.rounds.models import Round, RoundLists
from library_exchange.rounds.queries import published
from library_exchange.rounds.rules.answers import LineState, Refusal
from library_exchange.rounds.rules.rounds import RoundState
from library_exchange.rounds.schemas import LineAnswer
from tests.partners import add_book, rows_of
from tests.rounds.tours import Tour

BOOKS = [
    ("红楼梦", "9787020002207"),
    ("骆驼祥子", "9787020002214"),
    ("Бесы", "9785170382293"),
    ("Идиот", "9785170382309"),
]


@pytest.fixture
def tour(heihe, amur, make_partner, deliver, worlds) -> Tour:
    """A round of three libraries: Heihe and Amur swap two books each, and two want one of them."""
    tynda = make_partner("Tynda", "RU")
    number = worlds.given(database(), "a round to be recomputed", lambda: cleared(heihe, amur, tynda, deliver).id)
    made = Tour.known(number, deliver)
    made.kept = {"tynda": tynda}
    return made


def cleared(heihe, amur, tynda, deliver) -> Tour:
    books = {title: add_book(title, isbn) for title, isbn in BOOKS}
    for owner, titles in ((heihe, BOOKS[:2]), (amur, BOOKS[2:])):
        for title, isbn in titles:
            owner.offers(title, isbn, books[title])
    for owner, isbn in ((amur, BOOKS[0][1]), (tynda, BOOKS[0][1]), (amur, BOOKS[1][1])):
        owner.wants(number=isbn)
    for _title, isbn in BOOKS[2:]:
        heihe.wants(number=isbn)
    made = Tour(heihe.id, deliver)
    made.joins(heihe, amur, tynda, gift_budget=5, credit=3)
    made.clears()
    return made


def accept_all(tour: Tour, *partners) -> None:
    """Have each library accept what waits for it, as long as the present proposals are out."""
    cleared = tour.clearings
    for partner in partners:
        if tour.state is RoundState.PROPOSED and tour.clearings == cleared:
            tour.accepts(partner)


def run(file):
    """Give the file to the command."""
    return CliRunner().invoke(recompute, [str(file)])


def content_of(tour: Tour, clearing: int = 1) -> str:
    with reading() as session:
        return published.get_content(session, session.get_one(Round, tour.id), clearing)


@pytest.fixture
def file(tour, heihe, amur, tmp_path):
    """The file of the round, as it is fetched when all have answered."""
    accept_all(tour, heihe, amur, tour.kept["tynda"])
    assert tour.state is RoundState.SHIPPING
    path = tmp_path / "lists.json"
    path.write_text(content_of(tour), encoding="utf-8")
    return path


def test_a_round_computed_anew_from_its_file_has_the_same_lines(tour, file):
    answer = run(file)
    lines = tour.lines(LineState.CONFIRMED)
    assert answer.exit_code == 0, answer.output
    assert "The lines are the same." in answer.output
    assert f"3 libraries, 4 offers, 5 wants, 5 pairs, {len(lines)} lines" in answer.output
    assert rows_of(RoundLists)[0].sha256 in answer.output


def test_a_changed_line_or_list_or_worth_is_noticed(file):
    whole = json.loads(file.read_text(encoding="utf-8"))
    offer, want = whole["lines"][0]
    other = next(one["id"] for one in whole["wants"] if one["id"] != want)
    for change, told in [
        ({"lines": [[offer, other], *whole["lines"][1:]]}, "The first difference is line"),
        ({"lines": whole["lines"][:-1]}, f"line {len(whole['lines'])}: none in the file"),
        ({"offers": [one | {"quantity": 2} for one in whole["offers"]]}, "The lists are not those"),
        ({"worth": whole["worth"] + 1}, f"but worth {whole['worth']}"),
    ]:
        file.write_text(json.dumps(whole | change), encoding="utf-8")
        answer = run(file)
        assert (answer.exit_code, told in answer.output) == (1, True), answer.output


def test_what_cannot_be_computed_is_told_as_such(file, monkeypatch):
    whole = file.read_text(encoding="utf-8")
    for text, told in [
        ("tea", "not a whole one"),
        (whole.replace('"rule_version": 1', '"rule_version": 9'), "version 9"),
        (whole.replace('"owner"', '"keeper"'), "not a whole one"),
    ]:
        file.write_text(text, encoding="utf-8")
        answer = run(file)
        assert (answer.exit_code, told in answer.output) == (2, True), answer.output
    file.write_text(whole, encoding="utf-8")
    monkeypatch.setattr("library_exchange.commands.recomputing.find_simplex", lambda: None)
    assert (run(file).exit_code, "highspy" in run(file).output) == (2, True)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_machine_without_the_database_finds_the_same(file, seed):
    program = (
        "import sys; from library_exchange.cli import main; main(sys.argv[1:], standalone_mode=False);"
        "print([name for name in ('sqlalchemy', 'flask_security', 'library_exchange.app') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, "rounds", "recompute", str(file)],
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "LX_DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.splitlines()[-2:] == ["The lines are the same.", "[]"]


def test_the_file_has_no_code_title_or_number_of_a_row(tour, file):
    text = file.read_text(encoding="utf-8")
    assert not [word for word in ("heihe", "amur", "tynda", *(title for title, _isbn in BOOKS)) if word in text]
    assert not [isbn for _title, isbn in BOOKS if isbn in text]
    names = rows_of(RoundLists)[0].names
    assert sorted(names.values()) == ["l1", "l2", "l3"]
    whole = json.loads(text)
    assert {one["id"] for one in whole["libraries"]} == set(names.values())


def test_after_refusals_both_clearings_have_a_file_and_each_gives_its_lines(tour, heihe, amur, tmp_path):
    line = next(line for line in tour.lines() if line.receiver_id == amur.id)
    refused = LineAnswer(is_accepted=False, reason=Refusal.ALREADY_BOUGHT)
    tour.answers(amur, line, refused)
    accept_all(tour, heihe, amur, tour.kept["tynda"])
    assert tour.clearings == 2
    accept_all(tour, heihe, amur, tour.kept["tynda"])
    assert tour.state is RoundState.SHIPPING
    first, second = (json.loads(content_of(tour, clearing)) for clearing in (1, 2))
    assert (len(first["accepted"]), len(second["accepted"]) > 0) == (0, True)
    assert len(second["pairs"]) < len(first["pairs"])
    for whole in (first, second):
        file = tmp_path / f"{whole['clearing']}.json"
        file.write_text(json.dumps(whole), encoding="utf-8")
        assert "The lines are the same." in run(file).output


def test_while_libraries_answer_the_hash_stands_there_and_the_file_is_not_given(tour, web, visitor):
    assert tour.state is RoundState.PROPOSED
    client = visitor(web)
    for language in ("zh", "ru"):
        page = client.get(f"/{language}/exchange/rounds/{tour.id}").text
        assert rows_of(RoundLists)[0].sha256 in page
        assert "lists-1.json" not in page
        assert client.get(f"/{language}/exchange/rounds/{tour.id}/lists-1.json").status_code == 404
    with reading() as session, pytest.raises(NotFound):
        published.get_content(session, session.get_one(Round, tour.id), 1)


def test_anybody_fetches_the_file_from_the_page_of_the_round(tour, file, web, visitor):
    client = visitor(web)
    for language in ("zh", "ru"):
        place = f"/{language}/exchange/rounds/{tour.id}"
        page = client.get(place).text
        assert f'href="{place}/lists-1.json"' in page
        assert "library-exchange rounds recompute" in page
        answer = client.get(f"{place}/lists-1.json")
        assert (answer.mimetype, answer.text) == ("application/json", file.read_text(encoding="utf-8"))
        assert client.get(f"{place}/lists-2.json").status_code == 404


def test_a_member_and_nobody_else_is_told_what_it_is_called_there(tour, file, amur, make_partner, at_desk):
    stranger = make_partner("Mohe", "CN")
    name = rows_of(RoundLists)[0].names[str(amur.id)]
    for language, term in (("zh", "本馆在文件中的代称"), ("ru", "Ваша библиотека в этом файле")):
        place = f"/{language}/exchange/rounds/{tour.id}"
        own, other = (at_desk(each.librarian_id).get(place).text for each in (amur, stranger))
        assert f"<dt>{term}</dt><dd><code>{name}</code></dd>" in own
        assert term not in other
