"""Each page speaks its reader's language, whoever came first."""

import pytest
from flask import render_template_string

from library_exchange.core.i18n import speaking

TEXTS = [
    ("{{ 'chi'|language_name }}", ("中文", "китайский", "Chinese")),
    ("{{ 'rus'|language_name }}", ("俄文", "русский", "Russian")),
    ("{{ 'CN'|country_name }}", ("中国", "Китай", "China")),
    ("{{ 12345|numberformat }}", ("12,345", "12\xa0345", "12,345")),
    ("{{ _('Search') }}", ("检索", "Поиск", "Search")),
    (
        "{{ ngettext('%(num)s record found', '%(num)s records found', 3) }}",
        ("找到 3 条记录", "Найдены 3 записи", "3 records found"),
    ),
    ("{{ _('Search: %(words)s', words='<b>') }}", ("检索：&lt;b&gt;", "Поиск: &lt;b&gt;", "Search: &lt;b&gt;")),
]


@pytest.mark.parametrize(("template", "spoken"), TEXTS)
def test_one_template_speaks_to_each_reader_in_her_language(web, template, spoken):
    with web.test_request_context("/"):
        found = []
        for code in ("zh", "ru", "en"):
            with speaking(code):
                found.append(render_template_string(template))
    assert tuple(found) == spoken
