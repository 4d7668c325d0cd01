"""Real servers on free ports, for what is outside of us: geocoders, caches, partners, receivers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any


@contextmanager
def serving(
    handler: Callable[..., Any],
    address: tuple[str, int] = ("127.0.0.1", 0),
    *,
    wrap: Callable[[Any], Any] | None = None,
) -> Iterator[str]:
    """Answer with ``handler`` while the block runs; yield the origin, ``http://127.0.0.1:…``.

    Args:
        wrap: puts something around the server's socket, such as TLS.
    """
    server = ThreadingHTTPServer(address, handler)
    server.daemon_threads = True
    if wrap is not None:
        server.socket = wrap(server.socket)
    # Half a second, what is usual, would be waited for at the end of every test.
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{address[0]}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
