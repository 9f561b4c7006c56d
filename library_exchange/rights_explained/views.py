"""The one door of the room."""

from flask import Blueprint, current_app, render_template

from library_exchange.core.rights import Access
from library_exchange.rights_explained import labels
from library_exchange.rights_explained.rules import ACTORS, TOPICS, Topic, Who
from library_exchange.web.guard import current_actor

bp = Blueprint("rights_explained", __name__)


@bp.get("/rights")
def show() -> str:
    """Tell who may do what, as the table of rights has it, and what the visitor is."""
    rows = [(labels.TOPICS[name], [who in allowed(topic) for who in Who]) for name, topic in TOPICS.items()]
    mine = [labels.PEOPLE[who] for who in _what_i_am()]
    return render_template("rights_explained/show.html", people=labels.PEOPLE.values(), rows=rows, mine=mine)


def allowed(topic: Topic) -> frozenset[Who]:
    """Return who may do something: whom the table of rights lets pass the door, as far as the room does."""
    access: Access = current_app.extensions["rights"][topic.endpoint]
    passes = frozenset(who for who, actor in ACTORS.items() if access.allows(actor))
    return passes if topic.only is None else passes & topic.only


def _what_i_am() -> list[Who]:
    actor = current_actor()
    found = [who for who, like in ACTORS.items() if like.roles & actor.roles]
    if actor.is_platform_admin:
        found.append(Who.PLATFORM)
    return found or ([] if actor.is_signed_in else [Who.VISITOR])
