"""Every route of the door for programs, and what each key is answered there, written out by hand."""

SEVERAL = {"items": [{"id": "{copy}", "state": "missing"}]}
#  route         method  path, body
#                        no key, a key of ours without the scope, ours, a partner's, a stranger's
API_TABLE = [
    ("libraries", "GET", "/libraries", None, "401 403 200 200 200"),
    ("library", "GET", "/libraries/heihe", None, "401 403 200 200 200"),
    ("records", "GET", "/records?q=Book", None, "401 403 200 200 200"),
    ("record", "GET", "/records/{book h1}", None, "401 403 200 200 200"),
    ("add_record", "POST", "/records", {"title": "Taiga", "year": "1971"}, "401 403 201 201 201"),
    ("holdings", "GET", "/holdings", None, "401 403 200 200 200"),
    ("holding", "GET", "/holdings/{record h1}", None, "401 403 200 404 404"),
    ("change_holding", "PATCH", "/holdings/{record h1}", {"place": "Harbin"}, "401 403 200 404 404"),
    ("replace_holding", "PUT", "/holdings/{record h1}", {}, "401 403 415 415 415"),
    ("imports", "GET", "/imports", None, "401 403 200 200 200"),
    ("import_", "GET", "/imports/{done}", None, "401 403 200 404 404"),
    ("items", "GET", "/items", None, "401 403 200 200 200"),
    ("item", "GET", "/items/{copy}", None, "401 403 200 404 404"),
    ("add_items", "POST", "/items", {"holding_id": "{record h1}"}, "401 403 201 404 404"),
    ("change_item", "PATCH", "/items/{copy}", {"copy_place": "Depot"}, "401 403 200 404 404"),
    ("withdraw_item", "POST", "/items/{copy}/withdraw", {"reason": "lost"}, "401 403 200 404 404"),
    ("tell_states", "POST", "/items/states", SEVERAL, "401 403 200 200 200"),
    ("loans", "GET", "/loans", None, "401 403 200 200 200"),
    ("loan", "GET", "/loans/{sent}", None, "401 403 200 404 404"),
    ("make_loan", "POST", "/loans", {"title": "Taiga"}, "401 403 201 201 201"),
    (
        *("take_step", "POST", "/loans/{drafted}/steps"),
        *({"action": "decline", "decline_reason": "held_here"}, "401 403 200 404 404"),
    ),
    ("offers", "GET", "/offers", None, "401 403 200 200 200"),
    ("wants", "GET", "/wants", None, "401 403 200 200 200"),
    ("consignments", "GET", "/consignments", None, "401 403 200 200 200"),
    ("consignment", "GET", "/consignments/{sending}", None, "401 403 200 200 404"),
    ("account", "GET", "/account", None, "401 403 200 200 200"),
    ("events", "GET", "/events?limit=200", None, "401 200 200 200 200"),
]
