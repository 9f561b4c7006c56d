"""The door for WSGI servers: `gunicorn wsgi:app`."""

from library_exchange.app import create_app

app = create_app()
