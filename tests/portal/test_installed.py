"""On a home screen: a name that says nothing, and a worker that keeps nothing of anybody."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.portal.conftest import all_rows

STYLES = Path(settings.BASE_DIR) / "static/css"
# A side that does not turn around where people read from right to left.
SIDED = re.compile(
    r"(?:(?:margin|padding|border|inset|scroll-margin)-(?:left|right)|^\s*(?:left|right))"
    r"|(?:text-align|float|clear):\s*(?:left|right)\b"
    r"|(?:margin|padding|border-radius):(?: +[^\s;()]+){4};",
    re.MULTILINE,
)


@pytest.mark.parametrize(
    ("language", "name"), [("en", "My space"), ("es", "Mi espacio"), ("xx", "My space")]
)
def test_the_manifest_names_no_practice_and_nothing_clinical(
    browser: Client, db: None, language: str, name: str
) -> None:
    answer = browser.get(f"/client.webmanifest?language={language}")
    assert answer["Content-Type"] == "application/manifest+json"
    says = json.loads(answer.content)
    assert says["short_name"] == name
    assert (says["start_url"], says["display"], says["dir"]) == ("/space/", "standalone", "ltr")
    clinical = "therap|terap|clinic|clínic|psych|health|salud"
    assert not re.search(clinical, answer.text, re.IGNORECASE)
    assert answer.cookies == {}
    for icon in says["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL))


def test_every_page_of_the_client_is_part_of_it(begun: Client) -> None:
    for address in ("/check-in/arriving/", "/space/sign-in/"):
        page = begun.get(address).text
        assert '<link rel="manifest" href="/client.webmanifest?language=en">' in page
        assert 'data-worker="/worker.js"' in page


def test_the_worker_keeps_the_notice_and_what_it_is_drawn_with(browser: Client, db: None) -> None:
    answer = browser.get("/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer.text.startswith("// Keeps one notice")
    files = re.search(r"const FILES = \[(.*?)\];", answer.text, re.DOTALL)
    assert files
    kept = re.findall(r'"([^"]+)"', files[1])
    assert kept == ["/static/css/tokens.css", "/static/css/client.css"]
    assert answer.text.count(".put(") == 0
    assert 'condition: { requestMethod: "POST", requestMode: "cors" }' in answer.text
    assert answer.text.count(".addAll(") == 1


def test_the_notice_is_the_same_for_everybody_and_changes_nothing(begun: Client) -> None:
    before = all_rows()
    page = begun.get("/offline/")
    assert page.text == Client().get("/offline/").text
    assert "Nothing that you entered and saved is lost." in page.text
    assert 'lang="es"' in page.text
    assert page.cookies == {}
    assert all_rows() == before


def test_a_form_that_cannot_be_sent_says_so_in_place(begun: Client) -> None:
    page = begun.get("/check-in/wish/").text
    assert "data-stay" in page
    assert "What you entered is still here" in page
    assert re.search(r'<p class="unsent" role="alert" data-unsent hidden>', page)


@pytest.mark.parametrize("sheet", ["client.css", "space.css", "sheet.css", "paper.css"])
def test_no_style_of_the_client_has_a_side(sheet: str) -> None:
    assert SIDED.findall((STYLES / sheet).read_text()) == []


def test_a_language_from_right_to_left_turns_the_page(
    begun: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "dir=" not in begun.get("/check-in/wish/").text
    monkeypatch.setattr("django.utils.translation.get_language_bidi", lambda: True)
    assert '<html lang="en" dir="rtl">' in begun.get("/check-in/wish/").text
