"""What the first acts would read while they keep everybody else from writing, read before anybody comes."""

from flask import Flask
from jinja2.utils import LRUCache
from sqlalchemy.orm import configure_mappers

from library_exchange.core.clock import now
from library_exchange.core.i18n import LANGUAGES, _, speaking
from library_exchange.core.regions import REGIONS
from library_exchange.directory.rules.calendars import year_of

MOST_TEMPLATES = 1000
"""So many templates are kept as they were read; Jinja forgets from 400 on, and there are more."""


def warm(app: Flask) -> None:
    """Have the calendars of all countries at hand, the words of all languages, and the templates of all letters."""
    configure_mappers()
    for country in REGIONS:
        for year in (now().year, now().year + 1):
            year_of(country, year)
    with app.app_context():
        for language in LANGUAGES:
            with speaking(language):
                _("Search")
    app.jinja_env.cache = LRUCache(MOST_TEMPLATES)  # type: ignore[assignment]
    for name in app.jinja_env.list_templates(filter_func=is_of_a_letter):
        app.jinja_env.get_template(name)


def is_of_a_letter(name: str) -> bool:
    """Whether the template of this name is that of a letter, or of a part of one."""
    return "mail/" in name and name.endswith(".txt")
