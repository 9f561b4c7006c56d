"""The condition of a loan's book as the page of the request shows it: the pictures of both libraries by moment."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlmodel import Session

from library_exchange.core.i18n import _, _p, format_date
from library_exchange.directory.models import Library
from library_exchange.loan_pictures.labels import MOMENTS
from library_exchange.loan_pictures.queries import Shown, pictures_of
from library_exchange.loan_pictures.rules import MOST_OF_A_MOMENT, has_just_come, may_take_back, moments_for
from library_exchange.loans.condition import Condition
from library_exchange.loans.labels.code_names import DAMAGES
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.standard_codes import ServiceType

FIELDS = {"moment": "picture-moment", "picture": "picture-file", "damage": "arrived-damage"}
"""The id on the page of each field that sends a picture or tells of damage."""


def condition(session: Session, loan: LoanRequest, language: str, errors: Mapping[str, Any]) -> Condition:
    """Return the part of the page of a request that shows the book's condition; copies of pages have none."""
    found = _shown(session, loan, language, errors) if loan.service is ServiceType.LOAN else None
    section = Markup(render_template("loan_pictures/condition.html", condition=found))  # noqa: S704
    return Condition(section, _marked(found, errors), _arrived(loan, errors))


def _arrived(loan: LoanRequest, errors: Mapping[str, Any]) -> Markup:
    """Return the step by which a book is received that has come damaged, nothing where none is on its way."""
    if loan.service is ServiceType.COPY or not has_just_come(loan.side, loan.stands):
        return Markup()
    damage = {"name": "damage", "id": FIELDS["damage"], "label": _("What is damaged"), "error": errors.get("damage")}
    options = [("", _p("list", "choose…")), *((str(each), told) for each, told in DAMAGES.items())]
    url = url_for("loans.arrived_damaged", loan_id=loan.id)
    told = {"damage": damage, "options": options, "url": url, "version": loan.version}
    return Markup(render_template("loan_pictures/arrived.html", **told))  # noqa: S704


def _shown(session: Session, loan: LoanRequest, language: str, errors: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the page tells of the book's condition, None where there is nothing to show and nothing to add."""
    shown = pictures_of(session, loan)
    own = [each.moment for each in shown if each.is_own]
    moments = moments_for(loan.side, loan.stands, {each: own.count(each) for each in own})
    if not shown and not moments:
        return None
    is_to_show = loan.damage is not None and bool(moments) and not set(moments) & set(own)
    return {
        "moments": [
            _moment(session, loan, language, list(these)) for _each, these in groupby(shown, lambda each: each.moment)
        ],
        "choices": [(str(moment), MOMENTS[moment]) for moment in moments],
        "has_damage_to_show": is_to_show,
        "choice": {
            "name": "moment",
            "id": FIELDS["moment"],
            "label": _("When it was taken"),
            "hint": _("At most %(num)s pictures of each moment.", num=MOST_OF_A_MOMENT),
            "error": errors.get("moment"),
        },
        "file": FIELDS["picture"],
        "error": errors.get("picture"),
        "url": url_for("loans.add_picture", loan_id=loan.id),
    }


def _marked(shown: Mapping[str, Any] | None, errors: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return for each field to correct its id on the page, none where the page has no such field, or none any more."""
    has_fields = shown is not None and shown["choices"]
    return [(FIELDS.get(name, "") if has_fields else "", sentence) for name, sentence in errors.items()]


def _moment(session: Session, loan: LoanRequest, language: str, pictures: list[Shown]) -> dict[str, Any]:
    first = pictures[0]
    library = session.get_one(Library, loan.library_id if first.is_own else loan.partner_id)
    name = library.name_in(language)
    return {
        "label": MOMENTS[first.moment],
        "library": name,
        "pictures": [_picture(session, loan, each, number, name) for number, each in enumerate(pictures, 1)],
    }


def _picture(session: Session, loan: LoanRequest, picture: Shown, number: int, library: str) -> dict[str, Any]:
    where: dict[str, Any] = {"loan_id": loan.id, "picture_id": picture.id}
    day = picture.added_at.astimezone(session.get_one(Library, loan.library_id).zone).date()
    told: dict[str, Any] = {"moment": MOMENTS[picture.moment], "num": number}
    may_remove = picture.is_own and may_take_back(loan.side, loan.stands)
    return {
        "label": _("added on %(date)s", date=format_date(day)),
        "alt": _("%(moment)s, %(library)s, picture %(num)s", library=library, **told),
        "width": picture.width,
        "height": picture.height,
        "url": url_for("loans.picture", size="whole", **where),
        "small_url": url_for("loans.picture", size="small", **where),
        "remove_url": url_for("loans.remove_picture", **where) if may_remove else None,
        "remove_label": _("Take back picture %(num)s: %(moment)s", **told),
    }
