"""A relay between the clients and the server that breaks the line after so many bytes."""

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass

_CHUNK = 4096
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Break:
    """Where each connection breaks: after this many bytes of the request, or of the answer."""

    request: int | None = None
    answer: int | None = None


class Network:
    """Listens on loopback; each connection is broken as ``breaks`` says when it is opened."""

    def __init__(self, server: int) -> None:
        self._server = server
        self.breaks: Break = Break()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client, self.breaks), daemon=True).start()

    def _serve(self, client: socket.socket, breaks: Break) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._server), timeout=10)
        except OSError:
            client.close()
            return
        back = threading.Thread(
            target=_relay, args=(server, client, breaks.answer, client), daemon=True
        )
        back.start()
        _relay(client, server, breaks.request, client)
        back.join()
        client.close()
        server.close()


def _relay(
    source: socket.socket, target: socket.socket, most: int | None, client: socket.socket
) -> None:
    """Pass on ``most`` bytes (None: all), then break both ways, the client's without a goodbye."""
    left = most
    with contextlib.suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data[:left])
            if left is not None:
                left -= len(data)
                if left <= 0:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    break
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
