"""The door for WSGI servers: `gunicorn wsgi:app`."""

from library_exchange.app import create_app
from library_exchange.jobs import queue_of

app = create_app()
queue_of(app)
