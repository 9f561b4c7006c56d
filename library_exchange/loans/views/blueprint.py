"""The blueprint on which the pages of loans hang."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("loans", __name__)

Page = str | tuple[str, int] | Response
