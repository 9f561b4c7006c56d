"""Who may see figures: the network's everybody, a library's own its staff."""

from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access

ROUTES: dict[str, Access] = {
    "statistics.figures": PUBLIC,
    "statistics.report": PUBLIC,
    "statistics.report_file": PUBLIC,
    "statistics.own": FOR_STAFF,
    "statistics.own_report": FOR_STAFF,
    "statistics.own_report_file": FOR_STAFF,
    "statistics.turnaround": FOR_STAFF,
    "statistics.turnaround_file": FOR_STAFF,
}
