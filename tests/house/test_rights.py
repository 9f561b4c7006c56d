"""Every door and who may pass: what each route answers to each role, written out by hand.

`login` stands for "sign in first", 404 for what one may not know of, 403 for what one may see but not do.
"""

import pytest

from tests.house.conftest import ROLES, World
from tests.house.partner_of_world import CONNECTION

#  route                        method  address after the language, form
#                                       nobody reader librarian admin stranger platform
TABLE = [
    ("web.root", "GET", "//", {}, "302 302 302 302 302 302"),
    ("web.permalink", "GET", "//r/{book a1}", {}, "302 302 302 302 302 302"),
    ("web.request_permalink", "GET", "//q/R-2345ABCD-1", {}, "302 302 302 302 302 302"),
    ("web.healthz", "GET", "//healthz", {}, "200 200 200 200 200 200"),
    ("web.set_theme", "POST", "//theme", {"theme": "dark"}, "302 302 302 302 302 302"),
    ("static", "GET", "//static/css/bridge.css", {}, "200 200 200 200 200 200"),
    ("static", "GET", "//static/../app.py", {}, "404 404 404 404 404 404"),
    # The catalogue.
    ("catalogue.home", "GET", "/", {}, "200 200 200 200 200 200"),
    ("catalogue.search", "GET", "/search?q=Book", {}, "200 200 200 200 200 200"),
    ("catalogue.record", "GET", "/r/{book a1}", {}, "200 200 200 200 200 200"),
    ("catalogue.record", "GET", "/r/999999", {}, "404 404 404 404 404 404"),
    ("catalogue.advanced", "GET", "/search/advanced", {}, "200 200 200 200 200 200"),
    ("catalogue.suggest", "GET", "/search/suggest?q=Book", {}, "200 200 200 200 200 200"),
    ("catalogue.person", "GET", "/persons/{person}", {}, "200 200 200 200 200 200"),
    ("catalogue.person", "GET", "/persons/999999", {}, "404 404 404 404 404 404"),
    ("catalogue.work", "GET", "/works/{work}", {}, "200 200 200 200 200 200"),
    ("catalogue.work", "GET", "/works/999999", {}, "404 404 404 404 404 404"),
    ("catalogue.names", "GET", "/staff/names", {}, "login 403 200 200 200 403"),
    ("catalogue.decide_name", "POST", "/staff/names/{name}", {"is_right": "yes"}, "403 403 302 302 404 403"),
    ("catalogue.decide_name", "POST", "/staff/names/{their name}", {"is_right": "no"}, "403 403 404 404 302 403"),
    ("catalogue.decide_work", "POST", "/staff/names/works/{title}", {"is_right": "yes"}, "403 403 302 302 404 403"),
    ("catalogue.new_entry", "GET", "/staff/names/person/new", {}, "login 403 200 200 200 403"),
    ("catalogue.new_entry", "GET", "/staff/names/library/new", {}, "404 404 404 404 404 404"),
    (
        *("catalogue.add_entry", "POST", "/staff/names/person/new"),
        *({"russian": "Новиков, Пётр", "origin": "ru"}, "403 403 302 302 302 403"),
    ),
    ("catalogue.add_entry", "POST", "/staff/names/work/new", {}, "403 403 422 422 422 403"),
    ("catalogue.keep", "GET", "/staff/names/person/{person}", {}, "login 403 200 200 200 403"),
    ("catalogue.keep", "GET", "/staff/names/work/999999", {}, "login 403 404 404 404 403"),
    (
        *("catalogue.add_form", "POST", "/staff/names/work/{work}/forms"),
        *({"value": "Прочее"}, "403 403 302 302 302 403"),
    ),
    ("catalogue.find_to_merge", "GET", "/staff/names/person/{person}/merge", {}, "login 403 200 200 200 403"),
    (
        *("catalogue.merge", "POST", "/staff/names/person/{person}/merges"),
        *({"other_id": "{other person}"}, "403 403 302 302 302 403"),
    ),
    (
        *("catalogue.merge", "POST", "/staff/names/person/{person}/merges"),
        *({"other_id": "999999"}, "403 403 404 404 404 403"),
    ),
    ("catalogue.choose_to_split", "GET", "/staff/names/person/{person}/split", {}, "login 403 200 200 200 403"),
    ("catalogue.split", "POST", "/staff/names/person/{person}/splits", {}, "403 403 422 422 422 403"),
    ("catalogue.find_books", "GET", "/staff/names/person/{person}/books?q=Book", {}, "login 403 200 200 200 403"),
    ("catalogue.record_names", "GET", "/staff/records/{book a1}/names?q=somebody", {}, "login 403 200 200 200 403"),
    ("catalogue.record_names", "GET", "/staff/records/999999/names", {}, "login 403 404 404 404 403"),
    (
        *("catalogue.link_record", "POST", "/staff/records/{book a3}/names/links"),
        *({"kind": "person", "entity_id": "{person}"}, "403 403 302 302 302 403"),
    ),
    (
        *("catalogue.unlink_record", "POST", "/staff/records/{book a2}/names/unlink"),
        *({"kind": "person", "entity_id": "{person}"}, "403 403 302 302 302 403"),
    ),
    (
        *("catalogue.unlink_record", "POST", "/staff/records/{book a4}/names/unlink"),
        *({"kind": "work", "entity_id": "{work}"}, "403 403 404 404 404 403"),
    ),
    ("catalogue.name_changes", "GET", "/staff/names/changes", {}, "login 403 200 200 200 403"),
    ("catalogue.undo_change", "POST", "/staff/names/changes/{change}/undo", {}, "403 403 302 302 302 403"),
    ("catalogue.undo_change", "POST", "/staff/names/changes/999999/undo", {}, "403 403 404 404 404 403"),
    ("catalogue.search_help", "GET", "/search/help", {}, "200 200 200 200 200 200"),
    ("catalogue.set_item_number", "POST", "/staff/items/{copy}/number", {"barcode": ""}, "403 403 302 302 404 403"),
    ("catalogue.set_item_state", "POST", "/staff/items/{copy}/state", {"state": "missing"}, "403 403 302 302 404 403"),
    (
        "catalogue.set_item_state",
        "POST",
        "/staff/items/{their copy}/state",
        {"state": "missing"},
        "403 403 404 404 302 403",
    ),
    ("duplicates.listed", "GET", "/staff/titles", {}, "login 403 200 200 200 200"),
    ("duplicates.compare", "GET", "/staff/titles/{book h1}/{book a1}", {}, "login 403 200 200 200 200"),
    ("duplicates.compare", "GET", "/staff/titles/{book a1}/{book a2}", {}, "login 403 403 403 200 200"),
    ("duplicates.compare", "GET", "/staff/titles/{book h1}/999999", {}, "login 403 404 404 404 404"),
    (
        *("duplicates.decide", "POST", "/staff/titles/{book h1}/{book a1}"),
        *({"decision": "apart", "one_version": "0", "other_version": "0"}, "403 403 409 409 409 409"),
    ),
    (
        *("duplicates.decide", "POST", "/staff/titles/{book a1}/{book a2}"),
        *({"decision": "join", "one_version": "0", "other_version": "0"}, "403 403 403 403 409 409"),
    ),
    ("duplicates.find_other", "GET", "/staff/titles/{book a1}/join?q=Book", {}, "login 403 403 403 200 200"),
    ("duplicates.choose_sources", "GET", "/staff/titles/{book h1}/split", {}, "login 403 200 200 403 200"),
    ("duplicates.split", "POST", "/staff/titles/{book h1}/split", {"version": "0"}, "403 403 409 409 403 409"),
    ("duplicates.changes", "GET", "/staff/titles/changes", {}, "login 403 200 200 200 200"),
    ("duplicates.undo", "POST", "/staff/titles/changes/999999/undo", {}, "403 403 404 404 404 404"),
    ("imports.listed", "GET", "/staff/imports", {}, "login 403 200 200 200 403"),
    ("imports.new", "POST", "/staff/imports", {}, "403 403 422 422 422 403"),
    ("imports.show", "GET", "/staff/imports/{waiting}", {}, "login 403 200 200 404 403"),
    ("imports.show", "GET", "/staff/imports/{done}", {}, "login 403 200 200 404 403"),
    ("imports.show", "GET", "/staff/imports/{their file}", {}, "login 403 404 404 200 403"),
    ("imports.choose", "POST", "/staff/imports/{waiting}/choose", {}, "403 403 302 302 404 403"),
    ("imports.tell_columns", "POST", "/staff/imports/{waiting}/columns", {}, "403 403 409 409 404 403"),
    ("imports.show_copies", "GET", "/staff/imports/{waiting}/copies", {}, "login 403 200 200 404 403"),
    ("imports.tell_copies", "POST", "/staff/imports/{waiting}/copies", {}, "403 403 422 422 404 403"),
    ("imports.forget_copies", "POST", "/staff/imports/{waiting}/copies/forget", {}, "403 403 302 302 404 403"),
    ("imports.start", "POST", "/staff/imports/{waiting}/start", {}, "403 403 302 302 404 403"),
    ("imports.start", "POST", "/staff/imports/{done}/start", {}, "403 403 409 409 404 403"),
    ("imports.discard", "POST", "/staff/imports/{waiting}/discard", {}, "403 403 302 302 404 403"),
    ("imports.rejected", "GET", "/staff/imports/{done}/rejected", {}, "login 403 200 200 404 403"),
    ("imports.records", "GET", "/staff/imports/{done}/records", {}, "login 403 200 200 404 403"),
    ("imports.questions", "GET", "/staff/imports/{done}/questions", {}, "login 403 200 200 404 403"),
    ("imports.give_up", "POST", "/staff/imports/{done}/give-up", {}, "403 403 409 409 404 403"),
    ("imports.undo", "POST", "/staff/imports/{done}/undo", {"sure": "yes"}, "403 403 302 302 404 403"),
    ("imports.withdraw_missing", "POST", "/staff/imports/{done}/withdraw-missing", {}, "403 403 409 409 404 403"),
    (
        "imports.answer_questions",
        "POST",
        "/staff/imports/{done}/questions/all",
        {"kind": "new_number", "answered": "replaced", "sure": "yes"},
        "403 403 302 302 404 403",
    ),
    (
        "imports.answer_question",
        "POST",
        "/staff/imports/{done}/questions/1",
        {"answered": "left_out"},
        "403 403 404 404 404 403",
    ),
    # Libraries.
    ("directory.index", "GET", "/libraries", {}, "200 200 200 200 200 200"),
    ("directory.show", "GET", "/libraries/heihe", {}, "200 200 200 200 200 200"),
    ("directory.show", "GET", "/libraries/atlantis", {}, "404 404 404 404 404 404"),
    ("directory.edit", "GET", "/libraries/heihe/edit", {}, "login 403 403 200 403 200"),
    ("directory.edit", "GET", "/libraries/amur/edit", {}, "login 403 403 403 403 200"),
    (
        *("directory.edit", "POST", "/libraries/heihe/edit"),
        *({"loan_days": "20", "transit_days": "7", "mailbox": "ill@heihe.example"}, "403 403 403 302 403 302"),
    ),
    ("directory.edit", "POST", "/libraries/amur/edit", {"loan_days": "20"}, "403 403 403 403 403 422"),
    ("directory.partner_fees", "GET", "/libraries/amur/fees", {}, "login 403 403 200 403 403"),
    ("directory.partner_fees", "POST", "/libraries/amur/fees", {"loan_fee_minor": "x"}, "403 403 403 422 403 403"),
    ("directory.calendar", "GET", "/libraries/heihe/calendar", {}, "login 403 403 200 403 200"),
    ("directory.calendar", "GET", "/libraries/amur/calendar", {}, "login 403 403 403 403 200"),
    ("directory.set_weekdays", "POST", "/libraries/heihe/weekdays", {"day_2": "y"}, "403 403 403 302 403 302"),
    (
        *("directory.add_closure", "POST", "/libraries/heihe/closures"),
        *({"starts_on": "2026-03-02", "ends_on": "2026-03-02", "reason": "repair"}, "403 403 403 302 403 302"),
    ),
    ("directory.remove_closure", "POST", "/libraries/heihe/closures/{closure}/remove", {}, "403 403 403 302 403 302"),
    ("directory.remove_closure", "POST", "/libraries/amur/closures/{closure}/remove", {}, "403 403 403 403 403 404"),
    ("notifications.letters", "GET", "/libraries/heihe/letters", {}, "login 403 403 200 403 200"),
    ("notifications.letters", "GET", "/libraries/amur/letters", {}, "login 403 403 403 403 200"),
    ("notifications.letter", "GET", "/libraries/heihe/letters/reader_overdue", {}, "login 403 403 200 403 200"),
    ("notifications.letter", "GET", "/libraries/heihe/letters/invitation", {}, "login 403 403 404 403 404"),
    (
        *("notifications.preview_letter", "POST", "/libraries/heihe/letters/reader_overdue/preview"),
        *({"closing_zh": "请还书"}, "403 403 403 200 403 200"),
    ),
    (
        *("notifications.set_letter", "POST", "/libraries/heihe/letters/reader_overdue"),
        *({"closing_zh": "请还书"}, "403 403 403 302 403 302"),
    ),
    (
        *("notifications.set_letter", "POST", "/libraries/amur/letters/reader_overdue"),
        *({"closing_zh": "%(name)s"}, "403 403 403 403 403 422"),
    ),
    (
        *("notifications.reset_letter", "POST", "/libraries/heihe/letters/reader_overdue/reset"),
        *({"sure": "yes"}, "403 403 403 302 403 302"),
    ),
    # Accounts.
    ("security.login", "GET", "/login", {}, "200 302 302 302 302 302"),
    ("security.login", "POST", "/login", {"email": "nobody@heihe.example", "password": "x"}, "200 302 302 302 302 302"),
    ("security.forgot_password", "GET", "/reset", {}, "200 200 200 200 200 200"),
    ("security.forgot_password", "POST", "/reset", {"email": "nobody@heihe.example"}, "200 200 200 200 200 200"),
    ("security.reset_password", "GET", "/reset/nonsense", {}, "302 302 302 302 302 302"),
    ("security.reset_password", "POST", "/reset/nonsense", {"password": "new password"}, "302 302 302 302 302 302"),
    ("security.change_password", "GET", "/change", {}, "login 200 200 200 200 200"),
    ("security.change_password", "POST", "/change", {"password": "wrong"}, "403 200 200 200 200 200"),
    ("security.logout", "POST", "/logout", {}, "302 302 302 302 302 302"),
    ("accounts.invitation", "GET", "/invitation/nonsense", {}, "302 302 302 302 302 302"),
    ("accounts.start", "GET", "/start", {}, "login 302 302 302 302 302"),
    ("accounts.platform", "GET", "/platform", {}, "login 404 404 404 404 200"),
    ("accounts.me", "GET", "/me", {}, "login 200 200 200 200 200"),
    ("accounts.me", "POST", "/me", {"name": "Other", "language": "zh"}, "403 302 302 302 302 302"),
    ("accounts.act_for", "POST", "/act-for", {"library": "{heihe}"}, "403 302 302 302 404 404"),
    ("accounts.sign_ins", "GET", "/me/sign-ins", {}, "login 200 200 200 200 200"),
    ("accounts.answer_invitation", "POST", "/me/invitations/999999/accept", {}, "403 404 404 404 404 404"),
    ("accounts.end_sign_in", "POST", "/me/sign-ins/{sign-in of reader}/end", {}, "403 302 404 404 404 404"),
    ("accounts.end_sign_in", "POST", "/me/sign-ins/{sign-in of platform}/end", {}, "403 404 404 404 404 302"),
    ("accounts.end_other_sign_ins", "POST", "/me/sign-ins/end-others", {}, "403 302 302 302 302 302"),
    ("accounts.people", "GET", "/people", {}, "login 403 403 200 403 403"),
    ("accounts.invite", "GET", "/people/invite", {}, "login 403 403 200 403 403"),
    (
        *("accounts.invite", "POST", "/people/invite"),
        *({"email": "new@heihe.example", "name": "New", "role": "reader", "language": "zh"}, "403 403 403 302 403 403"),
    ),
    ("accounts.invite_again", "POST", "/people/{member}/invite-again", {}, "403 403 404 404 404 403"),
    ("accounts.invite_again", "POST", "/people/{invited reader}/invite-again", {}, "403 403 302 302 404 403"),
    ("accounts.invite_again", "POST", "/people/{invited staff}/invite-again", {}, "403 403 403 302 404 403"),
    ("accounts.correct", "GET", "/people/{member}/correct", {}, "login 403 200 200 404 403"),
    ("accounts.correct", "GET", "/people/{invited staff}/correct", {}, "login 403 403 200 404 403"),
    ("accounts.correct", "POST", "/people/{member}/correct", {"name": "Ли"}, "403 403 302 302 404 403"),
    ("accounts.correct", "POST", "/people/{invited staff}/correct", {"name": "Ли"}, "403 403 403 302 404 403"),
    ("accounts.correct", "POST", "/people/{their member}/correct", {"name": "Ли"}, "403 403 404 404 403 403"),
    ("accounts.readers", "GET", "/readers", {}, "login 403 200 200 200 403"),
    ("accounts.readers", "POST", "/readers", {"words": "Book"}, "403 403 200 200 200 403"),
    ("accounts.add_reader", "GET", "/readers/new", {}, "login 403 200 200 200 403"),
    (
        *("accounts.add_reader", "POST", "/readers/new"),
        *({"name": "Ли", "language": "zh", "role": "library_admin"}, "403 403 302 302 302 403"),
    ),
    ("accounts.whom_to_ask", "GET", "/whom-to-ask", {}, "200 200 200 200 200 200"),
    ("accounts.change_role", "POST", "/people/{member}/role", {"role": "librarian"}, "403 403 403 302 403 403"),
    ("accounts.change_role", "POST", "/people/{member}/role", {"role": "tsar"}, "403 403 403 404 403 403"),
    ("accounts.change_role", "POST", "/people/{their member}/role", {"role": "reader"}, "403 403 403 404 403 403"),
    ("accounts.end_membership", "POST", "/people/{member}/end", {}, "403 403 403 302 403 403"),
    ("accounts.end_membership", "POST", "/people/{their member}/end", {}, "403 403 403 404 403 403"),
    # Loans: a request that a reader made, one that staff made, one that was sent, and those of the other library.
    ("loans.new", "GET", "/loans/new?record={book a1}", {}, "login 200 200 200 200 403"),
    (
        *("loans.ask", "POST", "/loans/new", {"record_id": "{book a4}", "own_copy": "other_edition"}),
        "403 302 302 302 302 403",
    ),
    ("loans.ask", "POST", "/loans/new", {"citation": "anything"}, "403 422 422 422 422 403"),
    ("loans.ask_again", "POST", "/loans/{asked}/ask-again", {}, "403 409 409 409 404 403"),
    ("loans.ask_again", "POST", "/loans/{their own}/ask-again", {}, "403 404 404 404 409 403"),
    ("loans.complete_citation", "POST", "/loans/{asked}/citation", {}, "403 403 302 302 404 403"),
    ("loans.correct_citation", "GET", "/loans/{asked}/correction", {}, "login 403 409 409 404 403"),
    ("loans.correct_citation", "POST", "/loans/{asked}/correction", {"title": "x"}, "403 403 409 409 404 403"),
    ("loans.mine", "GET", "/loans", {}, "login 200 200 200 200 200"),
    ("loans.show", "GET", "/loans/{asked}", {}, "login 200 200 200 404 404"),
    ("loans.show", "GET", "/loans/{drafted}", {}, "login 404 200 200 404 404"),
    ("loans.show", "GET", "/loans/{to answer}", {}, "login 404 200 200 404 404"),
    ("loans.show", "GET", "/loans/{theirs to answer}", {}, "login 404 404 404 200 404"),
    ("loans.show", "GET", "/loans/{their own}", {}, "login 404 404 404 200 404"),
    ("loans.act", "POST", "/loans/{asked}/cancel", {}, "403 302 302 302 404 404"),
    ("loans.act", "POST", "/loans/{asked}/decline", {"decline_reason": "other"}, "403 403 302 302 404 404"),
    ("loans.act", "POST", "/loans/{asked}/send", {"supplier_id": "{amur}"}, "403 403 302 302 404 404"),
    ("loans.act", "POST", "/loans/{asked}/ship", {}, "403 403 409 409 404 404"),
    (
        *("loans.rearrange", "POST", "/loans/{asked}/order"),
        *({"change": "order_leave_out", "library_id": "{amur}", "version": "1"}, "403 403 302 302 404 403"),
    ),
    ("loans.place_all", "POST", "/loans/{asked}/whole-order", {"version": "1"}, "403 403 302 302 404 403"),
    ("loans.rearrange", "POST", "/loans/{asked}/order", {"change": "order_up"}, "403 403 422 422 404 403"),
    ("loans.act", "POST", "/loans/{asked}/nonsense", {}, "403 404 404 404 404 404"),
    ("loans.act", "POST", "/loans/{drafted}/cancel", {}, "403 404 302 302 404 404"),
    ("loans.act", "POST", "/loans/{sent}/cancel", {}, "403 302 302 302 404 404"),
    ("loans.act", "POST", "/loans/{to answer}/refuse", {"reason": "PoorCondition"}, "403 404 302 302 404 404"),
    ("loans.act", "POST", "/loans/{theirs to answer}/refuse", {"reason": "PoorCondition"}, "403 404 404 404 302 404"),
    ("loans.act", "POST", "/loans/{their own}/cancel", {}, "403 404 404 404 302 404"),
    ("loans.queue", "GET", "/staff", {}, "login 403 200 200 200 403"),
    ("accounts.filters", "GET", "/staff/filters/queue", {}, "login 403 200 200 200 403"),
    (
        *("accounts.keep_filter", "POST", "/staff/filters"),
        *({"page": "queue", "query": "group=open", "name": "Open"}, "403 403 302 302 302 403"),
    ),
    ("accounts.rename_filter", "POST", "/staff/filters/999999/rename", {"name": "Other"}, "403 403 404 404 404 403"),
    ("accounts.forget_filter", "POST", "/staff/filters/999999/forget", {}, "403 403 404 404 404 403"),
    ("loans.scan", "GET", "/staff/scan?code=R-2345ABCD", {}, "login 403 302 302 302 403"),
    ("loans.act_on_several", "POST", "/staff/steps", {"action": "found", "row": "1.1"}, "403 403 302 302 302 403"),
    ("loans.act_on_several", "POST", "/staff/steps", {"action": "write_off"}, "403 403 404 404 404 403"),
    ("loans.act_on_several", "POST", "/staff/steps", {"action": "refuse", "row": "1.1"}, "403 403 302 302 302 403"),
    ("loans.all_pull_slips", "GET", "/staff/pull-slips", {}, "login 403 302 302 302 403"),
    ("loans.ticked_pull_slips", "POST", "/staff/pull-slips", {"row": "1.1"}, "403 403 302 302 302 403"),
    ("loans.paper", "GET", "/staff/loans/{sent}/papers/strap", {}, "login 403 404 404 404 403"),
    # Requests on paper: of the own library; its check is recorded by the library that asks.
    ("loan_printouts.request_form", "GET", "/loans/{sent}/request-form.pdf", {}, "login 403 200 200 404 403"),
    ("loan_printouts.request_forms", "GET", "/staff/request-forms", {}, "login 403 200 200 200 403"),
    ("loan_printouts.local_check", "GET", "/loans/{sent}/local-check", {}, "login 403 200 200 404 403"),
    ("loan_printouts.record_local_check", "POST", "/loans/{sent}/local-check/record", {}, "403 403 422 422 404 403"),
    ("loan_printouts.certificate", "GET", "/loans/{sent}/local-check.pdf", {}, "login 403 404 404 404 403"),
    ("loans.slip", "GET", "/loans/{sent}/slip", {}, "login 403 200 200 404 403"),
    ("loans.slip", "GET", "/loans/{theirs to answer}/slip", {}, "login 403 404 404 200 403"),
    # Pictures of a book that Heihe lends to the Amur, whose row of the loan is another one.
    ("delivery.attach", "POST", "/loans/{to answer}/copy", {}, "403 403 422 422 404 403"),
    ("delivery.look_at", "GET", "/loans/{to answer}/copy/file", {}, "login 403 404 404 404 403"),
    ("delivery.hand_over", "POST", "/loans/{to answer}/copy/hand-over", {}, "403 403 409 409 404 403"),
    ("delivery.open_copy", "POST", "/loans/{asked}/copy/open", {}, "403 404 404 404 404 404"),
    ("delivery_links.fetch", "GET", "//copies/forged", {}, "404 404 404 404 404 404"),
    # Letters that a library without accounts answers by their link: whoever has it, and who may print them.
    ("answer_links.show", "GET", "/answer/forged", {}, "404 404 404 404 404 404"),
    ("answer_links.answer", "POST", "/answer/forged/will_supply", {}, "404 404 404 404 404 404"),
    ("answer_links.letters", "GET", "/staff/answer-letters", {}, "login 403 200 200 200 200"),
    ("answer_links.letter", "GET", "/staff/answer-letters/999999.pdf", {}, "login 404 404 404 404 404"),
    ("answer_links.write_again", "POST", "/staff/answer-letters/999999/again", {}, "403 404 404 404 404 404"),
    ("answer_links.on_paper", "GET", "/staff/answer-letters/999999/paper", {}, "login 404 404 404 404 404"),
    ("answer_links.enter", "POST", "/staff/answer-letters/999999/paper/refuse", {}, "403 404 404 404 404 404"),
    ("answer_links.partners", "GET", "/platform/answer-partners", {}, "login 404 404 404 404 200"),
    (
        *("answer_links.add_partner", "POST", "/platform/answer-partners"),
        *({"library": "nowhere"}, "403 404 404 404 404 422"),
    ),
    ("answer_links.end_partner", "POST", "/staff/answer-partners/999999/end", {}, "403 404 404 404 404 404"),
    ("loans.add_picture", "POST", "/loans/{lent}/pictures", {}, "403 404 422 422 404 404"),
    ("loans.add_picture", "POST", "/loans/{borrowed}/pictures", {}, "403 404 404 404 422 404"),
    (
        *("loans.picture", "GET", "/loans/{lent}/pictures/{picture of lent}/small.jpg", {}),
        "login 404 200 200 404 404",
    ),
    (
        *("loans.picture", "GET", "/loans/{borrowed}/pictures/{picture of lent}/whole.jpg", {}),
        "login 404 404 404 200 404",
    ),
    (
        *("loans.picture", "GET", "/loans/{to answer}/pictures/{picture of lent}/small.jpg", {}),
        "login 404 404 404 404 404",
    ),
    (
        *("loans.remove_picture", "POST", "/loans/{lent}/pictures/{picture of lent}/remove", {}),
        "403 404 302 302 404 404",
    ),
    (
        *("loans.remove_picture", "POST", "/loans/{borrowed}/pictures/{picture of lent}/remove", {}),
        "403 404 404 404 403 404",
    ),
    ("loans.show", "GET", "/loans/{lent}", {}, "login 404 200 200 404 404"),
    ("loans.show", "GET", "/loans/{borrowed}", {}, "login 404 404 404 200 404"),
    ("loans.consign", "POST", "/staff/loans/{sent}/consignment", {}, "403 403 409 409 404 403"),
    ("loans.consign", "POST", "/staff/loans/{theirs to answer}/consignment", {}, "403 403 404 404 409 403"),
    ("loans.take_out", "POST", "/staff/loans/{sent}/consignment/out", {}, "403 403 409 409 404 403"),
    ("loans.take_out", "POST", "/staff/loans/{theirs to answer}/consignment/out", {}, "403 403 404 404 409 403"),
    ("loans.extended", "POST", "/staff/loans/{sent}/consignment/extended", {}, "403 403 409 409 404 403"),
    ("loans.extended", "POST", "/staff/loans/{theirs to answer}/consignment/extended", {}, "403 403 404 404 409 403"),
    # Messages: about a request that Heihe sent to the Amur, and about one that nobody made.
    ("correspondence.messages", "GET", "/staff/messages", {}, "login 403 200 200 200 403"),
    ("correspondence.show", "GET", "/threads/loan/{talk}?phrase=7", {}, "login 403 200 200 200 403"),
    ("correspondence.show", "GET", "/threads/loan/heihe.R-0-1", {}, "login 403 404 404 404 403"),
    ("correspondence.show", "GET", "/threads/nonsense/{talk}", {}, "login 403 404 404 404 403"),
    ("correspondence.say", "POST", "/threads/loan/{talk}/say", {"phrase": "90"}, "403 403 302 302 302 403"),
    ("correspondence.say", "POST", "/threads/loan/heihe.R-0-1/say", {"phrase": "90"}, "403 403 404 404 404 403"),
    ("correspondence.mark_read", "POST", "/threads/loan/{talk}/read", {"last_id": "1"}, "403 403 302 302 302 403"),
    ("correspondence.mark_read", "POST", "/threads/loan/heihe.R-0-1/read", {}, "403 403 404 404 404 403"),
    ("correspondence.translations", "GET", "/staff/translations", {}, "login 403 200 200 200 403"),
    (
        "correspondence.translation",
        "GET",
        "/staff/translations/agreement/{draft terms}",
        {},
        "login 403 200 200 200 403",
    ),
    ("correspondence.translation", "GET", "/staff/translations/agreement/{strangers}", {}, "login 403 404 404 404 403"),
    ("correspondence.translation", "GET", "/staff/translations/nonsense/1", {}, "login 403 404 404 404 403"),
    ("correspondence.own_texts", "GET", "/staff/texts/round/{round}", {}, "login 403 200 200 404 403"),
    ("correspondence.own_texts", "GET", "/staff/texts/agreement/{draft terms}", {}, "login 403 404 404 404 403"),
    ("correspondence.own_texts", "GET", "/staff/texts/nonsense/1", {}, "login 403 404 404 404 403"),
    (
        *("correspondence.write_own_texts", "POST", "/staff/texts/round/{round}"),
        *({"text-0-name-zh": "秋季交换"}, "403 403 302 302 404 403"),
    ),
    (
        *("correspondence.ask_translation", "POST", "/staff/translations/agreement/{draft terms}/ask"),
        *({}, "403 403 302 302 404 403"),
    ),
    (
        *("correspondence.ask_translation", "POST", "/staff/translations/agreement/{strangers}/ask"),
        *({}, "403 403 404 404 404 403"),
    ),
    (
        *("correspondence.answer_translation", "POST", "/staff/translations/agreement/{draft terms}/answer"),
        *({"text-1": "Пополам."}, "403 403 404 404 302 403"),
    ),
    (
        *("correspondence.answer_translation", "POST", "/staff/translations/agreement/{strangers}/answer"),
        *({"text-1": "Пополам."}, "403 403 404 404 404 403"),
    ),
    (
        *("correspondence.move_translation", "POST", "/staff/translations/agreement/{draft terms}/withdraw"),
        *({}, "403 403 302 302 409 403"),
    ),
    (
        *("correspondence.move_translation", "POST", "/staff/translations/agreement/{strangers}/decline"),
        *({}, "403 403 404 404 404 403"),
    ),
    # Exchange.
    ("offers.offers", "GET", "/exchange/offers", {}, "200 200 200 200 200 200"),
    ("offers.wants", "GET", "/exchange/wants", {}, "200 200 200 200 200 200"),
    ("feeds.offers", "GET", "//feeds/offers.atom", {}, "200 200 200 200 200 200"),
    ("openurl.arrive", "GET", "//openurl?title=Book", {}, "302 302 302 302 302 302"),
    ("feeds.wants", "GET", "//feeds/wants.atom", {}, "200 200 200 200 200 200"),
    ("offers.desk", "GET", "/staff/exchange", {}, "login 403 200 200 200 403"),
    ("offers.own_offers", "GET", "/staff/exchange/offers", {}, "login 403 200 200 200 403"),
    ("offers.own_wants", "GET", "/staff/exchange/wants", {}, "login 403 200 200 200 403"),
    ("offers.wanted_here", "GET", "/staff/exchange/wanted", {}, "login 403 200 200 200 403"),
    ("offers.copies", "GET", "/staff/exchange/copies", {}, "login 403 200 200 200 403"),
    ("offers.new_list", "GET", "/staff/exchange/lists/new", {}, "login 403 200 200 200 403"),
    ("offers.send_list", "POST", "/staff/exchange/lists", {"lines": "Book"}, "403 403 302 302 302 403"),
    ("offers.send_list", "POST", "/staff/exchange/lists", {}, "403 403 422 422 422 403"),
    ("offers.show_list", "GET", "/staff/exchange/lists/{list}", {}, "login 403 200 200 404 403"),
    ("offers.show_list", "GET", "/staff/exchange/lists/{their list}", {}, "login 403 404 404 200 403"),
    ("offers.correct_line", "POST", "/staff/exchange/lists/{list}/lines/2", {"text": "A"}, "403 403 302 302 404 403"),
    (
        "offers.leave_line_out",
        "POST",
        "/staff/exchange/lists/{list}/lines/1/leave-out",
        {},
        "403 403 302 302 404 403",
    ),
    ("offers.answer_list", "POST", "/staff/exchange/lists/{list}/answers", {}, "403 403 302 302 404 403"),
    ("offers.answer_list", "POST", "/staff/exchange/lists/{their list}/answers", {}, "403 403 404 404 302 403"),
    ("offers.prolong", "POST", "/staff/exchange/prolong/wants", {}, "403 403 302 302 302 403"),
    ("offers.take_list", "POST", "/staff/exchange/lists/{list}/take", {}, "403 403 302 302 404 403"),
    ("offers.take_list", "POST", "/staff/exchange/lists/{their list}/take", {}, "403 403 404 404 302 403"),
    ("offers.discard_list", "POST", "/staff/exchange/lists/{list}/discard", {}, "403 403 302 302 404 403"),
    ("offers.scan", "GET", "/staff/exchange/scan", {}, "login 403 200 200 200 403"),
    ("offers.scan_one", "POST", "/staff/exchange/scan", {"text": "Book"}, "403 403 302 302 302 403"),
    ("offers.offer_item", "POST", "/staff/exchange/offers/from-item/{copy}", {}, "403 403 302 302 404 403"),
    ("offers.offer_item", "POST", "/staff/exchange/offers/from-item/{their copy}", {}, "403 403 404 404 302 403"),
    ("offers.edit_offer", "GET", "/staff/exchange/offers/{offer}", {}, "login 403 200 200 404 403"),
    ("offers.edit_offer", "GET", "/staff/exchange/offers/{their offer}", {}, "login 403 404 404 200 403"),
    (
        *("offers.change_offer", "POST", "/staff/exchange/offers/{offer}/change"),
        *({"version": "2", "title": "Other", "weight_g": "200"}, "403 403 302 302 404 403"),
    ),
    ("offers.move_offer", "POST", "/staff/exchange/offers/{offer}/withdraw", {}, "403 403 302 302 404 403"),
    ("offers.move_offer", "POST", "/staff/exchange/offers/{offer}/reserve", {}, "403 403 404 404 404 403"),
    ("offers.change_offers", "POST", "/staff/exchange/offers", {"offer": "{offer}"}, "403 403 302 302 302 403"),
    ("offers.new_want", "GET", "/staff/exchange/wants/new", {}, "login 403 200 200 200 403"),
    ("offers.add_want", "POST", "/staff/exchange/wants/new", {"title": "A new book"}, "403 403 302 302 302 403"),
    ("offers.edit_want", "GET", "/staff/exchange/wants/{want}", {}, "login 403 200 200 404 403"),
    ("offers.edit_want", "GET", "/staff/exchange/wants/{their want}", {}, "login 403 404 404 200 403"),
    (
        "offers.change_want",
        "POST",
        "/staff/exchange/wants/{want}/change",
        {"version": "1"},
        "403 403 302 302 404 403",
    ),
    ("offers.move_want", "POST", "/staff/exchange/wants/{want}/pause", {}, "403 403 302 302 404 403"),
    ("offers.move_want", "POST", "/staff/exchange/wants/{want}/match", {}, "403 403 404 404 404 403"),
    ("deals.agreements", "GET", "/staff/exchange/agreements", {}, "login 403 200 200 200 403"),
    ("deals.new_agreement", "GET", "/staff/exchange/agreements/new", {}, "login 403 200 200 200 403"),
    ("deals.draft_agreement", "POST", "/staff/exchange/agreements", {}, "403 403 422 422 422 403"),
    ("deals.show_agreement", "GET", "/staff/exchange/agreements/{agreement}", {}, "login 403 200 200 200 403"),
    ("deals.show_agreement", "GET", "/staff/exchange/agreements/{strangers}", {}, "login 403 404 404 404 403"),
    ("deals.edit_agreement", "GET", "/staff/exchange/agreements/{agreement}/terms", {}, "login 403 404 404 404 403"),
    (
        *("deals.change_agreement", "POST", "/staff/exchange/agreements/{strangers}/change"),
        *({}, "403 403 404 404 404 403"),
    ),
    (
        *("deals.move_agreement", "POST", "/staff/exchange/agreements/{agreement}/steps/suspend"),
        *({}, "403 403 302 302 302 403"),
    ),
    (
        *("deals.move_agreement", "POST", "/staff/exchange/agreements/{strangers}/steps/suspend"),
        *({}, "403 403 404 404 404 403"),
    ),
    ("deals.boxes", "GET", "/staff/exchange/boxes", {}, "login 403 200 200 200 403"),
    ("deals.open_box", "POST", "/staff/exchange/boxes", {"partner_id": "{amur}"}, "403 403 302 302 422 403"),
    ("deals.show_box", "GET", "/staff/exchange/boxes/{box}", {}, "login 403 200 200 200 403"),
    ("deals.show_box", "GET", "/staff/exchange/boxes/{strangers box}", {}, "login 403 404 404 404 403"),
    ("deals.tick", "POST", "/staff/exchange/boxes/{box}/ticks", {}, "403 403 409 409 409 403"),
    ("deals.tick", "POST", "/staff/exchange/boxes/{strangers box}/ticks", {}, "403 403 404 404 404 403"),
    ("deals.counter", "POST", "/staff/exchange/boxes/{box}/counter", {}, "403 403 409 409 409 403"),
    ("deals.move_box", "POST", "/staff/exchange/boxes/{box}/reopen", {}, "403 403 200 200 200 403"),
    ("deals.move_box", "POST", "/staff/exchange/boxes/{box}/agree", {}, "403 403 404 404 404 403"),
    ("deals.move_box", "POST", "/staff/exchange/boxes/{strangers box}/cancel", {}, "403 403 404 404 404 403"),
    (
        *("deals.not_found", "POST", "/staff/exchange/boxes/{box}/lines/{line of box}/not-found"),
        *({}, "403 403 404 404 409 403"),
    ),
    ("ledger.exchange_rates", "GET", "/staff/rates", {}, "login 403 200 200 200 200"),
    ("ledger.exchange_rates", "POST", "/staff/rates", {"pair": "x"}, "403 403 403 422 403 422"),
    ("deals.account", "GET", "/staff/exchange/account/amur", {}, "login 403 200 200 404 403"),
    ("deals.statement_file", "GET", "/staff/exchange/account/amur/statement.csv", {}, "login 403 422 422 404 403"),
    ("deals.fees_act", "GET", "/staff/exchange/account/amur/fees.pdf", {}, "login 403 422 422 404 403"),
    ("deals.fees_act", "GET", "/staff/exchange/account/amur/fees.xls", {}, "404 404 404 404 404 404"),
    ("deals.settle", "POST", "/staff/exchange/account/amur/settle", {}, "403 403 422 422 404 403"),
    ("deals.period_act", "GET", "/staff/exchange/account/amur/act", {}, "login 403 422 422 404 403"),
    ("deals.move_settlement", "POST", "/staff/exchange/settlements/999999/confirm", {}, "403 403 404 404 404 403"),
    ("deals.consignment_act", "GET", "/staff/exchange/acts/{sending}", {}, "login 403 200 200 200 403"),
    ("deals.consignment_act", "GET", "/staff/exchange/acts/999999", {}, "login 403 404 404 404 403"),
    ("offers.propose", "GET", "/exchange/propose", {}, "login 200 200 200 200 403"),
    ("offers.send_proposal", "POST", "/exchange/propose", {"title": "A book"}, "403 302 302 302 302 403"),
    ("offers.answer_proposal", "POST", "/staff/exchange/proposals/{proposal}/accept", {}, "403 403 302 302 404 403"),
    # Consignments: one that Heihe plans for the Amur, and one that came there with a damaged book.
    ("shipping.index", "GET", "/staff/shipments", {}, "login 403 200 200 200 403"),
    ("shipping.plan", "GET", "/staff/shipments/new", {}, "login 403 200 200 200 403"),
    ("shipping.plan", "POST", "/staff/shipments/new", {"consignee_id": "{amur}"}, "403 403 302 302 422 403"),
    ("shipping.show", "GET", "/staff/shipments/{sending}", {}, "login 403 200 200 200 403"),
    ("shipping.show", "GET", "/staff/shipments/{claimed}", {}, "login 403 200 200 200 403"),
    ("shipping.show", "GET", "/staff/shipments/999999", {}, "login 403 404 404 404 403"),
    ("shipping.add_line", "POST", "/staff/shipments/{sending}/lines", {"title": "Book"}, "403 403 302 302 403 403"),
    ("shipping.complete_titles", "GET", "/staff/shipments/{sending}/titles", {}, "login 403 200 200 200 403"),
    ("shipping.complete_titles", "POST", "/staff/shipments/{sending}/titles", {}, "403 403 302 302 302 403"),
    (
        "shipping.open_parcel",
        "POST",
        "/staff/shipments/{sending}/parcels",
        {"service_id": "1"},
        "403 403 409 409 403 403",
    ),
    ("shipping.weigh", "POST", "/staff/shipments/{sending}/parcels/999999", {}, "403 403 404 404 404 403"),
    (
        *("shipping.remove_parcel", "POST", "/staff/shipments/{sending}/parcels/999999/remove", {}),
        "403 403 404 404 404 403",
    ),
    ("shipping.fill", "POST", "/staff/shipments/{sending}/parcels/999999/fill", {}, "403 403 404 404 404 403"),
    (
        *("shipping.scan", "POST", "/staff/shipments/{sending}/scan"),
        *({"code": "1", "parcel_id": "1"}, "403 403 409 409 403 403"),
    ),
    (
        *("shipping.take_out", "POST", "/staff/shipments/{sending}/lines/{line of sending}/out", {}),
        "403 403 409 409 403 403",
    ),
    (
        *("shipping.confirm_old", "POST", "/staff/shipments/{sending}/lines/{line of sending}/old", {}),
        "403 403 302 302 403 403",
    ),
    ("shipping.act", "POST", "/staff/shipments/{sending}/cancel", {}, "403 403 302 302 403 403"),
    ("shipping.act", "POST", "/staff/shipments/{sending}/pack", {}, "403 403 409 409 403 403"),
    ("shipping.act", "POST", "/staff/shipments/{sending}/nonsense", {}, "403 403 404 404 404 403"),
    ("shipping.receive", "POST", "/staff/shipments/{sending}/received", {}, "403 403 403 403 422 403"),
    ("shipping.apply", "POST", "/staff/shipments/{sending}/permits/999999/submit", {}, "403 403 404 404 404 403"),
    ("shipping.permit", "POST", "/staff/shipments/{sending}/permits/999999", {}, "403 403 404 404 404 403"),
    (
        *("shipping.permit_number", "POST", "/staff/shipments/{sending}/permits/999999/number", {}),
        "403 403 404 404 404 403",
    ),
    (
        *("shipping.claim", "POST", "/staff/shipments/{sending}/lines/{line of sending}/claim"),
        *({"fault": "damaged"}, "403 403 403 403 409 403"),
    ),
    (
        *("shipping.answer_claim", "POST", "/staff/claims/{claim}/refuse", {"why": "as_listed"}),
        "403 404 302 302 403 404",
    ),
    ("shipping.answer_claim", "POST", "/staff/claims/{claim}/withdraw", {}, "403 404 403 403 302 404"),
    ("shipping.add_picture", "POST", "/staff/claims/{claim}/pictures", {}, "403 403 422 422 422 403"),
    (
        *("shipping.picture", "GET", "/staff/claims/{claim}/pictures/{picture}/small.jpg", {}),
        "login 404 200 200 200 404",
    ),
    (
        *("shipping.remove_picture", "POST", "/staff/claims/{claim}/pictures/{picture}/remove", {}),
        "403 403 302 302 403 403",
    ),
    ("shipping.paper", "GET", "/staff/shipments/{sending}/papers/pack", {}, "login 403 200 200 200 403"),
    ("shipping.paper", "GET", "/staff/shipments/{sending}/papers/sheet", {}, "login 403 200 200 200 403"),
    ("shipping.paper", "GET", "/staff/shipments/{sending}/papers/nonsense", {}, "login 403 404 404 404 403"),
    # Programmes: a draft of Heihe, and one of both libraries with a list that Heihe edits; posts of the Amur on it.
    ("programmes.index", "GET", "/programmes", {}, "200 200 200 200 200 200"),
    ("programmes.show", "GET", "/programmes/{programme}", {}, "200 200 200 200 200 200"),
    ("programmes.show", "GET", "/programmes/{programme draft}", {}, "404 404 200 200 404 404"),
    ("programmes.new", "GET", "/programmes/new", {}, "login 403 200 200 200 403"),
    ("programmes.draft", "POST", "/programmes", {}, "403 403 422 422 422 403"),
    ("programmes.edit", "GET", "/programmes/{programme draft}/edit", {}, "login 403 200 200 404 403"),
    ("programmes.edit", "GET", "/programmes/{programme}/edit", {}, "login 403 404 404 404 403"),
    ("programmes.change", "POST", "/programmes/{programme draft}/change", {}, "403 403 422 422 404 403"),
    ("programmes.move", "POST", "/programmes/{programme draft}/steps/propose", {}, "403 403 302 302 404 403"),
    ("programmes.move", "POST", "/programmes/{programme}/steps/cancel", {}, "403 403 409 409 409 403"),
    ("programmes.move", "POST", "/programmes/{programme}/steps/end", {}, "403 403 404 404 404 403"),
    ("programmes.show_list", "GET", "/book-lists/{book list}", {}, "200 200 200 200 200 200"),
    ("programmes.show_list", "GET", "/book-lists/{list draft}", {}, "404 404 200 200 404 404"),
    ("programmes.show_title", "GET", "/book-lists/{book list}/titles/1", {}, "200 200 200 200 200 200"),
    ("programmes.show_title", "GET", "/book-lists/{book list}/titles/999999", {}, "404 404 404 404 404 404"),
    ("programmes.choose_list", "GET", "/staff/book-lists?record={book a1}", {}, "login 403 200 200 200 403"),
    ("programmes.new_list", "GET", "/programmes/{programme}/lists/new", {}, "login 403 200 200 200 403"),
    ("programmes.draft_list", "POST", "/programmes/{programme}/lists", {}, "403 403 422 422 422 403"),
    ("programmes.edit_list", "GET", "/book-lists/{list draft}/edit", {}, "login 403 200 200 404 403"),
    ("programmes.change_list", "POST", "/book-lists/{list draft}/change", {}, "403 403 422 422 404 403"),
    ("programmes.move_list", "POST", "/book-lists/{book list}/steps/close", {}, "403 403 302 302 403 403"),
    ("programmes.move_list", "POST", "/book-lists/{book list}/steps/cancel", {}, "403 403 302 302 302 403"),
    ("programmes.new_title", "GET", "/book-lists/{book list}/titles/new", {}, "login 403 200 200 404 403"),
    ("programmes.add_title", "POST", "/book-lists/{book list}/titles", {}, "403 403 422 422 404 403"),
    ("programmes.drop_title", "POST", "/book-lists/{book list}/titles/2/drop", {}, "403 403 302 302 404 403"),
    ("programmes.drop_title", "POST", "/book-lists/{book list}/titles/1/drop", {}, "403 403 409 409 404 403"),
    (
        *("programmes.pledge", "POST", "/book-lists/{book list}/titles/2/pledge"),
        *({"copies": "1"}, "403 403 302 302 302 403"),
    ),
    ("programmes.withdraw", "POST", "/book-lists/{book list}/titles/1/withdraw", {}, "403 403 409 409 302 403"),
    ("correspondence.discussion", "GET", "/discussions/book-list/{book list}", {}, "200 200 200 200 200 200"),
    ("correspondence.discussion", "GET", "/discussions/list-title/{book list}-1", {}, "200 200 200 200 200 200"),
    ("correspondence.discussion", "GET", "/discussions/book-list/{list draft}", {}, "404 404 200 200 404 404"),
    ("correspondence.discussion", "GET", "/discussions/loan/1", {}, "404 404 404 404 404 404"),
    (
        *("correspondence.post", "POST", "/discussions/book-list/{book list}/posts"),
        *({"text": "Book"}, "403 403 302 302 302 403"),
    ),
    (
        *("correspondence.moderate", "POST", "/discussions/posts/{post}/hide"),
        *({"reason": "off_topic"}, "403 403 302 302 302 403"),
    ),
    ("correspondence.moderate", "POST", "/discussions/posts/{hidden post}/restore", {}, "403 403 302 302 403 403"),
    ("correspondence.moderate", "POST", "/discussions/posts/{hidden post}/take_back", {}, "403 403 403 403 302 403"),
    ("correspondence.moderate", "POST", "/discussions/posts/{post}/withdraw", {}, "403 403 403 403 302 403"),
    ("correspondence.moderate", "POST", "/discussions/posts/999999/hide", {}, "403 403 404 404 404 403"),
    # Figures: the network's for everybody, a library's own for its staff.
    ("statistics.figures", "GET", "/figures", {}, "200 200 200 200 200 200"),
    ("statistics.report", "GET", "/figures/2026", {}, "200 200 200 200 200 200"),
    ("statistics.report", "GET", "/figures/1890", {}, "404 404 404 404 404 404"),
    ("statistics.report_file", "GET", "/figures/2026/report.pdf", {}, "200 200 200 200 200 200"),
    ("statistics.report_file", "GET", "/figures/2026/report.csv", {}, "200 200 200 200 200 200"),
    ("statistics.own", "GET", "/staff/figures", {}, "login 403 200 200 200 403"),
    ("statistics.own_report", "GET", "/staff/figures/2026", {}, "login 403 200 200 200 403"),
    ("statistics.own_report_file", "GET", "/staff/figures/2026/report.csv", {}, "login 403 200 200 200 403"),
    ("statistics.turnaround", "GET", "/staff/figures/partners", {}, "login 403 200 200 200 403"),
    ("statistics.turnaround_file", "GET", "/staff/figures/partners.csv", {}, "login 403 200 200 200 403"),
    # Rounds: one whose lists are open, one that waits for answers, both organised by Heihe.
    ("rounds.rule", "GET", "/exchange/rule", {}, "200 200 200 200 200 200"),
    ("rounds.rounds", "GET", "/exchange/rounds", {}, "200 200 200 200 200 200"),
    ("rounds.round", "GET", "/exchange/rounds/{round}", {}, "200 200 200 200 200 200"),
    ("rounds.round", "GET", "/exchange/rounds/{proposed round}", {}, "200 200 200 200 200 200"),
    ("rounds.round", "GET", "/exchange/rounds/999999", {}, "404 404 404 404 404 404"),
    ("rounds.new_round", "GET", "/exchange/rounds/new", {}, "login 404 404 404 404 200"),
    ("rounds.plan_round", "POST", "/exchange/rounds", {}, "403 404 404 404 404 422"),
    ("rounds.move_round", "POST", "/exchange/rounds/{round}/cancel", {}, "403 404 302 302 404 302"),
    ("rounds.move_round", "POST", "/exchange/rounds/{proposed round}/turn", {}, "403 404 302 302 404 302"),
    ("rounds.change_form", "GET", "/exchange/rounds/{round}/change", {}, "login 404 200 200 404 200"),
    ("rounds.change_round", "POST", "/exchange/rounds/{round}/changed", {}, "403 404 302 302 404 302"),
    ("rounds.remind", "POST", "/exchange/rounds/{round}/remind", {}, "403 404 302 302 404 302"),
    ("rounds.manifest", "GET", "/exchange/rounds/{round}/manifest", {}, "login 404 200 200 404 200"),
    ("rounds.own_round", "GET", "/staff/exchange/rounds/{round}", {}, "login 403 200 200 200 403"),
    ("rounds.own_round", "GET", "/staff/exchange/rounds/{proposed round}", {}, "login 403 200 200 200 403"),
    ("rounds.join_round", "POST", "/staff/exchange/rounds/{round}/join", {}, "403 403 302 302 302 403"),
    ("rounds.leave_round", "POST", "/staff/exchange/rounds/{round}/leave", {}, "403 403 302 302 302 403"),
    (
        "rounds.decline_invitation",
        "POST",
        "/staff/exchange/rounds/{round}/not-this-time",
        {},
        "403 403 302 302 302 403",
    ),
    ("rounds.choose_in_round", "POST", "/staff/exchange/rounds/{round}/choose", {}, "403 403 302 302 302 403"),
    ("rounds.accept_round", "POST", "/staff/exchange/rounds/{proposed round}/accept", {}, "403 403 302 302 302 403"),
    (
        "rounds.decline_round",
        "POST",
        "/staff/exchange/rounds/{proposed round}/decline",
        {},
        "403 403 302 302 302 403",
    ),
    (
        *("rounds.answer_line", "POST", "/staff/exchange/rounds/{proposed round}/lines/{line}"),
        *({"answer": "accept"}, "403 403 302 302 302 403"),
    ),
    ("rounds.answer_line", "POST", "/staff/exchange/rounds/{round}/lines/{line}", {}, "403 403 404 404 404 403"),
    # The platform.
    ("shipping.disputes", "GET", "/platform/claims", {}, "login 404 404 404 404 200"),
    ("shipping.rules", "GET", "/platform/shipping", {}, "login 404 404 404 404 200"),
    (
        *("shipping.rules", "POST", "/platform/shipping"),
        {"what": "threshold", "code": "claim_days", "value": "40", "valid_from": "2027-01-01", "source_note": "a test"},
        "403 404 404 404 404 302",
    ),
    ("notifications.mail", "GET", "/platform/mail", {}, "login 404 404 404 404 200"),
    ("loans.waiting", "GET", "/platform/waiting", {}, "login 404 404 404 404 200"),
    ("notifications.show_mail", "GET", "/platform/mail/{mail}", {}, "login 404 404 404 404 200"),
    ("notifications.show_mail", "GET", "/platform/mail/999999", {}, "login 404 404 404 404 404"),
    ("iso18626.receive", "POST", "//iso18626", {}, "415 415 415 415 415 415"),
    ("protocols.partners", "GET", "/platform/partners", {}, "login 404 404 404 404 200"),
    ("protocols.partner", "GET", "/platform/partners/{partner}", {}, "login 404 404 404 404 200"),
    ("protocols.partner", "GET", "/platform/partners/999999", {}, "login 404 404 404 404 404"),
    ("protocols.connect", "GET", "/platform/partners/new", {}, "login 404 404 404 404 200"),
    (
        *("protocols.connect", "POST", "/platform/partners/new"),
        *(CONNECTION | {"code": "elsewhere", "symbols": "ISIL:DE-2"}, "403 404 404 404 404 302"),
    ),
    ("protocols.change", "GET", "/platform/partners/{partner}/edit", {}, "login 404 404 404 404 200"),
    ("protocols.change", "POST", "/platform/partners/{partner}/edit", CONNECTION, "403 404 404 404 404 302"),
    ("protocols.change", "POST", "/platform/partners/{partner}/edit", {}, "403 404 404 404 404 422"),
    ("protocols.give_key", "POST", "/platform/partners/{partner}/key", {}, "403 404 404 404 404 200"),
    (
        *("protocols.send_again", "POST", "/platform/partners/documents/{refused document}/again"),
        *({}, "403 404 404 404 404 302"),
    ),
    ("protocols.send_again", "POST", "/platform/partners/documents/999999/again", {}, "403 404 404 404 404 404"),
    ("protocols.see_to", "POST", "/staff/documents/{refused document}/seen", {}, "403 403 302 302 404 403"),
    ("protocols.see_to", "POST", "/staff/documents/{refused document}/again", {}, "403 403 302 302 404 403"),
    ("protocols.see_to", "POST", "/staff/documents/999999/seen", {}, "403 403 404 404 404 403"),
    ("protocols.see_to", "POST", "/staff/documents/{refused document}/burn", {}, "404 404 404 404 404 404"),
]


def address(world: World, path: str) -> str:
    path = path.format_map(world.ids)
    return path[1:] if path.startswith("//") else f"/ru{path}"


def named(row: tuple) -> str:
    return f"{row[1]} {row[2]}"


def test_the_table_names_every_route_with_every_method(world):
    routes = {
        (rule.endpoint, method) for rule in world.app.url_map.iter_rules() for method in rule.methods & {"GET", "POST"}
    }
    assert {(endpoint, method) for endpoint, method, *_ in TABLE} == routes


@pytest.mark.parametrize("row", TABLE, ids=named)
def test_a_door_opens_to_whom_it_should_and_nobody_else(world, row):
    """Every answer keeps the browser strict, and looking changes nothing."""
    _endpoint, method, path, form, expected = row
    url = address(world, path)
    given = {name: value.format_map(world.ids) for name, value in form.items()}
    answers = {}
    for role in ROLES:
        # Whoever may take a grave step has said yes to it.
        sent = given | {"sure": "yes"} if method == "POST" else None
        with world.visitors[role].open(url, method=method, data=sent) as answer:
            keeps_the_browser_strict(answer.headers)
            is_sent_to_sign_in = answer.status_code == 302 and "/login?next=" in answer.headers["Location"]
            answers[role] = "login" if is_sent_to_sign_in else str(answer.status_code)
        if method == "POST":
            world.restore()
    assert answers == dict(zip(ROLES, expected.split(), strict=True))
    if method == "GET":
        assert world.changed_tables() == set()


def keeps_the_browser_strict(headers):
    rules = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    for cookie in headers.getlist("Set-Cookie"):
        assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize("row", [row for row in TABLE if row[1] == "POST"], ids=named)
def test_who_is_refused_changes_nothing(world, row):
    _endpoint, _method, path, form, expected = row
    given = {name: value.format_map(world.ids) for name, value in form.items()}
    for role, answer in zip(ROLES, expected.split(), strict=True):
        if answer in ("403", "404"):
            world.visitors[role].post(address(world, path), data=given)
    assert world.changed_tables() == set()
