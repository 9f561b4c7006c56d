"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("shipping", __name__)
