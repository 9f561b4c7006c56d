"""Doors of the room: the mails that were made, for the platform's administrators."""

from typing import Any

from flask import Blueprint, render_template, request

from library_exchange.core.db import reading
from library_exchange.core.i18n import current, language_name
from library_exchange.core.text import one_line
from library_exchange.mail import delivery
from library_exchange.mail import queries as mails
from library_exchange.mail.models import Mail
from library_exchange.notifications import queries
from library_exchange.notifications.kinds import find_kind
from library_exchange.web.paging import Page, page_number

bp = Blueprint("notifications", __name__)

PAGE_SIZE = 50
LONGEST_WORDS = 100


@bp.get("/platform/mail")
def mail() -> str:
    """List the mails, newest first: those to libraries by subject, those to people by when and whether they went."""
    words = one_line(request.args.get("q", ""))[:LONGEST_WORDS]
    these = queries.looked_for(words)
    with reading() as session:
        page = Page(page_number(), PAGE_SIZE, mails.count_mails(session, *these))
        found = mails.mails(session, page.offset, page.size, *these)
        mailboxes = queries.role_mailboxes(session, [each.recipient for each in found])
        waiting = mails.count_not_handed_over(session)
    rows = [_shown(each, each.recipient in mailboxes) for each in found]
    return render_template(
        "notifications/mail_list.html",
        mails=rows,
        page=page,
        has_server=delivery.has_server(),
        waiting=waiting,
        words=words,
    )


@bp.get("/platform/mail/<int:mail_id>")
def show_mail(mail_id: int) -> str:
    """Show one mail: as it was kept if it went to a library, without its text if it went to a person."""
    with reading() as session:
        found = mails.get_mail(session, mail_id)
        is_to_library = bool(queries.role_mailboxes(session, [found.recipient]))
    kept = delivery.find_kept(found.filename) if is_to_library else None
    return render_template("notifications/mail_show.html", mail=_shown(found, is_to_library), kept=kept)


def _shown(found: Mail, is_to_library: bool) -> dict[str, Any]:
    """Return what operation needs to know of a mail; who the reader is and what she reads is not of it.

    The kind helps where the subject stands in another language than the page.
    """
    is_foreign = is_to_library and found.language != current().code
    return {
        "id": found.id,
        "created_at": found.created_at,
        "sent_at": found.sent_at,
        "filename": found.filename,
        "language": found.language,
        "language_name": language_name(found.language),
        "subject": found.subject if is_to_library else None,
        "kind": find_kind(found.template) if is_foreign else None,
        "recipient": found.recipient if is_to_library else queries.shortened(found.recipient),
    }
