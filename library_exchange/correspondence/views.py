"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("correspondence", __name__)
