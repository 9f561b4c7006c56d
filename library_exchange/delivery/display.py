"""What the page of a request says of its scan: what is attached, what was handed over, whether it was opened."""

from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.i18n import _, _n, _p, format_date
from library_exchange.delivery.models import DeliveredFile
from library_exchange.delivery.services import files
from library_exchange.delivery.views import terms
from library_exchange.loans.forms import SCAN, Refused
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, Side, SupplyingState


def checks(session: Session, loan: LoanRequest, _refused: Refused | None = None) -> list[dict[str, Any]]:
    """Return the scan that the supplying library can look at, with the button that hands over an attached one."""
    if loan.side is not Side.SUPPLYING or loan.stands not in (SupplyingState.TO_SHIP, SupplyingState.COPY_COMPLETED):
        return []
    kept = files.find_kept(session, loan)
    if kept is None or (kept.sent_at is None) != (loan.stands is SupplyingState.TO_SHIP):
        return []
    shown = _attached(loan, kept) if kept.sent_at is None else _handed_over(loan, kept)
    return [shown | {"links": [(url_for("delivery.look_at", loan_id=loan.id), _("Look at the scan"))]}]


def _attached(loan: LoanRequest, kept: DeliveredFile) -> dict[str, Any]:
    """Return what is said of a scan that waits to be looked at, with the button that hands it over."""
    agreed = terms()
    sentence = _n(
        "Attached and not handed over yet: “%(name)s”. The other library gets a link that opens it %(num)s time"
        " within %(days)s days. Until it has been opened, you can replace the file.",
        "Attached and not handed over yet: “%(name)s”. The other library gets a link that opens it %(num)s times"
        " within %(days)s days. Until it has been opened, you can replace the file.",
        agreed.openings,
        name=kept.name,
        days=agreed.days,
    )
    form = {
        "url": url_for("delivery.hand_over", loan_id=loan.id),
        "fields": [],
        "version": loan.version,
        "label": _p("verb", "Hand over the scan"),
    }
    return {"sentence": sentence, "form": form}


def _handed_over(loan: LoanRequest, kept: DeliveredFile) -> dict[str, Any]:
    """Return what is said of a scan that was handed over; with a form to replace it until somebody has opened it."""
    told = {"name": kept.name, "until": format_date(kept.until)}
    if kept.openings:
        sentence = _n(
            "Handed over: “%(name)s”, opened %(num)s time. It is kept until %(until)s.",
            "Handed over: “%(name)s”, opened %(num)s times. It is kept until %(until)s.",
            kept.openings,
            **told,
        )
        return {"sentence": sentence}
    sentence = _(
        "Handed over: “%(name)s”, not opened yet. It is kept until %(until)s. As long as nobody has opened it, you can"
        " put another file behind the same link.",
        **told,
    )
    form = {
        "url": url_for("delivery.attach", loan_id=loan.id),
        "fields": [SCAN | {"id": f"{Action.DELIVER_COPY}-file"}],
        "version": loan.version,
        "label": _p("verb", "Replace the file"),
        "is_file": True,
    }
    return {"sentence": sentence, "form": form}
