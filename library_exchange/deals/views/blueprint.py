"""The blueprint on which the pages of deals hang."""

from flask import Blueprint

bp = Blueprint("deals", __name__)
