"""The blueprint on which the pages of consignments, their papers, permits and claims hang."""

from flask import Blueprint

bp = Blueprint("shipping", __name__)
