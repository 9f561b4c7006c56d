"""Papers draw every letter of the region's books: the right face for each word, no sign for a missing one."""

import io
import re
from datetime import date

import pypdf
import pytest

from library_exchange.documents import fonts, mongol_letters
from library_exchange.documents.address_label import LabelBlock
from library_exchange.documents.paper import Cell, Column, Paper
from library_exchange.documents.press import begun
from library_exchange.documents.typecase import Typecase
from tests.documents.letters import REGION

DAY = date(2026, 11, 23)
FACES = fonts.chain(fonts.font_file())
KNOWN = frozenset().union(*map(fonts.letters, FACES))


def case():
    return Typecase(fonts.font_file(), begun(DAY, "letters"))


def read_back(pdf):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace("\x00", "")


@pytest.mark.parametrize("language", REGION)
def test_no_letter_of_the_region_is_printed_as_a_missing_one(language):
    written = fonts.drawable(REGION[language], KNOWN)
    assert fonts.GETA not in written
    assert "[U+" not in written
    for place, run in case().runs(written):
        assert set(run) - fonts.letters(FACES[place]) == set(), (language, run)


def test_every_piece_of_a_paper_draws_them():
    paper = Paper(fonts.font_file(), DAY, "хлѣбъ")
    whole = " ".join(REGION.values())
    paper.begin("Ѣ 한 Ӈ")
    paper.heading([whole, whole])
    paper.facts([(whole, whole)])
    paper.columns([(whole, [whole]), ("To", [whole])])
    paper.sign_here([whole])
    paper.table([Column((whole,), 0.5), Column(("№",), 0.5)], [[Cell(whole, (whole,)), whole]], [whole, ""])
    paper.framed([(1, [LabelBlock((whole,))])], "P1")
    said = read_back(paper.to_bytes())
    assert fonts.GETA not in said
    assert "[U+" not in said
    for letter in set(fonts.drawable(whole, KNOWN)) - set(" ㄱㅏ"):
        assert said.count(letter) >= 8, (letter, hex(ord(letter)))


def test_a_word_of_the_old_spelling_is_drawn_by_one_face_and_the_words_beside_it_by_the_usual_one():
    assert case().runs("Новый хлѣбъ 书") == ((0, "Новый "), (1, "хлѣбъ"), (0, " 书"))


def test_a_mark_stands_over_its_letter_in_a_face_that_sets_it_there():
    assert case().runs("i͡a") == ((1, "i͡a"),)
    paper = Paper(fonts.font_file(), DAY, "marks")
    paper.begin("турэ̄н")
    wide = paper.measure(1)
    assert wide("турэн") == pytest.approx(wide("турэ̄н"), rel=0.1), "a mark takes no room of its own"
    paper.to_bytes()


@pytest.mark.parametrize("odd", ["\u0304", "한\u0304", "书 \u0301", "ā\u0361한", "\u0300书"])
def test_a_mark_in_an_odd_place_stops_no_paper(odd):
    paper = Paper(fonts.font_file(), DAY, odd)
    paper.begin(odd)
    paper.text(odd)
    assert paper.to_bytes().startswith(b"%PDF")


def test_letters_in_pieces_are_put_together_first():
    assert fonts.drawable("и\u0306 \u1112\u1161\u11ab", KNOWN) == "й 한"


def test_signs_without_a_shape_leave_no_trace():
    assert fonts.drawable("书\ufe0e\u200bкни\u00adга\ufeff", KNOWN) == "书книга"


def test_mongol_and_manchu_script_is_told_in_latin_letters_between_brackets():
    assert fonts.drawable("《ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌》", KNOWN) == "《[monggol bičig]》"
    assert fonts.drawable("ᠮᠠᠨᠵᡠ ᡤᡳᠰᡠᠨ", KNOWN) == "[manju gisun]"
    block = "".join(map(chr, (*range(0x1800, 0x180B), *range(0x1810, 0x181A), *range(0x1820, 0x1878))))
    for letter in set(block) - {"\u180b", "\u1878"}:
        assert re.fullmatch(r"\[[^\[\]〓]+\]", fonts.drawable(letter, KNOWN)), hex(ord(letter))
    assert set("".join(mongol_letters.LATIN.values())) <= KNOWN


def test_a_character_that_no_font_has_is_told_by_its_number():
    assert fonts.drawable("𪚥书", KNOWN) == "[U+2A6A5]书"


def test_another_font_stands_first_and_the_supplied_ones_help_it(tmp_path):
    other = tmp_path / "own.ttf"
    other.write_bytes(FACES[-1].path.read_bytes())
    paper = Paper(other, DAY, "own")
    paper.begin("own")
    paper.text("Книга 书 책")
    assert "Книга 书 책" in read_back(paper.to_bytes())
