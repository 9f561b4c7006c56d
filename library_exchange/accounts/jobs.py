"""Work of this room that is done after the commit."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_security.recoverable import generate_reset_password_token

from library_exchange.accounts import queries, sessions
from library_exchange.accounts.models import RESET_ASKED
from library_exchange.core import outbox
from library_exchange.core.db import transaction
from library_exchange.mail import services as mail

RESET_LINK = "accounts/reset_link"


@outbox.handles(RESET_ASKED)
def send_reset_link(payloads: Sequence[dict[str, Any]]) -> None:
    """Write to whoever has the address that a new password was asked for, if anybody has."""
    asked = payloads[0]
    with transaction() as session:
        user = queries.find_user(session, asked["email"])
        if user is None or user.email is None or not sessions.may_sign_in(user):
            return
        lasts: timedelta = current_app.config["SECURITY_RESET_PASSWORD_WITHIN"]
        context = {"name": user.name, "token": generate_reset_password_token(user), "minutes": lasts.seconds // 60}
        # One request, one letter: the same id when this is carried out a second time.
        once = uuid.uuid5(uuid.NAMESPACE_URL, f"{user.fs_uniquifier} {asked['asked_at']}").hex
        mail.write(session, user.email, user.language, RESET_LINK, context, message_id=once)
