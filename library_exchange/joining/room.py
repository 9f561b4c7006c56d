"""The room as the house sees it."""

from library_exchange.core.i18n import _, _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Overseen, Waiting
from library_exchange.joining import (
    first_steps,
    meaning_views,
    models,
    platform_views,
    policy,
    queries,
    staff_views,
    views,
)

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(staff_views, platform_views, meaning_views),
    tables=(models,),
    waiting=(
        Waiting(
            "applications",
            queries.at_sponsor,
            lambda count: _n("%(num)s library to vouch for", "%(num)s libraries to vouch for", count),
            queries.vouching_lines,
        ),
        Waiting(
            "application_meanings",
            queries.meanings_to_tell,
            lambda count: _n("%(num)s application to explain", "%(num)s applications to explain", count),
            queries.meaning_lines,
        ),
        Waiting(
            "first_steps",
            first_steps.to_take,
            lambda _count: _("Your library is new here"),
            first_steps.lines,
        ),
    ),
    overseen=(
        Overseen(
            "applications",
            "joining.applications",
            queries.at_platform,
            lambda count: _n("%(num)s library asks to join", "%(num)s libraries ask to join", count),
        ),
    ),
)
