"""The door for WSGI servers: `gunicorn wsgi:app`."""

from library_exchange.app import create_app
from library_exchange.core import upgrading
from library_exchange.jobs import queue_of

app = create_app()
upgrading.require_current(upgrading.look(app))
queue_of(app)
