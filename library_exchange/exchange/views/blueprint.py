"""The blueprint on which the pages of exchange hang."""

from flask import Blueprint

bp = Blueprint("exchange", __name__)
