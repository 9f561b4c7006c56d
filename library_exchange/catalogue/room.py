"""The room as the house sees it."""

from library_exchange.catalogue import jobs, models, policy
from library_exchange.catalogue.queries import authority_lists as names
from library_exchange.catalogue.views import (
    authority,
    authority_pages,
    openurl,
    pages,
    record_names,
    search_form,
    sounding,
)
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    feeds=(openurl.bp,),
    doors=(search_form, authority, authority_pages, pages, record_names, sounding),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "names",
            names.names_waiting,
            lambda count: _n("%(num)s name on your books to check", "%(num)s names on your books to check", count),
            names.name_lines,
            endpoint="catalogue.names",
        ),
        Waiting(
            "titles",
            names.titles_waiting,
            lambda count: _n("%(num)s title on your books to check", "%(num)s titles on your books to check", count),
            names.title_lines,
            endpoint="catalogue.names",
            values={"of": "work"},
        ),
    ),
)
