"""What no browser sends: malformed submissions, drawn from a seed.

Each is a family of its own; the report says how many of each there were, so that none is forgotten.
"""

import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from tests.chaos.phone import Fields, Phone

ITEMS = {
    "arriving": ["mood", "managed", "connected", "facing"],
    "wish": ["wish"],
    "working-together": ["understood", "safe", "goals", "fit", "say"],
    "between-us": ["tension", "tension_words", "request"],
    "phq-9": ["interest", "mood", "self_harm"],
    "gad-7": ["nervous", "control"],
    "hopes": ["hopes"],
    "preferences": ["lead", "feeling", "time", "challenge", "preference_words"],
    "new-goals": ["goal-1", "goal-2", "goal-3"],
    "goals": ["far-1"],
    "exercises": ["done-1", "helpful-1", "reflection-1"],
}
STEPS = list(ITEMS)
STRANGE = [
    *("", " ", "ten", "-1", "11", "1.5", "1e3", "1e999", "-1e-999", "NaN", "sNaN", "Infinity"),
    *(
        "0x0a",
        "007",
        "+7",
        "7 ",
        "\u0661",
        "\uff17",
        "½",
        "None",
        "null",
        "true",
        "[]",
        "{}",
        "[7]",
    ),
    *("9" * 400, "1_0", "7;8", "7,5", "' OR 1=1 --", "<script>", "{{ 7 }}", "%s", "../../etc"),
]
WORDS = [
    *("\0", "a\0b", "\u202e\u2066", "\ufeff", "\U0001f469\u200d\U0001f680" * 60, "e\u0301" * 900),
    *("x" * 2001, "\r\n" * 2100, "漢" * 40_000, "\x1b[2J", "\x7f\x80", "]]>", "\ud800"),
]


@dataclass(frozen=True, slots=True)
class Malformed:
    """One request: its family, its bytes, and whether the sender then says that it is done."""

    family: str
    request: bytes
    hang_up: bool = False


class Source:
    """An endless source. The same seed and the same phones give the same requests."""

    def __init__(self, seed: int, others: list[str]) -> None:
        self.random = random.Random(seed)
        # Codes of links that belong to somebody else.
        self.others = others
        self.families: dict[str, Callable[[Phone, str], Malformed]] = {
            "wrong types": self._wrong_types,
            "huge": self._huge,
            "strange characters": self._strange_characters,
            "missing and foreign fields": self._foreign_fields,
            "repeated keys": self._repeated,
            "forged": self._forged,
            "encodings": self._encodings,
            "multipart": self._multipart,
            "wrong steps": self._wrong_steps,
            "not HTTP": self._not_http,
            "headers": self._headers,
            "links": self._links,
        }

    def draw(self, phone: Phone, own: str) -> Malformed:
        """One more, from a phone whose link has the code `own`."""
        return self.families[self.random.choice(list(self.families))](phone, own)

    # --- Forms ------------------------------------------------------------------------------------

    def _step(self) -> str:
        return self.random.choice(STEPS)

    def _fields(self, step: str, own: str) -> Fields:
        """A whole form, with values that may be of any kind."""
        values = STRANGE if self.random.random() < 0.7 else [str(n) for n in range(11)]
        fields = [(name, self.random.choice(values)) for name in ITEMS[step]]
        return [*fields, ("for", own), ("to", self.random.choice(["next", "back", "keep"]))]

    def _wrong_types(self, phone: Phone, own: str) -> Malformed:
        step = self._step()
        return Malformed("wrong types", phone.form(_at(step), self._fields(step, own)))

    def _huge(self, phone: Phone, own: str) -> Malformed:
        step = self._step()
        name = self.random.choice(ITEMS[step])
        size = self.random.choice([2_001, 30_000, 400_000, 1_100_000])
        fields = [(name, self.random.choice("x7 ") * size), ("for", own)]
        if self.random.random() < 0.3:
            fields = [(f"{name}{n}", "7") for n in range(self.random.choice([900, 1_500, 5_000]))]
        return Malformed("huge", phone.form(_at(step), fields))

    def _strange_characters(self, phone: Phone, own: str) -> Malformed:
        step = self._step()
        fields = [(name, self.random.choice(WORDS)) for name in ITEMS[step]]
        body = "&".join(
            f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}"
            for name, value in [*fields, ("for", own), ("csrfmiddlewaretoken", phone.csrf)]
        )
        raw = body.encode()
        if self.random.random() < 0.4:  # bytes that are no UTF-8, escaped and as they are
            raw += self.random.choice([b"&wish=%ff%fe%80", b"&wish=\xff\xc0\x80", b"&%ED%A0%80=1"])
        return Malformed("strange characters", _urlencoded(phone, _at(step), raw))

    def _foreign_fields(self, phone: Phone, own: str) -> Malformed:
        step = self._step()
        fields = self._fields(step, own)[: self.random.randint(0, 3)]
        fields += self.random.sample(
            [
                ("for", self.random.choice(self.others)),
                ("for", "not-a-code"),
                ("client", "1"),
                ("clinic_id", "1"),
                ("submitted_at", "2030-01-01"),
                ("draft", '{"wish": "somebody else\'s"}'),
                ("measures", '{"phq-9": {"answers": {"self_harm": 3}}}'),
                (f"feels-{uuid.UUID(int=self.random.getrandbits(128))}", "5"),
                ("__class__", "x"),
                ("language", self.random.choice(["xx", "es", "../en", "\0"])),
                ("", "nameless"),
            ],
            k=4,
        )
        return Malformed("missing and foreign fields", phone.form(_at(step), fields))

    def _repeated(self, phone: Phone, own: str) -> Malformed:
        step = self._step()
        once = self._fields(step, own)
        fields = once * self.random.randint(2, 6)
        self.random.shuffle(fields)
        return Malformed("repeated keys", phone.form(_at(step), fields))

    def _forged(self, phone: Phone, own: str) -> Malformed:
        step = self.random.choice([*STEPS, "review", "thanks"])
        token = self.random.choice(["", "x", "d" * 32, "é" * 32, "c" * 64, "\0" * 32, "c" * 5000])
        headers = self.random.choice(
            [[], [("Origin", "https://evil.example")], [("Origin", "null")], [("Origin", "x y")]]
        )
        body = f"for={own}&to=send&csrfmiddlewaretoken={quote(token)}".encode()
        if self.random.random() < 0.3:
            headers = [*headers, ("Cookie", f"session={phone.cookies.get('session', '')}")]
        kind = ("Content-Type", "application/x-www-form-urlencoded")
        return Malformed("forged", phone.request("POST", _at(step), body, [kind, *headers]))

    def _encodings(self, phone: Phone, own: str) -> Malformed:
        step = self._step()
        kind = self.random.choice(
            [
                *("application/json", "text/plain", "application/xml", "x", "", "a/b; charset"),
                *("application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data"),
                *("application/x-www-form-urlencoded; charset=nonsense", "é/é"),
                "application/x-www-form-urlencoded; charset=utf-16",
                "application/x-www-form-urlencoded; charset=\x0b",
            ]
        )
        body = self.random.choice(
            [
                json.dumps({"mood": [7], "for": own, "csrfmiddlewaretoken": phone.csrf}).encode(),
                f"mood=7&for={own}&csrfmiddlewaretoken={phone.csrf}".encode(),
                f"mood=7&for={own}&csrfmiddlewaretoken={phone.csrf}".encode("utf-16"),
                b"\x1f\x8b\x08\x00" + self.random.randbytes(60),
                self.random.randbytes(200),
            ]
        )
        headers = [("Content-Type", kind), ("X-CSRFToken", phone.csrf)]
        if self.random.random() < 0.3:
            headers.append(("Content-Encoding", "gzip"))
        return Malformed("encodings", phone.request("POST", _at(step), body, headers))

    def _multipart(self, phone: Phone, own: str) -> Malformed:
        step = self._step()
        line = self.random.choice(["edge", "e" * 300, "", 'e"dge', "e dge"])
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
            for name, value in [*self._fields(step, own), ("csrfmiddlewaretoken", phone.csrf)]
            for more in [self.random.choice(["", "", '; filename="x.txt"', "; filename="])]
        ]
        if self.random.random() < 0.2:
            parts.append(f"--{line}\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n")
        body = "".join([*parts, f"--{line}--\r\n"]).encode()
        cut = self.random.randint(0, len(body))  # mostly in the midst of a part
        headers = [
            ("Content-Type", f"multipart/form-data; boundary={line}"),
            ("X-CSRFToken", phone.csrf),
        ]
        if self.random.random() < 0.5:  # says that more will come than does
            headers.append(("Content-Length", str(len(body))))
            return Malformed(
                "multipart", phone.request("POST", _at(step), body[:cut], headers), hang_up=True
            )
        return Malformed("multipart", phone.request("POST", _at(step), body[:cut], headers))

    # --- Addresses and the rest of HTTP -----------------------------------------------------------

    def _wrong_steps(self, phone: Phone, own: str) -> Malformed:
        path = self.random.choice(
            [
                *("/check-in/nowhere/", "/check-in/%00/", "/check-in/..%2f..%2f/", "/check-in//"),
                *("/check-in/help/", "/check-in/thanks/", "/check-in/", "/check-in/" + "a" * 3000),
                *("/check-in/phq-9", "/check-in/wai-sr/", "/check-in/ARRIVING/", "/check-in/é/"),
                "/check-in/review/?from=" + "review" * 200,
                "/check-in/arriving/?from=review&from=%00&language=%ff",
            ]
        )
        to = self.random.choice(["sent", "nowhere", "", "back", "\0", "x" * 4000])
        if path.startswith("/check-in/review/"):
            to = "back"  # anything else sends, which is no malformed wish
        return Malformed("wrong steps", phone.form(path, [("to", to), ("for", own)]))

    def _not_http(self, phone: Phone, own: str) -> Malformed:
        whole = phone.form(_at(self._step()), [("for", own), ("mood", "7")])
        head, _, body = whole.partition(b"\r\n\r\n")
        broken = self.random.choice(
            [
                whole[: self.random.randint(1, len(whole) - 1)],
                whole.replace(b"HTTP/1.1", b"HTTP/9.9"),
                whole.replace(
                    b"POST ", self.random.choice([b"", b"P\0ST ", b"TRACE ", b"GET "]), 1
                ),
                head + b"\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + body,
                head.replace(b"Content-Length: ", b"Content-Length: -") + b"\r\n\r\n" + body,
                head.replace(b"Content-Length: ", b"Content-Length: 9") + b"\r\n\r\n" + body,
                head + b"\r\nContent-Length: 0\r\n\r\n" + body,
                head + b"\r\n no header\r\n\r\n" + body,
                self.random.randbytes(300),
                b"\r\n" * 50,
            ]
        )
        return Malformed("not HTTP", broken, hang_up=True)

    def _headers(self, phone: Phone, own: str) -> Malformed:
        session = phone.cookies.get("session", "")
        headers = self.random.choice(
            [
                [("Accept-Language", "es;q=x, " * 500)],
                [
                    (
                        "Cookie",
                        f"session={session}; csrf={phone.csrf}; sent=forged:sig; language=\x80\xff",
                    )
                ],
                [("Cookie", f'session="{"x" * 5000}"; csrf={phone.csrf}')],
                [("Cookie", f"session=%00; csrf={phone.csrf}; csrf=; =; ;;")],
                [("Host", "evil.example")],
                [("Host", "127.0.0.1:99999999")],
                [("X-Forwarded-For", "';--"), ("X-Forwarded-Proto", "gopher")],
                [("HX-Request", "true"), ("HX-Current-URL", "http://[::1")],
                [("Referer", "http://[half"), ("If-Modified-Since", "yesterday")],
                [("Expect", "something")],
                [("Range", "bytes=9-1")],
            ]
        )
        step = self._step()
        fields = "&".join(f"{quote(k)}={quote(v)}" for k, v in self._fields(step, own))
        body = f"{fields}&csrfmiddlewaretoken={phone.csrf}".encode()
        kind = ("Content-Type", "application/x-www-form-urlencoded")
        return Malformed("headers", phone.request("POST", _at(step), body, [kind, *headers]))

    def _links(self, phone: Phone, own: str) -> Malformed:
        token = self.random.choice(
            ["x", "%00", "..%2f", "a" * 4000, own, "%ed%a0%80", "%ff", "é", "'--", "{}", "*"]
        )
        method = self.random.choice(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
        body = f"csrfmiddlewaretoken={phone.csrf}&for={own}".encode()
        kind = ("Content-Type", "application/x-www-form-urlencoded")
        return Malformed("links", phone.request(method, f"/c/{token}/", body, [kind]))


def _at(step: str) -> str:
    return f"/check-in/{step}/"


def _urlencoded(phone: Phone, path: str, body: bytes) -> bytes:
    return phone.request(
        "POST", path, body, [("Content-Type", "application/x-www-form-urlencoded")]
    )
