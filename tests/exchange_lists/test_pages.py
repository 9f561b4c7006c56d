"""The pages of lists as a librarian sends them, answers what they ask and takes them in."""

import io

import lxml.etree
import lxml.html
import pytest

from library_exchange.core.clock import now
from library_exchange.exchange_lists.models import ListImport, ListImportLine
from library_exchange.offers.models import Offer
from tests.partners import ISBN, OTHER_ISBN, Partner, add_book, rows_of


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


def said(page) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def test_a_librarian_pastes_a_list_corrects_it_and_publishes(heihe, at_desk):
    add_book()
    desk = at_desk(heihe.librarian_id)
    shown = desk.post(
        "/en/staff/exchange/lists",
        data={"kind": "offers", "lines": f"{ISBN} x 2\n978-7-02-000220-8"},
        follow_redirects=True,
    )
    assert "check digit does not fit" in said(shown)
    assert 'value="978-7-02-000220-8"' in shown.text
    where = shown.request.path
    desk.post(f"{where}/lines/2", data={"text": "Записки о Харбине"})
    taken = desk.post(f"{where}/take", data={"weight_g": "420", "publish": "y"}, follow_redirects=True)
    assert "2 offers were added." in said(taken)
    assert "drafts" not in said(taken)
    assert [(offer.title, offer.quantity, offer.state) for offer in rows_of(Offer)] == [
        ("红楼梦", 2, "open"),
        ("Записки о Харбине", 1, "open"),
    ]
    again = desk.post(f"{where}/take", data={})
    assert again.status_code == 409
    assert len(rows_of(Offer)) == 2


def test_a_librarian_answers_what_a_list_asks(heihe, at_desk):
    editions = [add_book("Анна Каренина", None, "rus", year) for year in (1980, 2010)]
    heihe.offers("Бесы", None)
    desk = at_desk(heihe.librarian_id)
    lines = "Список книг\nАнна Каренина\nБесы\n«Идиот»\nИдиот\nЗаписки, тел. 8-914-555-12-34"
    shown = desk.post("/en/staff/exchange/lists", data={"kind": "offers", "lines": lines}, follow_redirects=True)
    where = shown.request.path
    for sentence in (
        *("several editions of this book", "It looks like a heading", "Your library offers this book already"),
        *("There seems to be a telephone number in it", "counted with line 4", "1 line seems to hold personal data"),
    ):
        assert sentence in said(shown), sentence
    radios = lxml.html.fromstring(shown.text).xpath("//input[@name='edition-2']/@value")
    assert radios == [*map(str, editions), "none"]
    for form, then in (
        ({"do": "as_it_stands-6", "page": "1"}, "#line-2"),
        ({"edition-2": "0"}, "#line-2"),
    ):
        assert desk.post(f"{where}/answers", data=form).location.endswith(then), form
    asked = desk.post(f"{where}/lines/6", data={"text": "Записки, тел. 8-914-555-12-34"})
    assert asked.location.endswith("#line-6")
    nothing = desk.post(f"{where}/answers", data={"page": "1"}, follow_redirects=True)
    assert "Nothing was chosen" in said(nothing)
    answered = desk.post(f"{where}/answers", data={"edition-2": str(editions[1]), "do": "add-3"}, follow_redirects=True)
    assert "several editions of this book" not in said(answered)
    assert "copies are added" in said(answered)
    asking = said(desk.get(f"{where}?part=asking"))
    assert "telephone number" in asking
    assert "Идиот" not in asking
    taken = desk.post(f"{where}/take", data={"weight_g": "300"}, follow_redirects=True)
    for sentence in (
        *("2 offers were added.", "Published: 0, drafts: 2.", "Copies were added to 1 line that stood already."),
        "1 line waits for an answer.",
        "1 line was set aside; it stays on this list with its reason.",
    ):
        assert sentence in said(taken), sentence
    assert "It looks like a heading" in said(taken)
    found = sorted((offer.title, offer.quantity, offer.year) for offer in rows_of(Offer))
    assert found == [("Анна Каренина", 1, 2010), ("Бесы", 2, None), ("Идиот", 2, None)]


def test_thousands_of_titles_can_be_pasted_at_once(heihe, at_desk):
    said = "Записки о большой реке и её берегах, собранные краеведами области в годы её заселения, с картами и словарём"
    lines = "\n".join(f"{said}, {n}" for n in range(3_000))
    page = at_desk(heihe.librarian_id)
    form = lxml.html.fromstring(page.get("/ru/staff/exchange/lists/new?kind=offers").text).xpath("//form[.//textarea]")[
        0
    ]
    assert form.get("enctype") == "multipart/form-data"
    parts = {"kind": "offers", "lines": lines}
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts.items())
    sent = page.post(
        "/ru/staff/exchange/lists", data=f"{body}--x--\r\n".encode(), content_type=f"{form.get('enctype')}; boundary=x"
    )
    assert sent.status_code == 302


def test_a_file_is_sent_like_a_list(heihe, at_desk):
    desk = at_desk(heihe.librarian_id)
    table = "题名,册数,页数\n红楼梦,2,300\n西游记,1,\n".encode("gb18030")
    shown = desk.post(
        "/zh/staff/exchange/lists",
        data={"kind": "offers", "file": (io.BytesIO(table), "复本清单.csv")},
        follow_redirects=True,
    )
    assert "复本清单.csv" in said(shown)
    assert "红楼梦" in said(shown)
    nothing = desk.post("/zh/staff/exchange/lists", data={"file": (io.BytesIO(b"\x00\x01"), "x.xlsx")})
    assert nothing.status_code == 422
    assert 'href="#file"' in nothing.text


UNNAMED = 'Пушкин А. С.\tСказки\t1998\t2\nТолстой Л. Н.\tРоман "Война"\t1985\t1'


def holds(page) -> list[str]:
    return lxml.html.fromstring(page.text).xpath("//option[@selected]/@value")


@pytest.mark.parametrize("way", ["pasted", "sent"])
def test_columns_without_headings_are_named_before_anything_is_kept(heihe, at_desk, way):
    desk, address = at_desk(heihe.librarian_id), "/en/staff/exchange/lists"
    sent = {"lines": UNNAMED} if way == "pasted" else {"file": (io.BytesIO(UNNAMED.encode()), "книги.csv")}
    asked = desk.post(address, data={"kind": "offers"} | sent)
    assert (asked.status_code, holds(asked)) == (200, ["author", "title", "year", "quantity"])
    assert rows_of(ListImport) == []
    form = lxml.html.fromstring(asked.text).xpath("//form[.//textarea[@name='lines']]")[0]
    fields = {name: value for name, value in form.form_values() if name not in ("csrf_token", "once")}
    refused = desk.post(address, data=fields | {"column-1": "author"})
    assert (refused.status_code, holds(refused)) == (422, ["author", "author", "year", "quantity"])
    assert "Say which column holds the title" in said(refused)
    kept = desk.post(address, data=fields, follow_redirects=True)
    assert ("книги.csv" in said(kept)) is (way == "sent")
    told = [line.told for line in rows_of(ListImportLine)]
    assert [(each["author"], each["title"], each["year"], each.get("quantity", 1)) for each in told] == [
        ("Пушкин А. С.", "Сказки", 1998, 2),
        ("Толстой Л. Н.", 'Роман "Война"', 1985, 1),
    ]


PLACED = "Пушкин А. С.\tСказки разных лет\tХабаровск\t1998\tЗал 1\nЛесков Н. С.\tЛевша и другие\tМ.\t1985\tЗал 2"


def filled(asked) -> dict[str, str]:
    form = lxml.html.fromstring(asked.text).xpath("//form[.//textarea[@name='lines']]")[0]
    return {name: value for name, value in form.form_values() if name not in ("csrf_token", "once")}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ru", "Столбцы предложены так, как в последнем списке"), ("zh", "各列按贵馆上一份")],
)
def test_columns_are_proposed_as_the_library_named_them_last(heihe, make_partner, at_desk, language, sentence):
    desk, address = at_desk(heihe.librarian_id), f"/{language}/staff/exchange/lists"
    asked = desk.post(address, data={"kind": "offers", "lines": PLACED})
    assert holds(asked) == ["author", "title", "place", "year", ""]
    assert sentence not in said(asked)
    desk.post(address, data=filled(asked) | {"column-4": "series"})
    again = {
        "kind": "offers",
        "lines": "Бунин И. А.\tТёмные аллеи\tЧита\t1990\tЗал\nКуприн А. И.\tЯма, повесть\tОмск\t1991\tЗал",
    }
    asked = desk.post(address, data=again)
    assert holds(asked) == ["author", "title", "place", "year", "series"]
    assert sentence in said(asked)
    other = desk.post(address, data={"kind": "offers", "lines": "Сказки\t1998\tа\tб\tв\nЛевша\t1985\tа\tб\tв"})
    assert sentence not in said(other)
    stranger = make_partner("Amur", "RU")
    assert sentence not in said(at_desk(stranger.librarian_id).post(address, data=again))


def test_headings_that_we_do_not_know_are_left_out_by_default(heihe, at_desk):
    desk, address = at_desk(heihe.librarian_id), "/en/staff/exchange/lists"
    asked = desk.post(address, data={"kind": "wants", "lines": f"Кем\tЧто\tКогда\tШтук\n{UNNAMED}"})
    form = lxml.html.fromstring(asked.text).xpath("//form[.//textarea[@name='lines']]")[0]
    fields = {name: value for name, value in form.form_values() if name not in ("csrf_token", "once")}
    assert fields["without_first"] == "y"
    desk.post(address, data=fields)
    assert next(line.told["title"] for line in rows_of(ListImportLine)) == "Сказки"


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_file_of_references_is_taken_in_like_a_table(heihe, at_desk, language):
    references = "TY  - BOOK\nAU  - Костейн, Томас\nTI  - Гунны\nCY  - М.\nPY  - 2002\nSN  - 5-17-015240-X\nER  -\n"
    shown = at_desk(heihe.librarian_id).post(
        f"/{language}/staff/exchange/lists",
        data={"kind": "offers", "file": (io.BytesIO(references.encode()), "книги.ris")},
        follow_redirects=True,
    )
    assert "Гунны" in said(shown)
    (line,) = rows_of(ListImportLine)
    assert [line.told[name] for name in ("title", "author", "year", "isbn")] == [
        "Гунны",
        "Костейн, Томас",
        2002,
        "9785170152407",
    ]


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_pasted_lists_that_wait_are_told_apart_by_first_book_lines_and_time(heihe, at_desk, language):
    desk = at_desk(heihe.librarian_id)
    for lines in ("Бесы\nИдиот\nИгрок", "红楼梦"):
        desk.post(f"/{language}/staff/exchange/lists", data={"kind": "offers", "lines": lines})
    rows = lxml.html.fromstring(desk.get(f"/{language}/staff/exchange").text).xpath("//tr[@data-waits='lists']/th")
    told = [" ".join(row.text_content().split()) for row in rows]
    wanted = {"zh": ("3 行", "1 行"), "ru": ("3 строки", "1 строка")}[language]
    assert [
        title in row and lines in row for title, lines, row in zip(("Бесы", "红楼梦"), wanted, told, strict=True)
    ] == [
        True,
        True,
    ]
    assert all(f"{now():%Y}" in row for row in told)


def test_scanning_keeps_the_cursor_in_the_field(heihe, at_desk):
    add_book()
    desk = at_desk(heihe.librarian_id)
    for code in (ISBN, ISBN, OTHER_ISBN):
        page = desk.post("/en/staff/exchange/scan", data={"text": code}, follow_redirects=True)
    field = lxml.html.fromstring(page.text).get_element_by_id("text")
    assert "autofocus" in field.attrib
    assert said(page).count("红楼梦") == 2
    assert "Add the title after it" in said(page)
