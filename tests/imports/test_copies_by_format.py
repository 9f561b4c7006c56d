"""How copies are written is told for one format, and what finds none in a file is told before that is taken in."""

from io import BytesIO

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Import
from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from tests.imports.files import record

IRBIS = "#920: PAZK\n#200: ^AГроза\n#910: ^AU^BA-3^DАБ^13\n#910: ^A0^BA-4^DЧЗ\n*****\n".encode()
OWN = record("1", "Ёлка", fields=[("949", "$a 84 $i K1 $l AB")])
USUAL = record("2", "Бесы", copies=[("84", "U1")])
UNION = record("3", "Гроза", fields=[("905", "$a HHTSG $b B1 $d I247 $e M20"), ("905", "$a MDJ $b B2 $d I247")])
TOLD = {"tag": "949", "barcode": "i", "call_number": "a", "place": "l"}


@pytest.fixture
def desk(app, signed_in, amur, deliver):
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)

    class Desk:
        def text(self, path, language="ru"):
            page = client.get(f"/{language}{path}").get_data(as_text=True)
            return " ".join(lxml.html.fromstring(page).text_content().split())

        def sends(self, content, name="catalogue"):
            answer = client.post("/ru/staff/imports", data={"file": (BytesIO(content), name)})
            deliver()
            return answer.location.removeprefix("/ru")

        def tells(self, page, **form):
            return client.post(f"/ru{page}/copies", data=form)

    return Desk()


def copies():
    with reading() as session:
        return session.scalars(sa.select(Import).order_by(col(Import.id).desc()).limit(1)).one()


def test_what_was_told_of_one_format_spoils_no_file_of_another(desk):
    assert desk.tells(desk.sends(OWN), **TOLD).status_code == 302
    desk.sends(IRBIS)
    assert (copies().copies, copies().preview["copies"]["copies"]) == (None, 4)
    desk.sends(OWN)
    assert (copies().copies["tag"], copies().preview["copies"]["numbered"]) == ("949", 1)
    page = desk.sends(IRBIS)
    assert desk.tells(page, tag="910", barcode="b", place="d", count="1").status_code == 302
    assert copies().preview["copies"]["copies"] == 4
    desk.sends(OWN)
    assert copies().copies["tag"] == "949"


@pytest.mark.parametrize(("language", "told"), [("ru", "как принято в формате"), ("zh", "按格式")])
def test_a_file_of_which_only_the_format_knows_the_copies_is_read_by_the_format_and_says_so(desk, language, told):
    desk.tells(desk.sends(OWN), **TOLD)
    page = desk.sends(USUAL)
    assert (copies().copies, copies().preview["copies"]["numbered"]) == (None, 1)
    assert "949" in desk.text(page, language)
    assert told in desk.text(page, language)


@pytest.mark.parametrize(("language", "told"), [("ru", "экземпляры не найдены"), ("zh", "未找到复本")])
def test_a_file_of_which_nobody_finds_the_copies_says_so_beside_the_button(desk, language, told):
    desk.tells(desk.sends(OWN), **TOLD)
    page = desk.sends(record("9", "Ёлка", fields=[("960", "$a 84 $i 5")]))
    assert desk.text(page, language).count(told) == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"library": "a", "own": "黑河馆"}, "HHTSG"),
        ({"count": "e"}, "M20"),
        ({"place": "b"}, "В одном подполе"),
    ],
)
def test_what_finds_nothing_in_the_file_is_refused_with_what_stands_there(desk, told, said):
    page = desk.sends(UNION)
    answer = desk.tells(page, tag="905", barcode="b", call_number="d", **told)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert copies().copies is None
    assert desk.tells(page, tag="905", barcode="b", call_number="d", library="a", own="hhtsg").status_code == 302


def test_a_librarian_with_irbis_finds_her_own_field_910(desk):
    page = desk.sends(IRBIS)
    shown = desk.text(f"{page}/copies")
    assert "$b A-3" in shown
    assert "899" not in shown.split("910")[0]
    assert "^" not in shown
