"""A browser without a window: cookies, forms with their tokens, answers."""

import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

# Seconds; SQLite lets writers queue for twenty.
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back in the end, redirects followed."""

    status: int
    url: str
    text: str


class Visitor:
    """Somebody at `url`. One thread each; `twin` is the same person for another."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))

    def twin(self) -> "Visitor":
        """The same person in a browser that holds the same cookies now, and others from now on."""
        twin = Visitor(self.url)
        for cookie in self.cookies:
            twin.cookies.set_cookie(cookie)
        return twin

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._open(Request(self._address(path)))

    def post(self, path: str, token: str, **fields: str) -> Answer:
        """Send a form with the token of the page it stood on."""
        sent = urlencode({"csrfmiddlewaretoken": token} | fields).encode()
        return self._open(Request(self._address(path), sent, {"Origin": self.url}))

    def sign_in(self, email: str, password: str) -> None:
        """By e-mail address and password."""
        login = "/account/login/"
        signed_in = self.post(login, token_on(self.get(login)), login=email, password=password)
        assert login not in signed_in.url, signed_in.text

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.url + path

    def _open(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=PATIENCE) as response:
                return Answer(response.status, response.url, response.read().decode())
        except HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.url, refused.read().decode())


def token_on(page: Answer) -> str:
    """The CSRF token of the first form on a page."""
    return hidden_field(page, "csrfmiddlewaretoken")


def hidden_field(page: Answer, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    assert found, f"no {name} on {page.url}"
    return found[1]
