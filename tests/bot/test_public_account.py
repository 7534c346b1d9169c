"""Drafts in the town's public account, against a stand-in on loopback: what is asked of it, and never two of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from bot import outbox
from bot.db import Database
from bot.public_account import Drafted, PublicAccount
from bot.settings import AccountSettings
from bot.wecom_errors import WeComError
from bot.wecom_tokens import TokenStore
from tests.bot.fake_wecom import Killed, PostOffice
from tests.bot.wecom_server import Reply, TinyAccount, says, tiny_account

# Delivery is held on both databases elsewhere.
pytestmark = pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)

APP = "wx1a2b3c4d5e6f7a8b"
SECRET = "the-secret-of-the-account-that-nobody-may-read"
TO = outbox.Addressee("account", APP)
PNG = b"\x89PNG a board"
ARTICLE = outbox.draft("澄泾镇基层党组织红灰榜（2026年第三季度）", "核验码 ABCD2345。", "<p>红榜（20 个）</p>")


class DyingAccount(PublicAccount):
    """An account whose caller dies once, right after the draft was made."""

    dies = True

    def add_draft(self, article: Mapping[str, Any], *, look_first: bool) -> Drafted:
        made = super().add_draft(article, look_first=look_first)
        if self.dies:
            self.dies = False
            raise Killed
        return made


@pytest.fixture
def platform() -> Iterator[TinyAccount]:
    with tiny_account() as platform:
        yield platform


def account_at(platform: TinyAccount, post: PostOffice, kind: type[PublicAccount] = PublicAccount) -> PublicAccount:
    settings = AccountSettings(
        public_account_app_id=APP, public_account_secret=SecretStr(SECRET), public_account_api_base=platform.base
    )
    return kind(settings, TokenStore(post.db), post.clock)


@pytest.fixture
def post(db: Database, monkeypatch: pytest.MonkeyPatch, platform: TinyAccount) -> PostOffice:
    office = PostOffice(db, monkeypatch)
    with_account(office, platform)
    return office


def with_account(post: PostOffice, platform: TinyAccount, kind: type[PublicAccount] = PublicAccount) -> None:
    post.drafts = account_at(platform, post, kind)
    post.delivery = post.another()


def put(post: PostOffice) -> None:
    with post.db.begin() as session:
        outbox.push(session, TO, ARTICLE, key="draft", now=post.clock.now(), picture_bytes=PNG)


def test_the_picture_goes_ahead_and_the_draft_names_it_as_picture_and_cover(
    post: PostOffice, platform: TinyAccount
) -> None:
    put(post)
    post.delivery.drain()
    asked = [one.endpoint for one in platform.got]
    assert asked == ["stable_token", "media/uploadimg", "material/add_material", "draft/add"]
    assert all(PNG in one.body for one in platform.got[1:3])
    assert platform.drafts == [
        {
            "title": "澄泾镇基层党组织红灰榜（2026年第三季度）",
            "digest": "核验码 ABCD2345。",
            "content": '<p>红榜（20 个）</p><p><img src="http://mmbiz.example/board.png?a=1&amp;b=2"/></p>',
            "thumb_media_id": "cover-1",
        }
    ]
    assert (post.row("draft").state, post.row("draft").msgid) == (outbox.SENT, "draft-1")


def test_the_secret_travels_in_no_address_and_the_token_in_every_call(post: PostOffice, platform: TinyAccount) -> None:
    put(post)
    post.delivery.drain()
    first, *rest = platform.got
    assert first.params == {}
    assert first.json() == {"appid": APP, "grant_type": "client_credential", "secret": SECRET}
    assert {one.params["access_token"] for one in rest} == {"granted-1"}


@pytest.mark.parametrize("kind", ["no answer", "death"])
def test_a_draft_of_which_nobody_knows_is_looked_for_and_never_made_twice(
    post: PostOffice, platform: TinyAccount, kind: str
) -> None:
    if kind == "death":
        with_account(post, platform, DyingAccount)
    else:
        platform.drafts.append({"title": ARTICLE["article"]["title"], "digest": ARTICLE["article"]["digest"]})
        platform.answers["draft/add"] = [Reply(b"<html>gateway</html>")]
    put(post)
    post.delivery.drain()
    post.clock.passes(seconds=40)
    post.delivery.drain()
    assert len(platform.drafts) == 1
    assert len(platform.calls("draft/add")) == 1
    assert post.row("draft").state == outbox.SENT
    assert [one.endpoint for one in platform.got].count("material/add_material") == 1


def test_a_draft_that_was_not_made_is_made_when_it_was_looked_for(post: PostOffice, platform: TinyAccount) -> None:
    platform.answers["draft/add"] = [says(-1)]
    put(post)
    post.delivery.drain()
    assert len(platform.calls("draft/add")) == 1
    del platform.answers["draft/add"]
    post.clock.passes(seconds=40)
    post.delivery.drain()
    assert [one.endpoint for one in platform.got][-2:] == ["draft/batchget", "draft/add"]
    assert len(platform.drafts) == 1


@pytest.mark.parametrize("errcode", [40164, 40125, 48001, 45166, 99999])
def test_what_somebody_has_to_put_right_is_told_at_once_and_not_tried_again(
    post: PostOffice, platform: TinyAccount, errcode: int
) -> None:
    platform.answers["draft/add"] = [says(errcode)]
    put(post)
    post.delivery.drain()
    assert (post.row("draft").state, post.row("draft").errcode) == (outbox.FAILED, errcode)
    assert post.office.heard == [("refused", "draft")]


def test_a_token_that_somebody_has_ended_is_fetched_anew_once(post: PostOffice, platform: TinyAccount) -> None:
    platform.answers["media/uploadimg"] = [says(40001), {"url": "http://mmbiz.example/board.png"}]
    put(post)
    post.delivery.drain()
    assert len(platform.calls("stable_token")) == 2
    assert post.row("draft").state == outbox.SENT


def test_without_an_account_nothing_is_sent_to_one(post: PostOffice, platform: TinyAccount) -> None:
    post.drafts = None
    post.delivery = post.another()
    put(post)
    post.delivery.drain()
    assert platform.got == []
    assert post.office.heard == [("refused", "draft")]


def test_no_error_gives_the_secret_away(post: PostOffice, platform: TinyAccount) -> None:
    platform.answers["stable_token"] = [says(40125, f"invalid appsecret {APP}")]
    with pytest.raises(WeComError) as refused:
        account_at(platform, post).upload_picture("1.png", PNG)
    assert SECRET not in f"{refused.value!r} {refused.value.__context__!r}"
    assert refused.value.outcome == "refused"
