"""What who runs the platform does to whoever has an address: one form asks for it, and a yes carries it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.accounts.models import User
from library_exchange.core import security_log
from library_exchange.core.actor import Actor
from library_exchange.core.db import transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.security_log import Event
from library_exchange.core.text import LONGEST_EMAIL
from library_exchange.web.confirming import Question, ask


@dataclass(frozen=True)
class ByAddress:
    """An act by which all sign-ins of a person end: its page, its verb and what is asked before.

    `take` raises InvalidInput for an address of nobody whom it may be done to.
    """

    endpoint: str
    heading: Any
    explained: Any
    button: Any
    done: Any
    take: Callable[[Session, Actor, str], User]
    question: Callable[[str, str], Question]


def answer(act: ByAddress) -> Any:
    """Show the form of an act, or take it once who runs the platform has said yes."""
    email = request.form.get("email", "").strip()[:LONGEST_EMAIL]
    if request.method == "GET":
        return _page(act, "", {})
    try:
        with transaction() as session:
            user = act.take(session, g.actor, email)
            ask(act.question(user.email or "", url_for(act.endpoint)))
    except InvalidInput as refused:
        return _page(act, email, refused.fields), refused.status
    security_log.note(Event.SIGN_INS_ENDED, of=user.id)
    flash(str(act.done), "success")
    return redirect(url_for(act.endpoint))


def _page(act: ByAddress, email: str, errors: Mapping[str, Any]) -> str:
    return render_template("accounts/by_address.html", act=act, longest=LONGEST_EMAIL, email=email, errors=errors)
