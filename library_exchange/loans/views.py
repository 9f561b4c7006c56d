"""Doors of the room: pages."""

from flask import Blueprint

bp = Blueprint("loans", __name__)
