"""What the key's library has: its records and copies; copies added, changed, withdrawn, and told where they are."""

from flask import Response, request
from sqlmodel import Session

from library_exchange.catalogue.models import LocalState
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.rights import library_of
from library_exchange.holdings.queries.own_records import copies_of, get_copy
from library_exchange.holdings.schemas import CopyChange, NewCopies
from library_exchange.holdings.services import copy_acts, copy_states
from library_exchange.rest_api.addresses import at
from library_exchange.rest_api.display import own as display
from library_exchange.rest_api.queries import own
from library_exchange.rest_api.rules.preconditions import tag_of
from library_exchange.rest_api.schemas import answers
from library_exchange.rest_api.schemas.inputs import ItemChange, ItemWithdrawal, NewItems, StateLines
from library_exchange.rest_api.views.answering import (
    carried_out_once,
    given,
    listed,
    one_of,
    piece,
    require_version,
    told,
    whole,
)
from library_exchange.rest_api.views.door import bp
from library_exchange.web.guard import current_actor

ITEM = "/items/<int(max=2147483647):item_id>"


@bp.get("/holdings")
def holdings() -> Response:
    """List the library's records with their copies."""
    asked, library_id = piece(), library_of(current_actor())
    with reading() as session:
        rows = own.holdings(session, library_id, asked, whole("import_id"))
        copies = copies_of(session, [source.id for source, _card in rows])
        tell = [(source.id, display.holding(source, card, copies[source.id])) for source, card in rows]
    return listed(answers.Holdings, tell, asked, lambda row: row[0], lambda row: row[1])


@bp.get("/items")
def items() -> Response:
    """List the library's copies, by barcode, state or title."""
    asked, state = piece(), one_of("state", [each.value for each in LocalState])
    sieve = own.CopySieve(
        barcode=request.args.get("barcode", "")[:60],
        state=LocalState(state) if state else None,
        record_id=whole("record_id"),
        holding_id=whole("holding_id"),
    )
    with reading() as session:
        rows = own.copies(session, library_of(current_actor()), sieve, asked)
    return listed(answers.Items, rows, asked, lambda row: row[0].id, lambda row: display.item(*row))


@bp.get(ITEM)
def item(item_id: int) -> Response:
    """Tell of one copy."""
    with reading() as session:
        return _told(session, item_id)


def _told(session: Session, item_id: int) -> Response:
    found = get_copy(session, current_actor().library_id, item_id)
    return told(display.item(found, own.record_of(session, item_id)), tag_of(found.seen))


@bp.post("/items")
def add_items() -> Response:
    """Add copies to a record of the library."""
    asked = given(NewItems)
    new = NewCopies(**asked.model_dump(exclude={"holding_id", "record_id"}))

    def act(session: Session) -> Response:
        actor = current_actor()
        source_id = own.record_to_hold(session, library_of(actor), asked.holding_id, asked.record_id)
        before = {each.id for each in copies_of(session, [source_id])[source_id]}
        source = copy_acts.add(session, actor, source_id, new, now())
        made = [each for each in copies_of(session, [source_id])[source_id] if each.id not in before]
        tell = [display.item(each, source.record_id) for each in made]
        return told(answers.Items(items=tell), status=201, location=at("items", made[0].id))

    return carried_out_once(act)


@bp.patch(ITEM)
def change_item(item_id: int) -> Response:
    """Change what is told of a copy; what is not named stays."""
    asked = given(ItemChange)
    if asked.state is LocalState.WITHDRAWN:
        raise InvalidInput({"state": _("A copy is withdrawn with a reason, at its own address.")})
    with transaction() as session:
        _change(session, item_id, asked.model_dump(exclude_unset=True))
        return _told(session, item_id)


@bp.post(f"{ITEM}/withdraw")
def withdraw_item(item_id: int) -> Response:
    """Withdraw a copy for a reason."""
    asked = given(ItemWithdrawal)

    def act(session: Session) -> Response:
        _change(session, item_id, {"state": LocalState.WITHDRAWN, **asked.model_dump()})
        return _told(session, item_id)

    return carried_out_once(act)


def _change(session: Session, item_id: int, told_anew: dict[str, object]) -> None:
    """Have a copy be what is told anew, and stay what it is in all else."""
    actor = current_actor()
    copy = get_copy(session, actor.library_id, item_id)
    require_version(tag_of(copy.seen))
    stands = {
        "barcode": copy.barcode or "",
        "call_number": copy.call_number or "",
        "copy_place": copy.place or "",
        "state": copy.state,
    }
    changed = CopyChange.model_validate(stands | told_anew | {"seen": copy.seen})
    copy_acts.change(session, actor, item_id, changed, now())


@bp.post("/items/states")
def tell_states() -> Response:
    """Tell where many copies are; each line has an answer of its own, and one that is refused stops no other."""
    asked = given(StateLines)

    def act(session: Session) -> Response:
        lines = [copy_states.Told(each.state, each.id, each.barcode or "") for each in asked.items]
        done = copy_states.tell(session, current_actor(), lines, now())
        tell = [
            answers.ItemResult.model_construct(
                id=each.item_id, barcode=line.barcode, result=each.result.value, detail=str(each.sentence or "")
            )
            for line, each in zip(asked.items, done.lines, strict=True)
        ]
        return told(answers.ItemResults(changed=done.changed, offers_withdrawn=done.offers, items=tell))

    return carried_out_once(act)
