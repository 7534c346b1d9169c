"""Handing a file in on the page 导入导出, as a browser does it."""

from __future__ import annotations

import io
from typing import Final

from werkzeug.test import TestResponse

from tests.worlds.browsers import PUBLIC_URL, Browser
from tests.worlds.office_files import FILES

UPLOADS: Final = "/console/uploads"


def hands_in(browser: Browser, subject: str, name: str, content: bytes) -> TestResponse:
    """Choose a file of a subject and send it."""
    form = browser.hidden(UPLOADS) | {"file": (io.BytesIO(content), name)}
    address, referrer = f"{UPLOADS}/to/{subject}", {"Referer": f"{PUBLIC_URL}console/"}
    return browser.client.post(
        address, base_url=PUBLIC_URL, data=form, headers=referrer, content_type="multipart/form-data"
    )


def handed_in(browser: Browser, subject: str, name: str, content: bytes | None = None) -> str:
    """Hand in a file that is read; gives the address of its preview."""
    answer = hands_in(browser, subject, name, (FILES / name).read_bytes() if content is None else content)
    assert answer.status_code == 303, answer.text
    return str(answer.location)
