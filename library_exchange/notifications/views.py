"""Doors of the room: the mails that were made, for the platform's administrators."""

from flask import Blueprint, render_template

from library_exchange.core.db import reading
from library_exchange.mail import delivery, queries
from library_exchange.web.paging import Page, page_number

bp = Blueprint("notifications", __name__)

PAGE_SIZE = 50


@bp.get("/platform/mail")
def mail() -> str:
    """List the mails, newest first."""
    with reading() as session:
        page = Page(page_number(), PAGE_SIZE, queries.count_mails(session))
        mails = queries.mails(session, page.offset, page.size)
    return render_template("notifications/mail_list.html", mails=mails, page=page, has_server=delivery.has_server())


@bp.get("/platform/mail/<int:mail_id>")
def show_mail(mail_id: int) -> str:
    """Show one mail as it was kept."""
    with reading() as session:
        found = queries.get_mail(session, mail_id)
    return render_template("notifications/mail_show.html", mail=found, kept=delivery.find_kept(found.filename))
