"""Other people's web servers, played on this machine: each request is answered as a test says."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""Of `localhost`, with its key, signed by nobody else; it is good for nothing but these tests."""


@contextmanager
def played(answer: Callable[[BaseHTTPRequestHandler], None], *, is_secure: bool = True) -> Iterator[str]:
    """Have a server on a port of its own answer by https, or by plain http; yield its address without a path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except OSError:
                self.close_connection = True  # who asked went away

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_args: None  # type: ignore[method-assign]
    if is_secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    serving = threading.Thread(target=server.serve_forever, args=(0.02,))
    serving.start()
    try:
        yield f"{'https://localhost' if is_secure else 'http://127.0.0.1'}:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
