"""The blueprint on which the pages of exports hang."""

from flask import Blueprint

bp = Blueprint("exports", __name__)
