"""Standing at the doors: who finds one shut or asks too often is sent away, and every answer is counted."""

import re
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from limits import RateLimitItemPerMinute

from library_exchange.accounts.rates import visitor
from library_exchange.core import doors, outbox
from library_exchange.core.clock import now
from library_exchange.core.doors import DOORS, Door
from library_exchange.core.settings import Settings
from library_exchange.door_keeping import keeper as keeping
from library_exchange.door_keeping import labels
from library_exchange.door_keeping.keeper import keeper
from library_exchange.door_keeping.refusals import DoorShut, InTheClear, Refused, TooOften, plainly
from library_exchange.door_keeping.rules import Fault
from library_exchange.web.pages import talisman

ARGUMENT = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


def init_app(app: Flask) -> None:
    """Have every request at a door of `app` looked at first, and every answer counted.

    In production pages lead on to https who comes by http; a door refuses him, unless it `leads_to_https`.
    """
    keeping.init_app(app)
    app.extensions["door_of"] = {place: door for door in _doors_of(app) for place in door.covers}
    for endpoint in covered(app):
        if not _door_at(app, endpoint).leads_to_https:
            talisman(force_https=False)(app.view_functions[endpoint])
    app.before_request(_admit)
    app.after_request(_count)


def _doors_of(app: Flask) -> tuple[Door, ...]:
    return tuple(app.extensions.get("hooks", {}).get(DOORS, {}).values())


def covered(app: Flask) -> frozenset[str]:
    """Return the endpoints that stand behind a door: how often they are asked is counted here alone."""
    behind = app.extensions["door_of"]
    return frozenset(each for each in app.view_functions if each in behind or each.rpartition(".")[0] in behind)


def _door_at(app: Flask, endpoint: str) -> Door:
    behind: dict[str, Door] = app.extensions["door_of"]
    return behind.get(endpoint) or behind[endpoint.rpartition(".")[0]]


def find_door() -> Door | None:
    """Return the door at which the present request comes, None for a page or a door that a setting has shut."""
    behind = current_app.extensions["door_of"]
    door: Door | None = behind.get(request.endpoint) or behind.get(request.blueprint)
    return None if door is None or is_shut_by_setting(door) else door


def is_shut_by_setting(door: Door) -> bool:
    """Whether a setting shuts the door, whatever an operator says on the page."""
    return door.setting is not None and not getattr(current_app.extensions["settings"], door.setting)


def is_open(name: str) -> bool:
    """Whether a door is open: for what goes out through it."""
    return keeper().is_open(name)


def shut_out(door: Door) -> Any:
    """Return what a page says while nothing goes out through a door, None while it is open."""
    return None if is_open(door.name) else labels.SHUT_OUT


def require_open(door: Door) -> None:
    """Have what goes out through a door wait while an operator has it shut; raises NotYet."""
    if not is_open(door.name):
        raise outbox.NotYet


def _admit() -> Any:
    door = g.door = find_door()
    g.door_told, g.door_rates = {}, {}
    if door is None:
        return None
    try:
        if not door.leads_to_https and _is_in_the_clear():
            raise InTheClear
        if not keeper().is_open(door.name):
            raise DoorShut
        if door.counts_under is not None:
            count(door, door.counts_under(), visitor())
    except Refused as refused:
        doors.tell(fault=refused.code)
        return (door.refuse or plainly)(refused)
    return None


def _is_in_the_clear() -> bool:
    """Whether a request came by http to a service that is open by https, as far as the proxy tells."""
    settings: Settings = current_app.extensions["settings"]
    return not (settings.is_demo or request.is_secure or request.headers.get("X-Forwarded-Proto") == "https")


def count(door: Door, name: str, who: str, key_id: int | None = None) -> None:
    """Count a request of a class, and tell how many are left in this minute; raises TooOften for one above."""
    limiter: Limiter = current_app.extensions["limits"]
    if not limiter.enabled:
        return
    most = keeper().per_minute(door.name, door.limit(name), key_id)
    item = RateLimitItemPerMinute(most)
    is_within = limiter.limiter.hit(item, door.name, name, who)
    stats = limiter.limiter.get_window_stats(item, door.name, name, who)
    left_s = max(1, round(stats.reset_time - now().timestamp()))
    g.door_rates = {
        "RateLimit-Policy": f'"{name}";q={most};w=60',
        "RateLimit": f'"{name}";r={stats.remaining};t={left_s}',
    }
    if not is_within:
        raise TooOften(left_s)


def _count(answer: Response) -> Response:
    """Tell how often one may still ask, and note what came of it; written down once the answer has gone."""
    door: Door | None = g.get("door")
    if door is None:
        return answer
    for name, value in g.door_rates.items():
        answer.headers[name] = value
    kept = keeper()
    note(door.name, answer.status_code, reference=g.get("request_id", ""), **doors.told())
    if kept.is_due():
        answer.call_on_close(kept.write_down_if_due)
    return answer


def note(
    name: str,
    status: int,
    fault: str | None = None,
    act: str = "",
    client: str = doors.ANYBODY,
    key_id: int | None = None,
    reference: str = "",
) -> None:
    """Count what went through a door, in or out, with what went wrong."""
    at = now()
    kind = fault or (f"http-{status}" if status >= 400 else None)
    if kind is None:
        keeper().note(name, at)
        return
    keeper().note(name, at, Fault(name, at, kind, status, act or request_act(), client, key_id, reference))


def request_act() -> str:
    """Return by which route the present request came, without what stands in its address."""
    if not request or request.url_rule is None:
        return ""
    route = ARGUMENT.sub(r"{\1}", request.url_rule.rule)
    return f"{request.method} {route}"
