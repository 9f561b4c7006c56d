"""The blueprint on which the pages of titles that may be one hang."""

from flask import Blueprint

bp = Blueprint("duplicates", __name__)
