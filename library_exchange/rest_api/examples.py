"""An example of each thing that programs do here; a test carries out what the page shows."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from library_exchange.rest_api.addresses import PREFIX


@dataclass(frozen=True)
class Example:
    """A request as it may be copied; what stands in braces is for the reader to fill in."""

    name: str
    method: str
    path: str
    told: dict[str, Any] | None = None
    accept: str | None = None
    has_version: bool = False

    def as_curl(self, base_url: str, language: str) -> str:
        """Return it as a command."""
        path = quote(self.path, safe="/?&={}")
        lines = [f"curl -X {self.method} '{base_url}{PREFIX}{path}'", "-H 'Authorization: Bearer {key}'"]
        lines.append(f"-H 'Accept-Language: {language}'")
        if self.accept:
            lines.append(f"-H 'Accept: {self.accept}'")
        if self.method == "POST":
            lines.append("-H 'Idempotency-Key: {new-each-time}'")
        if self.has_version:
            lines.append("-H 'If-Match: {etag}'")
        if self.told is not None:
            lines += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(self.told, ensure_ascii=False)}'"]
        return " \\\n  ".join(lines)


EXAMPLES = (
    Example("records", "GET", "/records?q=Амур&language=rus&limit=20"),
    Example("record", "GET", "/records/{record_id}", accept="application/marcxml+xml"),
    Example(
        *("add_record", "POST", "/records"),
        {"title": "Лес и вода", "authors": "И. Иванов", "year": "1991", "language": "rus", "barcode": "{new-record}"},
    ),
    Example("change_holding", "PATCH", "/holdings/{holding_id}", {"publisher": "Восток"}, has_version=True),
    Example("imports", "GET", "/imports?limit=5&fields=id,state,changed"),
    Example("items", "GET", "/items?barcode={barcode}"),
    Example("add_items", "POST", "/items", {"record_id": "{record_id}", "barcode": "{new-barcode}"}),
    Example("change_item", "PATCH", "/items/{item_id}", {"call_number": "K928/17"}, has_version=True),
    Example(
        *("tell_states", "POST", "/items/states"),
        {"items": [{"barcode": "{barcode}", "state": "out_locally"}, {"id": "{item_id}", "state": "on_shelf"}]},
    ),
    Example("withdraw_item", "POST", "/items/{item_id}/withdraw", {"reason": "worn_out"}, has_version=True),
    Example("loans", "GET", "/loans?side=supplying&open=true"),
    Example("make_loan", "POST", "/loans", {"title": "Тайга и реки", "author": "И. Иванов", "year": "1989"}),
    Example("take_step", "POST", "/loans/{loan_id}/steps", {"action": "will_supply"}, has_version=True),
    Example("offers", "GET", "/offers?country=RU"),
    Example("wants", "GET", "/wants?mine=true"),
    Example("consignments", "GET", "/consignments"),
    Example("account", "GET", "/account"),
    Example("events", "GET", "/events?limit=100"),
)
