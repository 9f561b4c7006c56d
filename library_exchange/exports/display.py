"""What doors of exports show, also those of other rooms that order a file."""

from typing import Any

from sqlmodel import Session

from library_exchange.exports import labels
from library_exchange.exports.queries.exports import usual_profile
from library_exchange.exports.rules.forms import FILES


def forms_for(session: Session, library_id: int) -> list[tuple[str, Any]]:
    """Return the forms to choose from, first those of the format in which most records of a library came."""
    usual = usual_profile(session, library_id)
    forms = sorted(labels.FORMS, key=lambda form: usual is None or FILES[form].profile is not usual)
    return [(form.value, labels.FORMS[form]) for form in forms]
