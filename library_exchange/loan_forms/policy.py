"""Who may print a request and record a local check: staff, for requests of their own library."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "loan_forms.local_check": FOR_STAFF,
    "loan_forms.record_local_check": FOR_STAFF,
    "loan_forms.certificate": FOR_STAFF,
    "loan_forms.request_form": FOR_STAFF,
    "loan_forms.request_forms": FOR_STAFF,
}
"""Doors of the room."""
