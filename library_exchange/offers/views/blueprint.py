"""The blueprint on which the pages of offers hang."""

from flask import Blueprint

bp = Blueprint("offers", __name__)
