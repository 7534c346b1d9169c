"""Files: protocol section 8, appendix B line 11."""

import pytest
from werkzeug.test import TestResponse

from tests.simulator.company import Company, png


def fetch(company: Company, media_id: str, **headers: str) -> TestResponse:
    query = {"access_token": company.token, "media_id": media_id}
    return company.app.test_client().get("/cgi-bin/media/get", query_string=query, headers=headers)


def test_an_upload_answers_with_an_empty_text_and_a_time_as_a_string(company: Company) -> None:
    told = company.upload("image", "a.png", png())
    assert (told["errcode"], told["errmsg"], told["type"]) == (0, "", "image")
    assert told["created_at"] == "1793579700"


def test_the_bytes_come_back_with_their_name_and_type(company: Company) -> None:
    media_id = company.upload("file", "会议记录.pdf", b"%PDF-1.7 test")["media_id"]
    answer = fetch(company, media_id)
    assert answer.data == b"%PDF-1.7 test"
    assert answer.content_type == "application/pdf"
    named = answer.headers["Content-Disposition"].encode("latin-1").decode()
    assert named == 'attachment; filename="会议记录.pdf"'


def test_a_picture_for_inside_wecom_gets_an_address_whatever_its_field_is_called(company: Company) -> None:
    told = company.upload("", "a.png", png(), api="media/uploadimg", field="fieldNameHere")
    assert (told["errcode"], told["errmsg"]) == (0, "")
    shown = company.app.test_client().get(told["url"])
    assert (shown.data, shown.content_type) == (png(), "image/png")
    assert company.upload("", "a.png", png() + b"x" * 2 * 1024 * 1024, api="media/uploadimg")["errcode"] == 45001
    assert company.upload("", "a.gif", b"GIF89a......", api="media/uploadimg")["errcode"] == 40004


def test_a_range_gives_a_piece(company: Company) -> None:
    media_id = company.upload("file", "a.bin", bytes(range(100)))["media_id"]
    answer = fetch(company, media_id, Range="bytes=10-19")
    assert answer.status_code == 206
    assert answer.data == bytes(range(10, 20))
    assert answer.headers["Content-Range"] == "bytes 10-19/100"
    assert fetch(company, media_id).headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(("moment", "known"), [("2026-11-05T08:34:00", True), ("2026-11-05T08:36:00", False)])
def test_a_file_lives_three_days(company: Company, moment: str, known: bool) -> None:
    media_id = company.upload("image", "a.png", png())["media_id"]
    company.at(f"{moment}+08:00")
    company.sign_on()
    answer = fetch(company, media_id)
    assert (answer.content_type == "image/png") is known
    if not known:
        assert answer.status_code == 200
        assert answer.get_json()["errcode"] == 40007
        assert company.send("image", {"media_id": media_id})["errcode"] == 40007


def test_what_a_phone_has_received_stays_on_it(company: Company) -> None:
    media_id = company.upload("image", "a.png", png())["media_id"]
    company.send("image", {"media_id": media_id})
    company.at("2026-11-12T08:35:00+08:00")
    assert company.app.test_client().get(f"/sim/media/{media_id}").data == png()


def test_all_apps_of_the_company_share_files(company: Company) -> None:
    media_id = company.upload("image", "a.png", png())["media_id"]
    company.sign_on("secret-b")
    assert fetch(company, media_id).data == png()


MB = 1024 * 1024


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("image", b"", 44001),
        ("image", b"12345", 40006),
        ("file", b"12345", 40006),
        ("file", b"123456", 0),
        ("image", b"GIF89a......", 40004),
        ("image", png() + b"x" * 10 * MB, 45001),
        ("file", b"x" * (20 * MB + 1), 45001),
        ("voice", b"RIFF....", 301017),
        ("voice", b"#!AMR\n....", 0),
        ("video", b"not a video", 40004),
        ("video", b"\x00\x00\x00\x18ftypmp42", 0),
        ("picture", b"123456", 40005),
    ],
)
def test_each_kind_has_its_size_and_type(company: Company, kind: str, content: bytes, code: int) -> None:
    assert company.upload(kind, "x.bin", content)["errcode"] == code


def test_a_missing_field_and_a_missing_id_are_told(company: Company) -> None:
    response = company.app.test_client().post(
        "/cgi-bin/media/upload", query_string={"access_token": company.token, "type": "file"}, data={"other": "x"}
    )
    assert response.get_json()["errcode"] == 44001
    assert company.call("media/get")["errcode"] == 41006
    assert company.call("media/get", media_id="unknown")["errcode"] == 40007
