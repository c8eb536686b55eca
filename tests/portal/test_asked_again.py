"""A form of the client's space that comes back says so above it, with the focus and ways to it."""

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client as Browser

from tests.cast import Cast
from tests.portal.space import come_in


@pytest.mark.parametrize("room", ["strengths", "goals", "off", "corrections"])
def test_a_blank_form(
    cast: Cast, browser: Browser, mailoutbox: list[EmailMessage], room: str
) -> None:
    mara = come_in(browser, cast.mara, mailoutbox)
    page = mara.post(f"/space/{room}/", {"words": ""})
    assert page.status_code == 422
    summary = re.search(
        r'<div class="errors" role="alert" tabindex="-1" autofocus>.*?</div>', page.text, re.DOTALL
    )
    assert summary
    ways = re.findall(r'href="#([^"]+)"', summary.group())
    assert ways
    assert [each for each in ways if f'id="{each}"' not in page.text] == []
    assert "autofocus" not in mara.get(f"/space/{room}/").text
