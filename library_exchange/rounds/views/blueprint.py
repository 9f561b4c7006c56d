"""The blueprint on which the pages of rounds hang."""

from flask import Blueprint

bp = Blueprint("rounds", __name__)
