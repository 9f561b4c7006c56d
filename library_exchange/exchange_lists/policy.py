"""Who may take lists in: staff, for their own library."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "offers.new_list": FOR_STAFF,
    "offers.send_list": FOR_STAFF,
    "offers.show_list": FOR_STAFF,
    "offers.correct_line": FOR_STAFF,
    "offers.correct_lines": FOR_STAFF,
    "offers.correct_fields": FOR_STAFF,
    "offers.leave_line_out": FOR_STAFF,
    "offers.answer_list": FOR_STAFF,
    "offers.find_edition": FOR_STAFF,
    "offers.choose_edition": FOR_STAFF,
    "offers.take_list": FOR_STAFF,
    "offers.discard_list": FOR_STAFF,
    "offers.scan": FOR_STAFF,
    "offers.scan_one": FOR_STAFF,
}
