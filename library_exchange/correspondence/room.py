"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.correspondence import models, policy, queries, translation_queries, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    tables=(models,),
    waiting=(
        Waiting(
            "messages",
            queries.unread,
            lambda count: _n("%(num)s message to read", "%(num)s messages to read", count),
            queries.unread_lines,
            endpoint="correspondence.messages",
        ),
        Waiting(
            "texts",
            translation_queries.to_translate,
            lambda count: _n(
                "%(num)s text to write in another language", "%(num)s texts to write in another language", count
            ),
            translation_queries.text_lines,
            endpoint="correspondence.translations",
        ),
    ),
)
