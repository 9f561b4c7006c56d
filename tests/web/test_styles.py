"""The style sheet that browsers get has all of Bootstrap that pages use, and little else."""

import re

import pytest

from library_exchange.web import used_styles

WHOLE = used_styles.parse(used_styles.WHOLE.read_text(encoding="utf-8"))
HEAVIEST_B = 40 * 1024


def test_the_sheet_is_what_templates_scripts_and_python_need_today():
    assert used_styles.USED.read_text(encoding="utf-8") == used_styles.used_part(), "run `make styles`"


def test_the_sheet_is_light():
    assert used_styles.USED.stat().st_size <= HEAVIEST_B


def test_reading_a_sheet_loses_nothing():
    text = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", used_styles.WHOLE.read_text(encoding="utf-8"), flags=re.S)
    written = "".join(rule.written() for rule in WHOLE)
    assert re.sub(r"\s", "", written) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('<p class="mb-1 lead">', {"mb-1", "lead"}),
        ("""<p class="btn btn-{{ 'primary' if first else 'line' }} sm">""", {"btn", "btn-", "primary", "line", "sm"}),
        ("""<p class="{% if a == "b" %}d-none{% endif %}">""", {"d-none", "b"}),
        ("{{ ui.button(_('Send'), tone='seal', more=\"ms-auto\") }}", {"seal", "ms-auto", "Send"}),
        ("<table>collapse</table>", set()),
    ],
)
def test_classes_are_found_wherever_a_template_writes_them(template, expected):
    assert expected <= used_styles.classes_in_template(template)
    assert "collapse" not in used_styles.classes_in_template(template)


def test_classes_are_found_in_scripts_and_python():
    assert "btn-line" in used_styles.classes_in_script('one.classList.toggle("btn-line")')
    assert {"ok", "d-none"} <= used_styles.classes_in_python('TONES = {"shipped": "ok d-none"}')
    assert "Send" not in used_styles.classes_in_python('"""Send it."""')


def test_a_class_that_is_put_together_is_found():
    assert "btn-primary" in used_styles._completed({"btn-", "primary"})


@pytest.mark.parametrize(
    ("selector", "classes"),
    [
        (".a.b > .c", {"a", "b", "c"}),
        (".a:not(.b)", {"a"}),
        ("p:hover", set()),
        (".btn-check:checked+.btn", {"btn-check", "btn"}),
    ],
)
def test_a_rule_stays_where_all_its_classes_are_used(selector, classes):
    assert used_styles.classes_of(selector) == classes
