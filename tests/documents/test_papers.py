"""Papers can be read back: both scripts, sums, heads on each page, page numbers, and the same bytes each time."""

import io
import shutil
import subprocess
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from library_exchange.documents import breaking, cut_faces, fonts, qr, sheets
from library_exchange.documents.address_label import LabelBlock
from library_exchange.documents.paper import Cell, Column, Paper
from library_exchange.documents.typecase import Typecase

DAY = date(2026, 11, 23)
COLUMNS = [
    Column(("序号", "№"), 0.1, "right"),
    Column(("题名", "Заглавие", "Title"), 0.7),
    Column(("重量", "Масса"), 0.2),
]


def a_list(titles, made_on=DAY):
    paper = Paper(fonts.font_file(), made_on, "装箱单")
    paper.begin("装箱单 · Упаковочный лист", "landscape")
    paper.qr("2026-0007")
    paper.heading(["装箱单", "Упаковочный лист", "Packing list"])
    rows = [[str(n), Cell(title, ("перевод",)), "320"] for n, title in enumerate(titles, start=1)]
    paper.table(COLUMNS, rows, ["", "合计 · Итого", str(320 * len(titles))])
    paper.begin("第二 · Второй")
    paper.label(12, 20, 90, 60, [LabelBlock(("Благовещенск",)), LabelBlock(("中国黑龙江省黑河市",))], "P1")
    return paper.to_bytes()


def pages_of(pdf):
    return [page.extract_text().replace("\x00", "") for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_a_paper_in_both_scripts_is_read_back_with_its_sum():
    pages = pages_of(a_list(["История Амура", "阿Q正传", "Ёлка № 7"]))
    for text in ("装箱单", "Упаковочный лист", "История Амура", "阿Q正传", "Ёлка № 7", "960"):
        assert text in pages[0]
    assert "Благовещенск" in pages[1]
    assert "黑龙江省" in pages[1]


def test_the_head_of_a_long_table_stands_on_each_page_and_pages_are_numbered_by_part():
    *long, label = pages_of(a_list([f"Книга {n}" for n in range(60)]))
    assert len(long) > 3
    assert all("Заглавие" in page for page in long)
    assert [page.splitlines()[-1][-5:] for page in long] == [f"{n} / {len(long)}" for n in range(1, len(long) + 1)]
    assert "1 / 1" in label
    assert sum(page.count("перевод") for page in long) == 60


@pytest.mark.parametrize("stops", range(1, 5))
def test_every_line_of_a_label_stands_in_its_frame_and_beside_its_code(stops):
    x, y, width, height, mm = 12, 20, 93, 84, 25.4 / 72
    long = "Забайкальская краевая универсальная научная библиотека имени А. С. Пушкина, Вымышленная ул., 7, Чита 000207"
    first = LabelBlock(("000105 中国", "黑龙江省黑河", "虚构路5号", "黑河市图书馆"), 10.5, is_bold=True)
    further = LabelBlock(("转交 · Получатель · For", long, long), 7)
    paper = Paper(fonts.font_file(), DAY, "标签")
    paper.begin("标签")
    paper.label(x, y, width, height, [first, *[further] * stops, LabelBlock(("RU2026-00017  1 / 2",), 7.5)], "P1")
    page = pypdf.PdfReader(io.BytesIO(paper.to_bytes())).pages[0]
    found = []
    page.extract_text(visitor_text=lambda text, _cm, at, *_more: found.append((text.replace("\x00", ""), at[5])))
    places = [(text, (float(page.mediabox.height) - up) * mm) for text, up in found if text.strip()]
    *written, _foot, _number = places
    assert "RU2026-00017" in written[-1][0]
    assert all(y < down < y + height - 1 for _text, down in written), written


def test_lines_to_sign_on_never_stand_without_the_last_row_and_the_totals_above_them():
    paper = Paper(fonts.font_file(), DAY, "交接清单")
    for count in range(8, 30):
        paper.begin(f"{count}", "landscape")
        rows = [[str(n), Cell(f"Книга {n}.", ("перевод",)), "320"] for n in range(1, count + 1)]
        paper.table(
            COLUMNS, rows, ["", "Итого", str(320 * count)], end=lambda: paper.sign_here(["签字 · Подпись", "Печать"])
        )
    lasts = [page for page in pages_of(paper.to_bytes()) if page.split()[-1] == page.split()[-3]]
    assert len(lasts) == 22
    for count, page in zip(range(8, 30), lasts, strict=True):
        assert [each for each in (f"Книга {count}.", "Итого", "Подпись", "Печать") if each not in page] == [], count


def test_a_rehearsal_writes_nothing_and_tells_what_is_written_afterwards():
    paper = Paper(fonts.font_file(), DAY, "交接清单")
    paper.begin("交接清单")
    ends = [("寄件人 · Отправитель", ["Благовещенск"]), ("收件人", ["黑河", "中国"])]

    def draw():
        paper.text("Составлено в двух экземплярах", 12, bold=True)
        paper.columns(ends)

    before = paper.height_of(draw)
    assert "экземплярах" not in "".join(pages_of(paper.to_bytes()))
    assert paper.height_of(draw) == before > 20
    assert paper.height_of(lambda: [draw(), draw()]) == pytest.approx(2 * before)


def test_the_same_paper_has_the_same_bytes_and_another_day_others():
    assert a_list(["红楼梦"]) == a_list(["红楼梦"])
    assert a_list(["红楼梦"]) != a_list(["红楼梦"], date(2026, 11, 24))


@pytest.mark.parametrize("titles", [["История Амура", "阿Q正传"], ["Ѣжъ o\u0308 b\u0301 ‘x’", "雪国 ゆきぐに 한국"]])
def test_a_paper_has_the_bytes_that_whole_faces_give_whatever_was_printed_before(monkeypatch, titles):
    a_list(["红楼梦"])
    first, second = a_list(titles), a_list(titles)
    monkeypatch.setattr(Typecase, "cut", lambda _letters: None)
    assert first == second == a_list(titles)


def test_of_a_face_no_more_shapes_of_letters_are_kept_than_told(monkeypatch):
    monkeypatch.setattr(cut_faces, "MOST", 700)
    for number in range(3):
        title = "".join(chr(0x4E00 + 60 * number + each) for each in range(60))
        a_list([title])
        assert max(len(kept.shapes) for face, kept in cut_faces.CUTS.items() if face.number) <= 700
        assert title[:9] in pages_of(a_list([title]))[0]


def test_no_letter_of_a_paper_is_missing_in_its_font():
    reader = pypdf.PdfReader(io.BytesIO(a_list(["История Амура 红楼梦", "\U0001f4da и \u200a точка"])))
    known = frozenset().union(*map(fonts.letters, fonts.chain(fonts.font_file())))
    letters = {letter for page in reader.pages for letter in page.extract_text() if letter not in "\n\x00"}
    assert letters - known == set()
    assert fonts.GETA in letters, "a sign that no font has is printed as a sign of its own"


def test_another_tool_reads_the_same_letters(tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (tmp_path / "list.pdf").write_bytes(a_list(["История Амура", "阿Q正传"]))
    command = ["pdftotext", "-layout", str(tmp_path / "list.pdf"), "-"]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert "История Амура" in said
    assert "阿Q正传" in said


def test_the_usual_letters_of_both_languages_can_be_drawn():
    known = fonts.letters(fonts.chain(fonts.font_file())[0])
    wanted = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАЁЯ«»№—āáǎàǖ《》（）·…，。" + "黑龙江省图书馆邮政编码装箱单"
    assert set(wanted) - known == set()


def test_a_font_that_is_not_there_is_named(tmp_path):
    with pytest.raises(fonts.FontMissing, match="no-such"):
        fonts.font_file(tmp_path / "no-such.otf")


def wide(text):
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def test_chinese_breaks_between_any_two_characters_but_not_before_a_full_stop():
    assert breaking.lines("阿Q正传是一本书。", 16, wide) == ["阿Q正传是一本", "书。"]


def test_russian_breaks_between_words():
    assert breaking.lines("История книжного дела", 15, wide) == ["История", "книжного дела"]
    assert breaking.lines("Чернышёва-Савельева", 15, wide) == ["Чернышёва-", "Савельева"]


@settings(max_examples=60)
@given(st.text(st.sampled_from("абв 书馆。《》Az-\n,"), max_size=60), st.integers(4, 30))
def test_lines_keep_every_letter_and_are_never_too_wide(text, width):
    found = breaking.lines(text, width, wide)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(wide(line) <= width for line in found)


def test_a_spreadsheet_is_read_back_and_a_title_is_never_a_formula():
    rows = ((1, "=1+1", 320), (2, "阿Q正传", 180))
    sheet = sheets.Sheet("装箱单", ("№", "题名 · Заглавие", "g"), rows, (("No.", "2026-0007"),), ("", "合计", 500))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheets.workbook([sheet], DAY)))
    found = book.get_sheet_by_name("装箱单").to_python()
    assert found[0][:2] == ["No.", "2026-0007"]
    assert found[2:] == [["№", "题名 · Заглавие", "g"], [1, "=1+1", 320], [2, "阿Q正传", 180], ["", "合计", 500]]
    assert sheets.workbook([sheet], DAY) == sheets.workbook([sheet], DAY)


def test_a_qr_code_is_a_square_of_modules():
    drawn = qr.modules("HTTP://BRIDGE/1")
    assert {len(row) for row in drawn} == {len(drawn)}
