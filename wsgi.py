"""The door for WSGI servers: `gunicorn wsgi:app`."""

import sys

from library_exchange.app import create_app
from library_exchange.core import upgrading
from library_exchange.core.alike import NotAlike
from library_exchange.jobs import join, queue_of
from library_exchange.warm_start import warm

app = create_app()
try:
    upgrading.require_current(upgrading.look(app))
    join(app)
except (upgrading.NotStarted, NotAlike) as refused:
    sys.exit(str(refused))
warm(app)
queue_of(app)
