"""Gunicorn before the pages, where several processes serve them: `gunicorn -c docs/scaling/gunicorn.conf.py wsgi:app`.

Each setting may be overruled by an argument of the command.
"""

import os

from library_exchange.core import garbage as _garbage

bind = f"{os.environ.get('LX_HOST', '127.0.0.1')}:{os.environ.get('LX_PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "3"))
"""Processes; each has the dictionaries of the search in memory, some 300 MB (docs/scaling.md)."""
threads = int(os.environ.get("LX_THREADS", "8"))
"""Together with the worker a process opens two connections to the database for each thread at most."""
preload_app = False
"""Each process joins the others by itself: connections to a database do not outlive a fork."""
timeout = 60
"""A request that has not been answered for so long ends with its process; uploads are read by the proxy before."""
graceful_timeout = 30
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
backlog = 1024
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
forwarded_allow_ips = ""
"""The service itself reads what proxies say, as far as LX_TRUSTED_PROXIES trusts them."""
control_socket_disable = True


def post_worker_init(_worker: object) -> None:
    """Have each process look for garbage as seldom as the built-in server does."""
    _garbage.serve_undisturbed()
