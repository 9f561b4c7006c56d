"""Before anybody comes, a service has read what the first acts would else read while nobody else can write."""

from library_exchange.core.clock import now
from library_exchange.core.regions import REGIONS
from library_exchange.directory.rules.calendars import year_of
from library_exchange.warm_start import MOST_TEMPLATES, is_of_a_letter, warm


def test_before_anybody_comes_calendars_and_letters_are_at_hand(web):
    year_of.cache_clear()
    warm(web)
    read = year_of.cache_info().misses
    for country in REGIONS:
        year_of(country, now().year)
    assert year_of.cache_info().misses == read
    kept = {name for _loader, name in web.jinja_env.cache}
    letters = set(web.jinja_env.list_templates(filter_func=is_of_a_letter))
    assert len(letters) > 100
    assert kept >= letters


def test_no_template_is_forgotten_for_another_one(web):
    assert len(web.jinja_env.list_templates()) < MOST_TEMPLATES
