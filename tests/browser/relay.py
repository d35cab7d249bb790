"""A wire between Chromium and the live server that can be cut: the worker feels it as pages do."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Relay:
    """Passes bytes on. `cut` ends all; with `loses_answers` a POST arrives, its answer does not.

    Attributes:
        answers: How many POSTs were answered so that whoever sent them knows.
        lost_answers: How many were answered in vain.
    """

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._ends: list[socket.socket] = []
        self.is_cut = self.loses_answers = False
        self.answers = self.lost_answers = 0
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
            posted, lost = threading.Event(), threading.Event()
            for given, to, is_answer in ((near, far, False), (far, near, True)):
                threading.Thread(
                    target=self._pass, args=(given, to, posted, lost, is_answer), daemon=True
                ).start()

    def _pass(
        self,
        given: socket.socket,
        to: socket.socket,
        posted: threading.Event,
        lost: threading.Event,
        is_answer: bool,
    ) -> None:
        with suppress(OSError):
            while data := given.recv(65536):
                if not is_answer and data.startswith(b"POST "):
                    (lost if self.loses_answers else posted).set()
                if is_answer and lost.is_set():
                    self.lost_answers += 1
                    break
                # Asked before the data goes on: what answers a GET may bring the next POST at once.
                is_told = is_answer and posted.is_set()
                to.sendall(data)
                if is_told:
                    posted.clear()
                    self.answers += 1
        for end in (given, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
