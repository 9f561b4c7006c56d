"""What pages show of partners' systems and of the documents that went and came."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from flask import render_template, url_for
from markupsafe import Markup
from sqlmodel import Session

from library_exchange.core.bilingual import tag_of, told_language
from library_exchange.core.i18n import _, _ln, current, format_datetime
from library_exchange.core.sealed_secrets import Unsealable
from library_exchange.core.worklist import Line
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.other_systems import Exchange
from library_exchange.loans.rules.standard_codes import MessageStatus
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.protocols.iso18626 import labels, queries
from library_exchange.protocols.iso18626.models import Direction, EndPoint, WireMessage
from library_exchange.protocols.iso18626.rules.showing import shown

NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
"""Two letters that stand for no country in the locale data."""


def partner_row(row: queries.Partner) -> dict[str, Any]:
    return {
        "name": row.library.name_in(current().code),
        "country": row.library.country,
        "url": url_for("protocols.partner", number=row.end_point.id),
        "edition": labels.EDITIONS[row.end_point.edition],
        "is_active": row.end_point.is_active,
        "is_heard": is_heard(row.end_point),
        "sent": row.sent,
        "received": row.received,
        "failed": row.failed,
        "waiting": row.waiting,
        "last_at": row.last_at,
    }


def is_heard(end_point: EndPoint) -> bool:
    """Whether somebody may speak for the partner: a key or an address is known (`queries.not_connected`)."""
    return end_point.key_hash is not None or bool(end_point.addresses)


def system(end_point: EndPoint, library: Library, symbols: str, secret: str) -> dict[str, Any]:
    """Return who may speak for the partner and how it is spoken to."""
    return {
        "number": end_point.id,
        "name": library.name_in(current().code),
        "country": library.country,
        "library_url": url_for("directory.show", code=library.code),
        "url": end_point.url,
        "edition": labels.EDITIONS[end_point.edition],
        "shim": labels.SHIMS[end_point.shim],
        "symbols": symbols.splitlines(),
        "addresses": end_point.addresses,
        "has_key": end_point.key_hash is not None,
        "key_header": end_point.key_header if end_point.sealed_key else None,
        "is_key_lost": _is_key_lost(end_point, secret),
        "is_active": end_point.is_active,
        "is_heard": is_heard(end_point),
    }


def _is_key_lost(end_point: EndPoint, secret: str) -> bool:
    try:
        end_point.key_sent(secret)
    except Unsealable:
        return True
    return False


def said_row(row: queries.Said) -> dict[str, Any]:
    return {
        "direction": labels.DIRECTIONS[row.direction],
        "message": row.message,
        "code": row.said,
        "said": labels.said(row.said),
        "version": row.version,
        "times": row.times,
        "refused": row.refused,
    }


def never_said(found: Sequence[queries.Said]) -> list[dict[str, Any]]:
    """Return for each direction and side what the standard knows and was not said yet."""
    known = {(row.direction, row.said) for row in found}
    return [
        {
            "label": label,
            "left": [(str(code), labels.STANDARD[code]) for code in codes if (direction, str(code)) not in known],
        }
        for direction, codes, label in labels.NEVER
    ]


def document(row: WireMessage, zone: ZoneInfo | None = None) -> dict[str, Any]:
    """Return a document as a list shows it; its instant in `zone`, else in that of the platform."""
    is_refused = row.confirmation is MessageStatus.ERROR
    return {
        "id": row.id,
        "at": format_datetime(row.at.astimezone(zone), rebase=False) if zone else row.at,
        "is_out": row.direction is Direction.OUT,
        "direction": labels.DIRECTIONS[row.direction],
        "said": labels.said(row.said),
        "code": row.said,
        "confirmed": _confirmed(row),
        "tone": "bad" if is_refused else "ok" if row.confirmation else "warn",
        "why": _why(row) if is_refused else None,
        "error_text": row.error_text,
        "tries": row.tries,
        "note": row.note,
        "is_refused": is_refused and row.direction is Direction.OUT,
        "is_unseen": row.seen_at is None,
    }


def _confirmed(row: WireMessage) -> Any:
    if row.confirmation is None:
        return _ln("being tried: %(num)s time so far", "being tried: %(num)s times so far", row.tries)
    return _("refused") if row.confirmation is MessageStatus.ERROR else _("taken")


def _why(row: WireMessage) -> Any:
    if row.error is not None:
        return labels.ERRORS[row.error]
    if row.http_status is not None and row.http_status >= 300:
        return _("the server answered with HTTP status %(status)s", status=row.http_status)
    return None


def with_text(row: WireMessage) -> dict[str, Any]:
    return document(row) | {"text": shown(row.raw)}


# On the page of a request, and in the list of work --------------------------------------------------------------------


def of_loan(session: Session, loan: LoanRequest) -> Exchange | None:
    """Return what was exchanged with other systems about the row, for staff of its library; two queries."""
    found = queries.messages_of_loan(session, loan.id) if loan.partner_id or loan.attempt else ()
    if not found:
        return None
    home = session.get_one(Library, loan.library_id)
    language = current().code
    rows = [
        document(row, home.zone)
        | {
            "who": home.name_in(language) if row.direction is Direction.OUT else library.name_in(language),
            "partner": library.name_in(language),
            "mailbox": library.mailbox,
            "lang": tag_of(told_language(None, row.note or "") or library.language, row.note or ""),
        }
        for row, library in found
    ]
    refused = [row for row in rows if row["is_refused"]]
    return Exchange(
        _part("warnings", loan, [row for row in refused if row["is_unseen"]]), _part("exchange", loan, rows)
    )


def _part(name: str, loan: LoanRequest, rows: Sequence[Mapping[str, Any]]) -> Any:
    return Markup(render_template(f"protocols/_{name}.html", rows=rows, loan_id=loan.id))  # noqa: S704


def refused_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how refused documents stand on the list of work; one query."""
    return {
        number: Line(
            BibliographicInfo.model_validate(loan.book).title_in(language),
            labels.TO_SEE_TO,
            "loans.show",
            {"loan_id": loan.id, "_anchor": f"refused-{number}"},
        )
        for number, loan in queries.loans_of_messages(session, ids)
    }


# The form -------------------------------------------------------------------------------------------------------------


def countries() -> list[tuple[str, str]]:
    """Return every country by its two letters, in the order of the language of the page."""
    territories = Locale.parse(current().locale).territories
    known = [(code, name) for code, name in territories.items() if len(code) == 2 and code not in NO_COUNTRIES]
    return sorted(known, key=lambda pair: str(pair[1]))
