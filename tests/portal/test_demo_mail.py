"""The demonstration's mail folder on a page, which nothing but a demonstration has."""

import json
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DEMO = True
    settings.MAIL_FOLDER = tmp_path / "mail"
    return tmp_path / "mail"


def write(folder: Path, subject: str, body: str, at: str) -> None:
    backend = "django.core.mail.backends.filebased.EmailBackend"
    connection = get_connection(backend, file_path=str(folder))
    EmailMessage(
        subject, body, to=["mara@mail.example"], headers={"Date": at}, connection=connection
    ).send()


def test_letters_newest_first_with_their_links(browser: Client, db: None, folder: Path) -> None:
    long = "http://localhost:8000/c/" + "x" * 43 + "/"
    write(folder, "Earlier", "Niñez\n\n<b>bold</b>", "Mon, 23 Nov 2026 09:00:00 +0000")
    write(folder, "Later, too", f"See\n\n{long}\n\nBye", "Mon, 23 Nov 2026 10:00:00 +0000")
    page = browser.get("/demo/mail/")
    assert page.status_code == 200
    assert [letter.subject for letter in page.context["letters"]] == ["Later, too", "Earlier"]
    assert f'<a href="{long}" rel="nofollow">{long}</a>' in page.text
    assert "Niñez<br><br>&lt;b&gt;bold&lt;/b&gt;" in page.text
    assert "mara@mail.example" in page.text


def test_letters_and_text_messages_in_one_order(
    browser: Client, db: None, folder: Path, settings: Settings
) -> None:
    """A letter's zone is left unsaid, as Django writes it; a text message's is not."""
    settings.TEXT_MESSAGE_FOLDER = folder.parent / "texts"
    settings.TEXT_MESSAGE_FOLDER.mkdir()
    write(folder, "Earlier", "Hello", "Mon, 23 Nov 2026 09:00:00 -0000")
    write(folder, "Later", "Hello", "Mon, 23 Nov 2026 11:00:00 -0000")
    said = {"at": "2026-11-23T10:00:00+00:00", "to": "+34600000000", "body": "Between"}
    (settings.TEXT_MESSAGE_FOLDER / "1.json").write_text(json.dumps(said))
    page = browser.get("/demo/mail/")
    assert page.status_code == 200
    assert [letter.subject for letter in page.context["letters"]] == ["Later", "", "Earlier"]


def test_an_empty_folder_and_none_at_all(browser: Client, db: None, folder: Path) -> None:
    assert "Nothing has been sent yet." in browser.get("/demo/mail/").text
    folder.mkdir()
    assert "Nothing has been sent yet." in browser.get("/demo/mail/").text


def test_outside_a_demonstration_there_is_no_such_page(
    browser: Client, db: None, folder: Path, settings: Settings
) -> None:
    settings.DEMO = False
    write(folder, "Secret", "Secret", "Mon, 23 Nov 2026 09:00:00 +0000")
    assert browser.get("/demo/mail/").status_code == 404
