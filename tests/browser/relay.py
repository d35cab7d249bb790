"""A wire between Chromium and the live server that can be cut: the worker feels it as pages do."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Relay:
    """Passes bytes on. `cut` ends all; with `loses_answers` a POST arrives, its answer does not."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._ends: list[socket.socket] = []
        self.is_cut = self.loses_answers = False
        self.lost_answers = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        self._hang_up()

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self._door.close()
        self._hang_up()

    def _hang_up(self) -> None:
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            try:
                if self.is_cut:
                    raise ConnectionError
                far = socket.create_connection(self._to)
            except OSError:
                near.close()
                continue
            self._ends += [near, far]
            lost = threading.Event()
            threading.Thread(target=self._pass, args=(near, far, lost, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, lost, True), daemon=True).start()

    def _pass(
        self, given: socket.socket, to: socket.socket, lost: threading.Event, is_answer: bool
    ) -> None:
        with suppress(OSError):
            while data := given.recv(65536):
                if not is_answer and self.loses_answers and data.startswith(b"POST "):
                    lost.set()
                if is_answer and lost.is_set():
                    self.lost_answers += 1
                    break
                to.sendall(data)
        for end in (given, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
