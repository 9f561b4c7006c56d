"""The blueprint on which the pages of search, records and names hang."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__)
