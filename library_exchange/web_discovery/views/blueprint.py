"""Where the doors of this room hang: documents in a language of people, and those in none."""

from flask import Blueprint

bp = Blueprint("web_discovery", __name__)
documents = Blueprint("web_documents", __name__)
