"""The environment, read once: every value is checked here and nowhere else."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot.clock import Clock, FileClock, SystemClock
from bot.errors import SettingsError

REAL_PLATFORM = "https://qyapi.weixin.qq.com/cgi-bin/"
REAL_HOST = "qyapi.weixin.qq.com"
REAL_ACCOUNTS = "https://api.weixin.qq.com/cgi-bin/"
REAL_ACCOUNTS_HOST = "api.weixin.qq.com"
AES_KEY_LENGTH = 43
SHORTEST_KEY = 32
NEEDED_FOR_WECOM = ("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY")
SECRETS = ("DATABASE_URL", "SECRET_KEY", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY", "PUBLIC_ACCOUNT_SECRET")


def _is_aes_key(value: SecretStr | None) -> SecretStr | None:
    if value is None:
        return None
    try:
        whole = len(base64.b64decode(value.get_secret_value() + "=", validate=True)) == 32  # noqa: PLR2004
    except ValueError:
        whole = False
    if len(value.get_secret_value()) != AES_KEY_LENGTH or not whole:
        raise ValueError("must be the 43 characters of EncodingAESKey from the app's 接收消息 page")
    return value


def _is_long(value: SecretStr | None) -> SecretStr | None:
    if value is not None and len(value.get_secret_value()) < SHORTEST_KEY:
        raise ValueError(f"must have at least {SHORTEST_KEY} characters; make one with `openssl rand -hex 32`")
    return value


def _is_web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise ValueError("must be a web address such as https://bot.example.com/")
    return value


def _ends_with_slash(value: str) -> str:
    return value if value.endswith("/") else value + "/"


WebAddress = Annotated[str, AfterValidator(_is_web_address)]


class Settings(BaseModel):
    """What the environment says. Names are those of the README; `NAME_FILE` reads a secret from a file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    database_url: SecretStr = SecretStr("sqlite:///var/honghui.db")
    wecom_corp_id: str | None = None
    wecom_agent_id: int | None = Field(default=None, gt=0)
    wecom_secret: SecretStr | None = None
    wecom_token: SecretStr | None = None
    wecom_aes_key: Annotated[SecretStr | None, AfterValidator(_is_aes_key)] = None
    wecom_api_base: Annotated[WebAddress, AfterValidator(_ends_with_slash)] = REAL_PLATFORM
    wecom_oauth_url: WebAddress = "https://open.weixin.qq.com/connect/oauth2/authorize"
    wecom_sso_url: WebAddress = "https://login.work.weixin.qq.com/wwlogin/sso/login"
    public_account_app_id: str | None = None
    public_account_secret: SecretStr | None = None
    public_account_api_base: Annotated[WebAddress, AfterValidator(_ends_with_slash)] = REAL_ACCOUNTS
    public_url: Annotated[WebAddress, AfterValidator(_ends_with_slash)] | None = None
    secret_key: Annotated[SecretStr | None, AfterValidator(_is_long)] = None
    clock_file: Path | None = None
    run_as_root: bool = False

    @model_validator(mode="after")
    def _pages_are_whole(self) -> Settings:
        if self.public_url and self.secret_key is None:
            raise ValueError("SECRET_KEY is needed beside PUBLIC_URL, to sign sessions; set it to 32 random characters")
        return self

    @model_validator(mode="after")
    def _account_is_whole(self) -> Settings:
        if bool(self.public_account_app_id) != bool(self.public_account_secret):
            raise ValueError(
                "PUBLIC_ACCOUNT_APP_ID and PUBLIC_ACCOUNT_SECRET are set together or not at all; "
                "copy both from 设置与开发 → 基本配置 of the public account"
            )
        return self

    @property
    def public_account(self) -> AccountSettings | None:
        """The values of the town's public account (公众号); None where no drafts are to be made in it."""
        return AccountSettings.model_validate(self.model_dump()) if self.public_account_app_id else None

    @property
    def clock(self) -> Clock:
        """The clock this process lives by. Raises SettingsError when time travel is asked for on the real platform."""
        if self.clock_file is None:
            return SystemClock()
        if urlsplit(self.wecom_api_base).hostname == REAL_HOST and self.wecom_corp_id:
            raise SettingsError(
                "CLOCK_FILE is for demonstrations only: unset it, or point WECOM_API_BASE at the simulator"
            )
        if urlsplit(self.public_account_api_base).hostname == REAL_ACCOUNTS_HOST and self.public_account_app_id:
            raise SettingsError("CLOCK_FILE is for demonstrations only: unset it, or PUBLIC_ACCOUNT_APP_ID")
        clock = FileClock(self.clock_file)
        clock.now()
        return clock

    @property
    def wecom(self) -> WeComSettings:
        """The values of the WeCom app. Raises SettingsError naming every one that is missing."""
        missing = [name for name in NEEDED_FOR_WECOM if not getattr(self, name.lower())]
        if missing:
            raise SettingsError(
                f"{', '.join(missing)} not set; copy the values from the app's page in the WeCom console, "
                "or run `flask demo`, which needs none of them"
            )
        return WeComSettings.model_validate(self.model_dump())


class WeComSettings(BaseModel):
    """The values of one WeCom app, all present."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    wecom_corp_id: str
    wecom_agent_id: int
    wecom_secret: SecretStr
    wecom_token: SecretStr
    wecom_aes_key: SecretStr
    wecom_api_base: str


class AccountSettings(BaseModel):
    """The values of the town's public account, all present."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    public_account_app_id: str
    public_account_secret: SecretStr
    public_account_api_base: str


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check the environment. Raises SettingsError: a sentence per wrong value, never a secret's value."""
    values = {name.lower(): value.strip() for name, value in environ.items() if value.strip()}
    for name in SECRETS:
        if file := values.get(f"{name}_file".lower()):
            values[name.lower()] = _secret_file(name, Path(file))
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(one["loc"], one["msg"]) for one in error.errors())) from None


def _sentence(field: tuple[int | str, ...], message: str) -> str:
    sentence = message.removeprefix("Value error, ")
    return f"{str(field[0]).upper()}: {sentence}" if field else sentence


def _secret_file(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f"{name}_FILE: cannot read {path} ({why}); correct the path or its rights") from None
