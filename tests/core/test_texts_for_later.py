"""Texts that are translated when they are shown: whoever gave what stands in them, a page shows it as text."""

from flask import render_template_string

from library_exchange.core.i18n import _l, _ln, _pl

GIVEN = "<script>alert(1)</script>"


def test_what_stands_in_a_text_for_later_is_never_taken_for_a_part_of_the_page(web):
    texts = (
        _l("%(city)s, now %(time)s", city=GIVEN, time="9"),
        _ln("%(num)s book of %(name)s", "%(num)s books of %(name)s", 2, name=GIVEN),
        _pl("page", "By %(name)s", name=GIVEN),
    )
    with web.test_request_context("/ru/"):
        for text in texts:
            shown = render_template_string("{{ text }}", text=text)
            assert "<script>" not in shown
            assert "&lt;script&gt;" in shown
