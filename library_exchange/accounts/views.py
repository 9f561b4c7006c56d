"""Doors of the room: pages."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
