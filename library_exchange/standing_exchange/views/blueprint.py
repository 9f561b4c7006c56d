"""The blueprint on which the pages of standing exchange hang."""

from flask import Blueprint

bp = Blueprint("standing_exchange", __name__)
