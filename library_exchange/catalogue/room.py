"""The room as the house sees it."""

from library_exchange.catalogue import jobs, models, policy
from library_exchange.catalogue.views import asking, authority, authority_pages, help, imports, pages, record_names
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.rooms import Room

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(asking, authority, help, imports, authority_pages, pages, record_names),
    tables=(models,),
    work=(jobs,),
)
