"""Whoever looks after the mail is told in her own language of what kind a letter in another one is."""

import pytest
from jinja2.meta import find_undeclared_variables

from library_exchange.core.i18n import LANGUAGES, speaking
from library_exchange.core.settings import CHECKOUT
from library_exchange.mail import jobs
from library_exchange.notifications.kinds import KINDS, OPEN, find_kind
from tests.letters import payload

TEMPLATES = CHECKOUT / "library_exchange" / "templates"
SUBJECTS = {
    f"{path.parts[-3]}/{path.stem}": path.read_text("utf-8").partition("\n")[0]
    for path in TEMPLATES.glob("*/mail/[!_]*.txt")
}
"""The line that each letter begins with."""
SENT_ON = "Отправлена дальше: заказ …"


def test_of_each_letter_of_the_house_it_is_known_of_what_kind_it_is():
    assert KINDS.keys() == SUBJECTS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subject_of_one_sentence_is_its_kind(web, language):
    templates = web.jinja_env
    of_one = {name: line for name, line in SUBJECTS.items() if line.startswith("{{ _(")}
    assert len(of_one) > 100
    with speaking(language):
        for name, line in of_one.items():
            told = find_undeclared_variables(templates.parse(line)) - templates.globals.keys()
            if name != "practice/told":  # its words come from elsewhere
                assert str(KINDS[name]) == templates.from_string(line).render(dict.fromkeys(told, OPEN)), name


def test_of_a_letter_that_does_not_say_its_text_or_names_one_that_is_gone_nothing_is_told():
    assert find_kind(None) is None
    assert find_kind("loans/no_such_text") is None


@pytest.fixture
def listed(web, make_library, signed_in):
    """Return what the platform's administrator reads in Russian of a mail, in the list and alone."""
    make_library("Heihe")
    opened = signed_in(web, "platform@bridge.example", is_platform_admin=True)

    def seen(**values):
        jobs.deliver([payload("ill@heihe.example", "d" * 32) | values])
        return [opened.get(f"/ru/platform/mail{which}").text for which in ("", "/1")]

    return seen


def test_a_letter_in_another_language_is_told_by_its_text_whatever_its_subject_says(listed):
    for page in listed(template="loans/forwarded", subject="我馆自己写的标题"):
        assert SENT_ON in page


@pytest.mark.parametrize(
    "values",
    [
        {"template": "loans/forwarded", "language": "ru", "subject": "Отправлена дальше: заказ R-2"},
        {"subject": "已转寄：申请 R-2"},
        {"template": "loans/forwarded", "recipient": "zhang.wei@heihe.example"},
    ],
    ids=["in the language of the page", "before the upgrade", "to a person"],
)
def test_a_letter_is_not_told_that_needs_it_not_or_is_not_the_platforms_to_read_or_says_no_text(listed, values):
    for page in listed(**values):
        assert SENT_ON not in page
