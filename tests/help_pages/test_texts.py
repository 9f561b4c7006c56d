"""The help says the same in every language, in the very words of the pages it speaks of."""

import re
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.settings import CHECKOUT, Settings
from library_exchange.help_pages import texts
from library_exchange.help_pages.rules import FOR_READERS, FOR_STAFF, TASKS
from library_exchange.help_pages.views import figures

TOLD = ("about", "privacy")


def shape(text):
    """What must be alike in every language: how much is said in each part, and what each sentence names of pages."""
    parts = [
        len(text.steps),
        len(text.troubles),
        len(text.pictures),
        *(len(items) for _heading, items in text.sections),
    ]
    return parts, [sorted(each[0] for each in texts.WORDS.finditer(sentence)) for sentence in text.sentences()]


@pytest.mark.parametrize("name", [*TASKS, *TOLD])
def test_a_page_of_help_has_the_same_steps_and_names_the_same_buttons_in_every_language(name):
    written = texts.read(name)
    assert set(written) == set(LANGUAGES)
    assert shape(written["zh"]) == shape(written["en"])
    assert shape(written["ru"]) == shape(written["en"])
    for text in written.values():
        assert all(each.strip() for each in text.sentences())


def test_every_text_is_of_a_page_and_every_page_has_one():
    kept = {each.name.removesuffix(".toml") for each in (files(texts.__package__) / "pages").iterdir()}
    assert kept == {*TASKS, *TOLD}


@pytest.mark.parametrize("name", TASKS)
def test_a_page_of_help_for_a_task_has_steps_and_says_what_to_do_when_it_goes_otherwise(name):
    for text in texts.read(name).values():
        assert len(text.steps) >= 3
        assert len(text.troubles) >= 2


@pytest.mark.parametrize("name", [*TASKS, *TOLD])
def test_help_is_written_in_the_script_of_its_language(name):
    for code, script in (("zh", r"[一-鿿]"), ("ru", r"[а-яё]")):
        for sentence in texts.read(name)[code].sentences():
            assert re.search(script, texts.WORDS.sub("", sentence), re.I) or texts.WORDS.search(sentence), sentence
    for sentence in texts.read(name)["en"].sentences():
        assert not re.search(r"[а-яё一-鿿]", sentence, re.I), sentence


def test_what_help_calls_a_button_is_a_word_of_the_pages():
    with (CHECKOUT / "translations" / "messages.pot").open("rb") as file:
        known = {(each.context, each.id if isinstance(each.id, str) else each.id[0]) for each in read_po(file)}
    named = {
        match.groups()
        for name in (*TASKS, *TOLD)
        for sentence in texts.read(name)["en"].sentences()
        for match in texts.WORDS.finditer(sentence)
    }
    assert len(named) > 100
    assert named - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_that_a_page_names_is_known(language, tmp_path):
    known = figures(Settings(_env_file=None, instance_dir=tmp_path))
    text = " ".join(texts.read("privacy")[language].sentences())
    assert set(texts.SLOTS.findall(text)) == set(known)


def test_tasks_lead_to_tasks():
    names = {*FOR_STAFF.values(), *FOR_READERS.values(), *(each for task in TASKS.values() for each in task.see)}
    assert names <= set(TASKS)
    assert all(task.name not in task.see for task in TASKS.values())
