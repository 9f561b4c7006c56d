"""The pictures of the help: each page has some, in every language, small, with words for who does not see them."""

from urllib.parse import urlsplit

import lxml.html
import pytest
from PIL import Image

from benchmarks import help_pictures
from library_exchange.core.i18n import LANGUAGES
from library_exchange.help_pages import pictures, texts
from library_exchange.help_pages.rules import TASKS

FOLDER = help_pictures.STATIC / pictures.FOLDER
WIDEST = help_pictures.WINDOW["width"] * pictures.SCALE


@pytest.mark.parametrize("task", TASKS)
def test_a_page_of_help_names_one_or_two_pictures_each_below_one_of_its_steps(task):
    named = pictures.of(task)
    text = texts.read(task)["en"]
    assert 1 <= len(named) <= 2
    assert len(text.pictures) == len(named)
    for picture in named:
        assert 1 <= picture.step <= len(text.steps)
        assert picture.page.startswith("/")
        assert picture.part
        assert picture.who in ("nobody", "reader", "librarian", "admin")


def test_the_files_are_those_of_the_pictures_in_every_language_and_no_others():
    expected = {picture.file(code) for task in TASKS for picture in pictures.of(task) for code in LANGUAGES}
    assert {f"{pictures.FOLDER}/{file.name}" for file in FOLDER.iterdir()} == expected


def test_no_picture_is_larger_than_a_slow_line_bears():
    for file in FOLDER.iterdir():
        assert file.stat().st_size <= 25 * 1024, file.name
        with Image.open(file) as image:
            assert image.format == "WEBP"
            assert image.width <= WIDEST


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("task", TASKS)
def test_a_page_of_help_shows_its_pictures_in_the_language_of_the_reader_and_says_what_they_show(
    web, visitor, task, language
):
    page = lxml.html.fromstring(visitor(web).get(f"/{language}/help/{task}").text)
    images = page.xpath("//main//ol/li//img")
    assert [urlsplit(image.get("src")).path for image in images] == [
        f"/static/{picture.file(language)}" for picture in sorted(pictures.of(task), key=lambda each: each.step)
    ]
    for image in images:
        assert image.get("loading") == "lazy"
        assert len(image.get("alt")) >= 5
        assert "[[" not in image.get("alt")
        with Image.open(FOLDER / urlsplit(image.get("src")).path.rpartition("/")[2]) as file:
            width, height = int(image.get("width")), int(image.get("height"))
            assert abs(file.width / file.height - width / height) < 0.01
            assert width <= help_pictures.WINDOW["width"]


def test_who_makes_pictures_is_told_which_part_a_page_lacks():
    class Nothing:
        def count(self):
            return 0

        def all(self):
            return []

    class EmptyPage:
        url = "http://bridge.example/zh/search"

        def goto(self, _address):
            return None

        def locator(self, _selector):
            return Nothing()

    with pytest.raises(help_pictures.NotThere, match="#next-step"):
        (picture,) = pictures.of("request-out")
        help_pictures.take(EmptyPage(), "http://bridge.example", picture, "zh")
