"""A phone on a bad line: HTTP written byte by byte over a socket, to be cut anywhere."""

import http.client
import socket
import struct
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"
# Any 32 letters and digits are a secret to Django.
CSRF = "c" * 32
PATIENCE = 60.0
THREADS = 6  # phones at the same time
OURS = 500  # from here on an answer is an error of the server's own

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Status 0: the connection ended without an answer."""

    status: int
    location: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


SILENCE = Answer(0)


@dataclass
class Phone:
    """One browser: an address to talk to, and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=lambda: {"csrf": CSRF})

    def get(self, path: str, *, method: str = "GET", headers: Fields | None = None) -> Answer:
        return self.send(self.request(method, path, b"", headers or []))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form as a browser sends it."""
        return self.send(self.form(path, list(fields.items())))

    @property
    def csrf(self) -> str:
        """What goes with a form: the secret in the cookie is a valid token."""
        return self.cookies.get("csrf", CSRF)

    def form(self, path: str, fields: Fields) -> bytes:
        """The bytes of a POST."""
        fields = [*fields, ("csrfmiddlewaretoken", self.csrf)]
        body = urlencode(fields, errors="surrogatepass").encode()
        kind = ("Content-Type", "application/x-www-form-urlencoded")
        return self.request("POST", path, body, [kind])

    def request(self, method: str, path: str, body: bytes, headers: Fields) -> bytes:
        """The bytes of a request. Headers given here win over those a browser would send."""
        given = {name.lower() for name, _ in headers}
        usual = [("Host", f"{HOST}:{self.port}"), ("Connection", "close")]
        usual += [("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))]
        if body or method == "POST":
            usual.append(("Content-Length", str(len(body))))
        lines = [f"{method} {path} HTTP/1.1"]
        lines += [f"{k}: {v}" for k, v in [*usual, *headers] if k.lower() not in given]
        lines += [f"{k}: {v}" for k, v in headers]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body

    def send(self, request: bytes, *, hang_up: bool = False) -> Answer:
        """Send everything and read the answer; with `hang_up`, say that nothing more will come."""
        with _connected(self.port) as line:
            try:
                line.sendall(request)
                if hang_up:
                    line.shutdown(socket.SHUT_WR)
            except OSError:  # a server may answer and close before it has heard it all
                pass
            return self._read(line)

    def cut(self, request: bytes, *, after: int, read: int = 0, reset: bool = False) -> None:
        """Send the first `after` bytes, read up to `read` bytes of the answer, and be gone.

        With `reset` the connection is torn, not closed.
        """
        with _connected(self.port) as line:
            try:
                line.sendall(request[:after])
                if read:
                    line.recv(read)
            except OSError:
                pass
            if reset:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _read(self, line: socket.socket) -> Answer:
        response = http.client.HTTPResponse(line)
        try:
            response.begin()
            body = response.read()
        except (OSError, http.client.HTTPException, ValueError):
            return SILENCE
        for header, value in response.getheaders():
            if header.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers.get("location", ""), body, headers)


def _connected(port: int) -> socket.socket:
    line = socket.create_connection((HOST, port), timeout=PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line
