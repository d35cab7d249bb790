"""A small OpenID Connect provider for tests: it speaks HTTP, signs with RS256, knows one person."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


class IdentityServer(ThreadingHTTPServer):
    """Whoever is sent to it is at once the person named in `claims`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.claims = {"sub": "u-1", "preferred_username": "sunqi", "name": "孙琪"}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, str] = {}  # code → nonce of the request that it answers

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        stated = {"iss": self.url, "aud": "kaigong", "iat": now, "exp": now + 60, "nonce": nonce}
        return jwt.encode(stated | self.claims, self.key, "RS256", headers={"kid": "k1"})


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class _Answers(BaseHTTPRequestHandler):
    server: IdentityServer

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""

    def _json(self, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        url, parts = self.server.url, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            ends = {"authorization": "auth", "token": "token", "userinfo": "me"}
            told = {f"{name}_endpoint": f"{url}/{path}" for name, path in ends.items()}
            self._json(told | {"issuer": url, "jwks_uri": f"{url}/jwks"})
        elif parts.path == "/auth":
            code = f"code{len(self.server.codes)}"
            self.server.codes[code] = asked.get("nonce", "")
            self.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        elif parts.path == "/jwks":
            numbers = self.server.key.public_key().public_numbers()
            key = {"kty": "RSA", "kid": "k1", "alg": "RS256", "use": "sig"}
            self._json({"keys": [key | {"n": _number(numbers.n), "e": _number(numbers.e)}]})
        elif parts.path == "/me":
            self._json(self.server.claims)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        code = parse_qs(body.decode())["code"][0]
        token = self.server.id_token(self.server.codes.pop(code))
        self._json({"access_token": "a", "token_type": "Bearer", "id_token": token})


@contextmanager
def identity_server() -> Iterator[IdentityServer]:
    server = IdentityServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
