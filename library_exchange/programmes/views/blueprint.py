"""The blueprint on which the pages of programmes and curated lists hang."""

from flask import Blueprint

bp = Blueprint("programmes", __name__)
