"""Who may send files of records and see what became of them: staff, for their own library."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "imports.listed": FOR_STAFF,
    "imports.new": FOR_STAFF,
    "imports.parts": FOR_STAFF,
    "imports.begin_parts": FOR_STAFF,
    "imports.next_part": FOR_STAFF,
    "imports.put_together": FOR_STAFF,
    "imports.take_back_part": FOR_STAFF,
    "imports.give_parts_up": FOR_STAFF,
    "imports.show": FOR_STAFF,
    "imports.choose": FOR_STAFF,
    "imports.tell_columns": FOR_STAFF,
    "imports.show_copies": FOR_STAFF,
    "imports.tell_copies": FOR_STAFF,
    "imports.forget_copies": FOR_STAFF,
    "imports.start": FOR_STAFF,
    "imports.discard": FOR_STAFF,
    "imports.give_up": FOR_STAFF,
    "imports.undo": FOR_STAFF,
    "imports.withdraw_missing": FOR_STAFF,
    "imports.records": FOR_STAFF,
    "imports.rejected": FOR_STAFF,
    "imports.rejected_list": FOR_STAFF,
    "imports.questions": FOR_STAFF,
    "imports.answer_question": FOR_STAFF,
    "imports.answer_questions": FOR_STAFF,
}
