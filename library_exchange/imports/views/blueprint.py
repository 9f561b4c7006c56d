"""The blueprint on which the pages of files of records hang."""

from flask import Blueprint

bp = Blueprint("imports", __name__)
