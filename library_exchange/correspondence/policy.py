"""Who may write and read: staff; a thread is found only by libraries that share its subject, a discussion by everybody.

Of a text to be written in another language know the library that asks and the one that is asked.
"""

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.procedure import Part
from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access
from library_exchange.core.steps import nobodys
from library_exchange.correspondence.models import TranslationRequest
from library_exchange.correspondence.rules import translations

ROUTES: dict[str, Access] = {
    "correspondence.messages": FOR_STAFF,
    "correspondence.show": FOR_STAFF,
    "correspondence.say": FOR_STAFF,
    "correspondence.mark_read": FOR_STAFF,
    "correspondence.discussion": PUBLIC,
    "correspondence.post": FOR_STAFF,
    "correspondence.moderate": FOR_STAFF,
    "correspondence.translations": FOR_STAFF,
    "correspondence.translation": FOR_STAFF,
    "correspondence.own_texts": FOR_STAFF,
    "correspondence.write_own_texts": FOR_STAFF,
    "correspondence.ask_translation": FOR_STAFF,
    "correspondence.answer_translation": FOR_STAFF,
    "correspondence.move_translation": FOR_STAFF,
}


def parts_in_translation(actor: Actor, request: TranslationRequest) -> frozenset[Part]:
    """Return which parts `actor` has in a request for a translation."""
    return nobodys(actor) or translations.parts(rights.home_of(actor), request.asker_id, request.partner_id)
