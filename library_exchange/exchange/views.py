"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("exchange", __name__)
