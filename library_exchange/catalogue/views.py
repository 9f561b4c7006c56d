"""Doors of the room: pages."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__)
