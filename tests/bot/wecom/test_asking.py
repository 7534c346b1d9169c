"""What else the gateway asks of the platform: members, the menu, files."""

from __future__ import annotations

from typing import Any

import pytest

import bot.wecom_http
from bot.wecom import WeCom
from tests.bot.wecom.gateway import failure
from tests.bot.wecom_server import OK, Reply, TinyWeCom, says


class TestLookingUp:
    def test_who_signs_in_is_named_in_lower_case_and_a_stranger_is_nobody(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        platform.answers["auth/getuserinfo"] = [{**OK, "userid": "LiMing"}, {**OK, "openid": "o"}, says(40029)]
        assert wecom.user_by_code("c1") == "liming"
        assert wecom.user_by_code("c2") is None
        assert failure(lambda: wecom.user_by_code("c3")).errcode == 40029

    def test_the_app_tells_how_it_is_set_up(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["agent/get"] = [
            {
                **OK,
                "name": "红灰榜助手",
                "close": 0,
                "redirect_domain": "bot.example.com",
                "allow_userinfos": {"user": [{"userid": "Li"}]},
            }
        ]
        app = wecom.agent()
        assert (app.name, app.closed, app.redirect_domain) == ("红灰榜助手", False, "bot.example.com")
        assert app.userids == {"li"}

    @pytest.mark.parametrize("answer", [{}, {"allow_userinfos": 3}, {"allow_userinfos": {"user": ["li", 3]}}])
    def test_an_app_that_tells_less_is_no_error(
        self, platform: TinyWeCom, wecom: WeCom, answer: dict[str, Any]
    ) -> None:
        platform.answers["agent/get"] = [answer]
        assert wecom.agent().userids == frozenset()

    def test_a_member_outside_the_range_is_refused(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["user/get"] = [says(60111, "userid not found")]
        assert failure(lambda: wecom.member("nobody")).verdict.action == "addressee_refused"


class TestDirectory:
    def test_everybody_of_every_department_is_named_once(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["department/simplelist"] = [{**OK, "department_id": [{"id": 1}, {"id": 7}]}]
        zhu = {"userid": "Zhu", "name": "朱永良", "mobile": "15400000011"}
        platform.answers["user/list"] = [
            {**OK, "userlist": [zhu]},
            {**OK, "userlist": [zhu, {"userid": "mei", "name": "梅志刚"}]},
        ]
        found = [(one.userid, one.name, one.mobile) for one in wecom.directory()]
        assert found == [("zhu", "朱永良", "15400000011"), ("mei", "梅志刚", "")]


class TestMenu:
    def test_an_app_without_a_menu_has_no_buttons(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["menu/get"] = [says(46003, "menu no exist")]
        assert wecom.menu() == []

    def test_another_refusal_is_an_error(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["menu/get"] = [says(40056, "invalid agentid")]
        assert failure(wecom.menu).errcode == 40056

    def test_a_menu_is_published_for_our_app(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["menu/create"] = [OK]
        wecom.publish_menu([{"name": "我的", "sub_button": [{"type": "click", "name": "进度", "key": "进度"}]}])
        (call,) = platform.calls("menu/create")
        assert call.params["agentid"] == "1000002"
        assert "我的".encode() in call.body


class TestFiles:
    def test_an_upload_repeated_with_a_new_token_carries_the_whole_file_again(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        platform.answers["media/upload"] = [says(40014), {**OK, "media_id": "media-7"}]
        assert wecom.upload("image", "红榜.png", b"P" * 5000) == "media-7"
        first, second = platform.calls("media/upload")
        assert len(first.body) == len(second.body) > 5000
        assert 'filename="红榜.png"'.encode() in second.body
        assert second.params["type"] == "image"

    def test_a_file_comes_with_its_name(self, platform: TinyWeCom, wecom: WeCom) -> None:
        disposition = 'attachment; filename="整改 照片.jpg"'.encode().decode("latin-1")
        headers = {"Content-Type": "image/jpeg", "Content-Disposition": disposition}
        platform.answers["media/get"] = [Reply(b"\xff\xd8picture", headers=headers)]
        media = wecom.download("media-1")
        assert (media.filename, media.content_type, media.data) == ("整改 照片.jpg", "image/jpeg", b"\xff\xd8picture")

    @pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\\\windows\\\\passwd", "/etc/passwd"])
    def test_a_file_name_cannot_lead_out_of_its_folder(self, platform: TinyWeCom, wecom: WeCom, name: str) -> None:
        platform.answers["media/get"] = [
            Reply(b"picture", headers={"Content-Disposition": f'attachment; filename="{name}"'})
        ]
        assert wecom.download("media-1").filename == "passwd"

    def test_a_file_that_is_json_is_a_file(self, platform: TinyWeCom, wecom: WeCom) -> None:
        headers = {"Content-Disposition": 'attachment; filename="a.json"'}
        platform.answers["media/get"] = [Reply(b'{"errcode":40007}', headers=headers)]
        assert wecom.download("media-1").data == b'{"errcode":40007}'

    def test_an_error_in_place_of_a_file_is_an_error(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["media/get"] = [says(40007, "invalid media_id")]
        error = failure(lambda: wecom.download("old"))
        assert (error.errcode, error.outcome) == (40007, "refused")

    @pytest.mark.parametrize("body", [b'{"errcode":0}', b"<html>", b""])
    def test_neither_file_nor_error_is_an_error_too(self, platform: TinyWeCom, wecom: WeCom, body: bytes) -> None:
        platform.answers["media/get"] = [Reply(body)]
        assert failure(lambda: wecom.download("media-1")).outcome == "unknown"

    def test_a_token_refused_at_a_download_is_renewed(self, platform: TinyWeCom, wecom: WeCom) -> None:
        headers = {"Content-Disposition": 'attachment; filename="a.jpg"'}
        platform.answers["media/get"] = [says(42001), Reply(b"picture", headers=headers)]
        assert wecom.download("media-1").data == b"picture"

    def test_a_file_larger_than_20_mb_is_not_taken(
        self, platform: TinyWeCom, wecom: WeCom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bot.wecom_http, "LARGEST_ANSWER", 100_000)
        headers = {"Content-Disposition": 'attachment; filename="a.mp4"'}
        platform.answers["media/get"] = [Reply(b"x" * 100_001, headers=headers)]
        error = failure(lambda: wecom.download("media-1"))
        assert (error.outcome, error.retryable) == ("refused", False)

    def test_the_parts_underneath_that_know_only_the_real_platform_are_gone(self, wecom: WeCom) -> None:
        assert [wecom.media, wecom.material, wecom.oauth, wecom.jsapi] == [None] * 4

    def test_an_upload_without_a_media_id_is_an_error(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["media/upload"] = [OK]
        assert failure(lambda: wecom.upload("file", "a.txt", b"123456")).outcome == "unknown"
