"""Doors of the room: pages."""

from flask import Blueprint

bp = Blueprint("notifications", __name__)
