"""Numbers in addresses: no larger than a row's number can be, so that an absurd one is simply not found."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ROW_NUMBER = 2**31 - 1


class RowNumber(IntegerConverter):
    """What `<int:…>` means in our addresses."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **({"max": LARGEST_ROW_NUMBER} | options))


def init_app(app: Flask) -> None:
    """Have the routes of `app` take row numbers for whole numbers; before any route is added."""
    app.url_map.converters["int"] = RowNumber
