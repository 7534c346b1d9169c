"""The environment, read once: every value is checked here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from requests.utils import should_bypass_proxies

from bot.clock import Clock, FileClock, SystemClock
from bot.errors import SettingsError
from bot.settings_checks import (
    FROM_ENVIRONMENT,
    AesKey,
    Authorities,
    Base,
    Proof,
    Proxy,
    Robot,
    SigningKey,
    Token,
    WebAddress,
    is_guessable,
    is_here,
    is_real,
)
from bot.wecom_reach import Reach

REAL_PLATFORM = "https://qyapi.weixin.qq.com/cgi-bin/"
REAL_ACCOUNTS = "https://api.weixin.qq.com/cgi-bin/"
LONGEST_PROOF = 4096
NEEDED_FOR_WECOM = ("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY")
SECRETS = (
    "DATABASE_URL",
    "SECRET_KEY",
    "WECOM_SECRET",
    "WECOM_TOKEN",
    "WECOM_AES_KEY",
    "WECOM_PROXY",
    "PUBLIC_ACCOUNT_SECRET",
    "METRICS_TOKEN",
    "ALARM_ROBOT",
    "BACKUP_KEY",
)


# What is kept for a shorter time could be missed by whoever has to answer for it.
Days = Annotated[int, Field(ge=30, le=36500)]


class Settings(BaseModel):
    """What the environment says. Names are those of the README; `NAME_FILE` reads a secret from a file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    database_url: SecretStr = SecretStr("sqlite:///var/honghui.db")
    wecom_corp_id: str | None = None
    wecom_agent_id: int | None = Field(default=None, gt=0)
    wecom_secret: SecretStr | None = None
    wecom_token: SecretStr | None = None
    wecom_aes_key: AesKey = None
    wecom_api_base: Base = REAL_PLATFORM
    wecom_proxy: Proxy = None
    wecom_ca_file: Authorities = None
    wecom_domain_file: Proof = None
    wecom_oauth_url: WebAddress = "https://open.weixin.qq.com/connect/oauth2/authorize"
    wecom_sso_url: WebAddress = "https://login.work.weixin.qq.com/wwlogin/sso/login"
    public_account_app_id: str | None = None
    public_account_secret: SecretStr | None = None
    public_account_api_base: Base = REAL_ACCOUNTS
    public_url: Base | None = None
    secret_key: SigningKey = None
    clock_file: Path | None = None
    keep_words_days: Days = 365
    keep_sent_days: Days = 730
    keep_pictures_days: Days = 90
    keep_files_days: Days = 365
    keep_readings_days: Days = 365
    backup_dir: Path | None = None
    backup_keep: int = Field(default=30, ge=1, le=1000)
    backup_key: SigningKey = None
    metrics_token: Token = None
    alarm_robot: Robot = None
    # Whose usual variables these are, they are only looked at when WECOM_PROXY says `environment`.
    https_proxy: SecretStr | None = None
    http_proxy: SecretStr | None = None
    all_proxy: SecretStr | None = None
    no_proxy: str = ""
    run_as_root: bool = False

    @model_validator(mode="after")
    def _pages_are_whole(self) -> Settings:
        if self.public_url and self.secret_key is None:
            raise ValueError("SECRET_KEY is needed beside PUBLIC_URL, to sign sessions; set it to 32 random characters")
        return self

    @model_validator(mode="after")
    def _key_is_no_example(self) -> Settings:
        """Refuse keys that can be guessed, but where only this machine's own local WeCom is served."""
        if self.secret_key and is_guessable(self.secret_key.get_secret_value()) and not is_here(self.wecom_api_base):
            raise ValueError(
                "SECRET_KEY can be guessed, or stands in an example that everybody can read; "
                "make one with `openssl rand -hex 32`"
            )
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
        if not self.public_account_app_id:
            return None
        reach = self.reach(self.public_account_api_base)
        return AccountSettings.model_validate({**self.model_dump(), "reach": reach})

    def reach(self, base: str) -> Reach:
        """Tell by which way a platform is reached: directly, by a proxy, whose certificates are trusted."""
        return Reach(self._proxy_to(base), self.wecom_ca_file)

    def _proxy_to(self, base: str) -> str | None:
        said = self.wecom_proxy.get_secret_value() if self.wecom_proxy else None
        if said != FROM_ENVIRONMENT:
            return said
        usual = (self.https_proxy if base.startswith("https") else self.http_proxy) or self.all_proxy
        # "," keeps the function from looking at the environment itself.
        passes_by = should_bypass_proxies(base, no_proxy=self.no_proxy or ",")
        return usual.get_secret_value() if usual and not passes_by else None

    @property
    def proof(self) -> tuple[str, str] | None:
        """The file that proves our domain to WeCom's console: its name and its text; None without one."""
        file = self.wecom_domain_file
        return (file.name, file.read_text(encoding="utf-8", errors="replace")[:LONGEST_PROOF]) if file else None

    @property
    def clock(self) -> Clock:
        """The clock this process lives by. Raises SettingsError when time travel is asked for on the real platform."""
        if self.clock_file is None:
            return SystemClock()
        if is_real(self.wecom_api_base) and self.wecom_corp_id:
            raise SettingsError(
                "CLOCK_FILE is for demonstrations only: unset it, or point WECOM_API_BASE at the simulator"
            )
        if is_real(self.public_account_api_base) and self.public_account_app_id:
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
        return WeComSettings.model_validate({**self.model_dump(), "reach": self.reach(self.wecom_api_base)})


class WeComSettings(BaseModel):
    """The values of one WeCom app, all present."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    wecom_corp_id: str
    wecom_agent_id: int
    wecom_secret: SecretStr
    wecom_token: SecretStr
    wecom_aes_key: SecretStr
    wecom_api_base: str
    reach: Reach = Reach()


class AccountSettings(BaseModel):
    """The values of the town's public account, all present."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    public_account_app_id: str
    public_account_secret: SecretStr
    public_account_api_base: str
    reach: Reach = Reach()


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
