"""Where a text stands in both languages, a form asks first for the one of its reader."""

import pytest

FORMS = [
    ("/programmes/new", "name"),
    ("/programmes/new", "note"),
    ("/staff/exchange/agreements/new", "note"),
    ("/exchange/rounds/new", "name"),
]


@pytest.mark.parametrize(("path", "field"), FORMS)
def test_a_form_asks_first_for_the_language_of_the_page(world, path, field):
    role = "platform" if "rounds" in path else "librarian"
    places = {
        language: [
            world.visitors[role].get(f"/{language}{path}").text.find(f'name="{field}_{half}"') for half in ("zh", "ru")
        ]
        for language in ("zh", "ru")
    }
    assert min(places["zh"] + places["ru"]) > 0
    assert places["zh"][0] < places["zh"][1]
    assert places["ru"][1] < places["ru"][0]
