"""The pages of the exchange desk lead to each other; on a phone the present one stands alone and unfolds the others."""

import re

import lxml.html
import pytest

from library_exchange.web import used_styles

PAGES = [
    f"/staff/exchange{rest}"
    for rest in ("", "/offers", "/wants", "/fitting", "/agreements", "/wanted", "/copies", "/boxes", "/standing")
]


@pytest.fixture
def heihe(web, make_partner):
    return make_partner("Heihe", "CN")


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_each_page_of_the_desk_names_itself_before_it_unfolds_the_others(heihe, at_desk, language):
    desk, named = at_desk(heihe.librarian_id), set()
    for path in PAGES:
        page = lxml.html.fromstring(desk.get(f"/{language}{path}").text)
        menu = page.xpath("//nav/details[@class='tab-menu'][not(@open)]")[0]
        here = menu.xpath("string(summary/b)")
        links = menu.xpath("following-sibling::ul[@class='tasks']//a")
        assert [each.text for each in links if each.get("aria-current")] == [here]
        assert len(links) == 10
        named.add(here)
    assert len(named) == len(PAGES)


def test_tabs_fold_by_style_alone_and_only_on_a_phone():
    (phone,) = re.findall(
        r"@media \(max-width: 37\.5rem\) \{\n  \.tab-menu.*?\n\}", used_styles.OURS.read_text("utf-8"), re.S
    )
    assert ".tab-menu:not([open]) ~ .tasks { display: none; }" in phone
