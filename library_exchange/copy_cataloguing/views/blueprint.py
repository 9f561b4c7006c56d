"""The blueprint on which the pages of copy cataloguing hang."""

from flask import Blueprint

bp = Blueprint("copy_cataloguing", __name__)
