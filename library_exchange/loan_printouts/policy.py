"""Who may print what goes with a book and a request, and record a local check: staff, for requests of their library."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "loans.slip": FOR_STAFF,
    "loans.paper": FOR_STAFF,
    "loans.all_pull_slips": FOR_STAFF,
    "loans.ticked_pull_slips": FOR_STAFF,
    "loan_printouts.local_check": FOR_STAFF,
    "loan_printouts.record_local_check": FOR_STAFF,
    "loan_printouts.certificate": FOR_STAFF,
    "loan_printouts.request_form": FOR_STAFF,
    "loan_printouts.request_forms": FOR_STAFF,
}
