"""The blueprint on which the pages of a library's own holdings hang."""

from flask import Blueprint

bp = Blueprint("holdings", __name__)
