"""The blueprint on which the pages of search, records, names and imports hang."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__)
