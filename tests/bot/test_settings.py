"""The environment: every wrong value is refused with one sentence, and no sentence gives a secret away."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from bot.clock import FileClock, SystemClock
from bot.errors import SettingsError
from bot.settings import REAL_PLATFORM, read_settings

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WECOM = {
    "WECOM_CORP_ID": "ww1a2b3c4d5e6f7a8b",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_SECRET": "the-secret",
    "WECOM_TOKEN": "theToken",
    "WECOM_AES_KEY": KEY,
}
SIMULATOR = "http://127.0.0.1:9000/cgi-bin"


def test_an_empty_environment_is_enough_for_what_needs_no_wecom() -> None:
    settings = read_settings({})
    assert settings.database_url.get_secret_value() == "sqlite:///var/honghui.db"
    assert settings.wecom_api_base == REAL_PLATFORM
    assert isinstance(settings.clock, SystemClock)


def test_all_values_of_the_app_are_read() -> None:
    wecom = read_settings(WECOM).wecom
    assert wecom.wecom_agent_id == 1000002
    assert wecom.wecom_secret.get_secret_value() == "the-secret"
    assert wecom.wecom_aes_key.get_secret_value() == KEY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WECOM_AGENT_ID", "honghui"),
        ("WECOM_AGENT_ID", "0"),
        ("WECOM_AGENT_ID", "-3"),
        ("WECOM_AES_KEY", KEY[:-1]),
        ("WECOM_AES_KEY", KEY + "A"),
        ("WECOM_AES_KEY", KEY[:-1] + "!"),
        ("WECOM_AES_KEY", "密" * 43),
        ("WECOM_API_BASE", "qyapi.weixin.qq.com"),
        ("WECOM_API_BASE", "ftp://qyapi.weixin.qq.com/"),
        ("WECOM_API_BASE", "https://"),
        ("WECOM_API_BASE", "http://[::1/"),
        ("WECOM_API_BASE", "http://127.0.0.1:port/"),
        ("WECOM_API_BASE", "http://qyapi.weixin.qq.com/cgi-bin/"),
        ("WECOM_API_BASE", "http://clerk@QYAPI.weixin.qq.com.:80/cgi-bin/"),
        ("WECOM_API_BASE", "https://qyapi%2Eweixin.qq.com/"),
        ("WECOM_API_BASE", "https://ｑyapi.weixin.qq.com/"),
        ("WECOM_API_BASE", "https://qyapi.weixin.qq.com\\@127.0.0.1/"),
        ("WECOM_OAUTH_URL", "http://open.weixin.qq.com/connect/oauth2/authorize"),
        ("PUBLIC_ACCOUNT_API_BASE", "http://api.weixin.qq.com/cgi-bin/"),
        ("WECOM_PROXY", "10.1.2.3:3128"),
        ("WECOM_PROXY", "socks5://10.1.2.3:1080"),
        ("WECOM_CA_FILE", "/no/such/file.pem"),
        ("WECOM_CA_FILE", "pyproject.toml"),
    ],
)
def test_a_wrong_value_is_refused_with_one_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(WECOM | {name: value})
    sentence = str(refused.value)
    assert sentence.startswith(f"{name}: ")
    assert "\n" not in sentence
    assert ";" not in sentence


def test_every_wrong_value_gets_its_sentence_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(WECOM | {"WECOM_AGENT_ID": "x", "WECOM_API_BASE": "y", "WECOM_AES_KEY": "geheim"})
    assert [sentence.split(":")[0] for sentence in str(refused.value).split("; ")] == [
        "WECOM_AGENT_ID",
        "WECOM_AES_KEY",
        "WECOM_API_BASE",
    ]
    assert "geheim" not in str(refused.value)
    # A traceback must not show what the sentence hides.
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("missing", sorted(WECOM))
@pytest.mark.parametrize("as_empty", [True, False], ids=["empty", "unset"])
def test_a_missing_value_of_the_app_is_named(missing: str, as_empty: bool) -> None:
    environ = {name: value for name, value in WECOM.items() if name != missing}
    with pytest.raises(SettingsError, match=f"^{missing} not set; copy the values"):
        _ = read_settings(environ | ({missing: " "} if as_empty else {})).wecom


def test_all_missing_values_of_the_app_are_named_together() -> None:
    with pytest.raises(SettingsError, match=", ".join(["WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET"])):
        _ = read_settings({}).wecom


def test_settings_that_are_shown_show_no_secret() -> None:
    shown = repr(read_settings(WECOM | {"DATABASE_URL": "postgresql+psycopg://bot:geheim@db/honghui"}))
    assert not any(secret in shown for secret in ("the-secret", "theToken", KEY, "geheim"))
    assert "the-secret" not in repr(read_settings(WECOM).wecom)


def test_blanks_around_a_value_are_not_part_of_it() -> None:
    assert (
        read_settings(WECOM | {"WECOM_SECRET": " the-secret\n"}).wecom.wecom_secret.get_secret_value() == "the-secret"
    )


@pytest.mark.parametrize("name", ["WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY"])
def test_a_secret_can_be_read_from_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text(f"{KEY}\n")
    environ = {one: value for one, value in WECOM.items() if one != name}
    wecom = read_settings(environ | {f"{name}_FILE": str(tmp_path / "secret")}).wecom
    assert getattr(wecom, name.lower()).get_secret_value() == KEY


def test_the_database_address_can_be_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("sqlite:///other.db\n")
    settings = read_settings({"DATABASE_URL_FILE": str(tmp_path / "url")})
    assert settings.database_url.get_secret_value() == "sqlite:///other.db"


def test_an_empty_name_of_a_secret_file_counts_as_unset() -> None:
    assert read_settings(WECOM | {"WECOM_SECRET_FILE": ""}).wecom.wecom_secret.get_secret_value() == "the-secret"


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "none", tmp_path, tmp_path / "binary"):
        with pytest.raises(SettingsError, match=rf"^WECOM_SECRET_FILE: cannot read {path} \(.*\); correct the path"):
            read_settings({"WECOM_SECRET_FILE": str(path)})


def test_a_wrong_secret_from_a_file_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("geheim")
    with pytest.raises(SettingsError) as refused:
        read_settings({"WECOM_AES_KEY_FILE": str(tmp_path / "key")})
    assert "geheim" not in str(refused.value)


def test_a_demonstration_may_travel_in_time(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-11-02T08:35:00+08:00")
    clock = read_settings(WECOM | {"CLOCK_FILE": str(file), "WECOM_API_BASE": SIMULATOR}).clock
    assert isinstance(clock, FileClock)
    assert clock.now().year == 2026


@pytest.mark.parametrize(
    "base",
    [
        None,
        REAL_PLATFORM,
        "https://qyapi.weixin.qq.com/cgi-bin",
        "https://QYAPI.weixin.qq.com/cgi-bin/",
        "https://qyapi.weixin.qq.com:443/cgi-bin/",
        "https://qyapi.weixin.qq.com//cgi-bin/",
        "https://qyapi.weixin.qq.com./cgi-bin/",
        "https://qyapi.weixin.qq.com..:443//cgi-bin/",
        "https://clerk:pw@qyapi.weixin.qq.com/cgi-bin/",
    ],
)
def test_nobody_travels_in_time_on_the_real_platform(tmp_path: Path, base: str | None) -> None:
    environ = WECOM | {"CLOCK_FILE": str(tmp_path / "clock")} | ({"WECOM_API_BASE": base} if base else {})
    with pytest.raises(SettingsError, match="CLOCK_FILE is for demonstrations only: unset it"):
        _ = read_settings(environ).clock


def test_nonsense_in_the_clock_file_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("tomorrow")
    with pytest.raises(SettingsError, match="says 'tomorrow'"):
        _ = read_settings({"CLOCK_FILE": str(tmp_path / "clock")}).clock


def test_the_public_account_is_left_alone_unless_its_values_are_set(tmp_path: Path) -> None:
    assert read_settings({}).public_account is None
    (tmp_path / "secret").write_text("the-account-secret\n")
    found = {"PUBLIC_ACCOUNT_APP_ID": "wx1a2b", "PUBLIC_ACCOUNT_SECRET_FILE": str(tmp_path / "secret")}
    account = read_settings(found).public_account
    assert account
    assert account.public_account_secret.get_secret_value() == "the-account-secret"
    assert account.public_account_api_base == "https://api.weixin.qq.com/cgi-bin/"


@pytest.mark.parametrize("name", ["PUBLIC_ACCOUNT_APP_ID", "PUBLIC_ACCOUNT_SECRET"])
def test_half_a_public_account_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_ACCOUNT_APP_ID and PUBLIC_ACCOUNT_SECRET are set together"):
        read_settings({name: "wx1a2b"})


def test_nobody_travels_in_time_with_a_real_public_account(tmp_path: Path) -> None:
    values = {"PUBLIC_ACCOUNT_APP_ID": "wx1a2b", "PUBLIC_ACCOUNT_SECRET": "secret", "CLOCK_FILE": str(tmp_path / "c")}
    with pytest.raises(SettingsError, match="CLOCK_FILE is for demonstrations only"):
        _ = read_settings(values).clock


@pytest.mark.parametrize(
    "key",
    [
        "=" * 32,
        "changeme" * 4,
        "0123456789abcdef" * 2,
        "changeme-please-0a1b2c3d4e5f6g7h",
        "demo-session-key-for-this-machine-only",
    ],
)
def test_a_key_that_can_be_guessed_or_read_is_refused_but_for_the_local_wecom(key: str) -> None:
    pages = {"PUBLIC_URL": "https://bot.example.com", "SECRET_KEY": key}
    for base in (REAL_PLATFORM, "https://10.1.2.3/cgi-bin/"):
        with pytest.raises(SettingsError, match=r"^SECRET_KEY can be guessed, or stands in an example") as refused:
            read_settings(WECOM | pages | {"WECOM_API_BASE": base})
        assert key not in str(refused.value)
    assert read_settings(WECOM | pages | {"WECOM_API_BASE": SIMULATOR}).secret_key


def test_a_key_as_the_documents_tell_to_make_it_is_taken() -> None:
    for key in (secrets.token_hex(32), secrets.token_urlsafe(32)):
        assert read_settings({"SECRET_KEY": key}).secret_key


def test_the_password_of_a_proxy_is_shown_nowhere() -> None:
    settings = read_settings(WECOM | {"WECOM_PROXY": "http://county:geheim@10.1.2.3:3128"})
    assert "geheim" not in f"{settings!r} {settings.wecom!r}"
    with pytest.raises(SettingsError) as refused:
        read_settings({"WECOM_PROXY": "ftp://county:geheim@10.1.2.3"})
    assert "geheim" not in str(refused.value)


def test_the_proof_of_the_domain_is_a_file_of_that_name(tmp_path: Path) -> None:
    other, proof = tmp_path / "proof.txt", tmp_path / "WW_verify_abc123.txt"
    for file in (other, proof):
        file.write_text("abc123", encoding="utf-8")
    assert read_settings({"WECOM_DOMAIN_FILE": str(proof)}).proof == ("WW_verify_abc123.txt", "abc123")
    assert read_settings({}).proof is None
    for wrong in (other, tmp_path / "WW_verify_gone.txt"):
        with pytest.raises(SettingsError, match=r"WECOM_DOMAIN_FILE: must be the file WW_verify_….txt"):
            read_settings({"WECOM_DOMAIN_FILE": str(wrong)})
