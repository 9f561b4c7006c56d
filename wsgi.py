"""The door for WSGI servers: `gunicorn wsgi:app`."""

import sys

from library_exchange.app import create_app
from library_exchange.core.alike import NotAlike
from library_exchange.jobs import join, queue_of

app = create_app()
try:
    join(app)
except NotAlike as refused:
    sys.exit(str(refused))
queue_of(app)
