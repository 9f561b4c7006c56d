"""The room as the house sees it."""

from library_exchange.catalogue import authority_models, jobs, models, policy, set_models, title_models
from library_exchange.catalogue.views import authority, pages, search_form, sounding
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.rooms import Room

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(search_form, authority, pages, sounding),
    tables=(models, title_models, set_models, authority_models),
    work=(jobs,),
)
