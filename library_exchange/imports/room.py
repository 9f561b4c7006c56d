"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.imports import jobs, models, policy, waiting
from library_exchange.imports.queries.doubts import files_with_questions
from library_exchange.imports.views import copies, doubts, files, parts
from library_exchange.imports.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(files, copies, doubts, parts),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "import_questions",
            files_with_questions,
            lambda count: _n("%(num)s file with records to decide", "%(num)s files with records to decide", count),
            waiting.lines,
        ),
    ),
)
