"""What `flask setup` asks, in its order: each value of the environment with how it is checked or made."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from bot.beside import folder_beside
from bot.clock import SystemClock
from bot.db import Database
from bot.errors import HonghuiError, SettingsError
from bot.schema import stored_revision
from bot.settings import REAL_PLATFORM, read_settings
from bot.settings_checks import AES_KEY_LENGTH, host_of, is_proof, is_real, is_web_address
from bot.wecom_calls import ask_for_token
from bot.wecom_errors import WeComError
from bot.wecom_http import Platform

Answers = Mapping[str, str]
Grade = Literal["fine", "doubtful", "wrong"]
LETTERS: Final = string.ascii_letters + string.digits
# The console takes 3 to 32 letters and digits as a Token.
TOKEN_LENGTH: Final = 32
WAY_OUT: Final = ("WECOM_PROXY", "WECOM_CA_FILE")
ONLY_OURS: Final = 0o700


@dataclass(frozen=True)
class Verdict:
    """What a check says of an answer: `block` is its sentence in templates/setup/setup.txt, `said` what it names.

    A doubtful answer is kept, a wrong one asked for again.
    """

    grade: Grade = "fine"
    block: str = ""
    said: str = ""


FINE: Final = Verdict()
Check = Callable[[str, Answers], Verdict]


@dataclass(frozen=True)
class Question:
    """One value: its name in the environment, and how an answer is checked. A secret one is never shown.

    `usual` proposes an answer. An `optional` one may be left out. It is asked only where it is `wanted`.
    """

    name: str
    check: Check
    is_secret: bool = False
    optional: bool = False
    usual: Callable[[Answers], str] = lambda _answers: ""
    wanted: Callable[[Answers], bool] = lambda _answers: True


def shaped(pattern: str, block: str) -> Check:
    """Make a check of an answer's shape alone."""
    return lambda said, _answers: FINE if re.fullmatch(pattern, said) else Verdict("wrong", block)


def _platform(said: str, _answers: Answers) -> Verdict:
    try:
        is_web_address(said)
    except ValueError:
        return Verdict("wrong", "wrong_address")
    return FINE


def _public(said: str, answers: Answers) -> Verdict:
    checked = _platform(said, answers)
    if checked.grade == "fine" and urlsplit(said).scheme != "https" and not _is_loopback(host_of(said)):
        return Verdict("wrong", "not_https")
    return checked


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _secret(said: str, answers: Answers) -> Verdict:
    """Ask WeCom itself; where it cannot be reached the secret is kept, and a checkup tells later."""
    if not re.fullmatch(r"[!-~]{8,128}", said):
        return Verdict("wrong", "wrong_secret_shape")
    base = _base(answers)
    try:
        ask_for_token(_platform_at(base, answers), answers["WECOM_CORP_ID"], said, SystemClock().now())
    except WeComError as error:
        if error.errcode is None:
            return Verdict("doubtful", "no_connection", str(error))
        return Verdict("wrong", "secret_refused", str(error))
    return Verdict("fine", "secret_taken")


def _platform_at(base: str, answers: Answers) -> Platform:
    """Give the platform by the way out that was answered before."""
    settings = read_settings({name: answers[name] for name in WAY_OUT if answers.get(name)} | {"WECOM_API_BASE": base})
    return Platform(base, settings.reach(base))


def _way_out(name: str, block: str) -> Check:
    """Make a check of a setting of the way out, by the program's own reading of it."""

    def check(said: str, _answers: Answers) -> Verdict:
        try:
            read_settings({name: said})
        except SettingsError:
            return Verdict("wrong", block)
        return FINE

    return check


def _database(said: str, _answers: Answers) -> Verdict:
    """Make the folder of an SQLite file, for nobody else, and reach the database."""
    try:
        folder_beside(said).mkdir(mode=ONLY_OURS, parents=True, exist_ok=True)
        database = Database(said)
        stored_revision(database)
        database.engine.dispose()
    except (HonghuiError, ImportError, OSError, ValueError) as error:
        return Verdict("wrong", "wrong_database", str(error))
    return FINE


def _proof(said: str, _answers: Answers) -> Verdict:
    try:
        is_proof(Path(said))
    except ValueError:
        return Verdict("wrong", "wrong_proof")
    return FINE


def _base(answers: Answers) -> str:
    base = answers.get("WECOM_API_BASE") or REAL_PLATFORM
    return base if base.endswith("/") else f"{base}/"


def _is_elsewhere(answers: Answers) -> bool:
    return not is_real(_base(answers))


def _beside(path: str) -> Callable[[Answers], str]:
    """Propose a sign-in page at the host of a platform of one's own."""
    return lambda answers: "{0.scheme}://{0.netloc}{1}".format(urlsplit(_base(answers)), path)


QUESTIONS: Final = (
    Question("WECOM_API_BASE", _platform, usual=lambda _answers: REAL_PLATFORM),
    Question("WECOM_OAUTH_URL", _platform, usual=_beside("/connect/oauth2/authorize"), wanted=_is_elsewhere),
    Question("WECOM_SSO_URL", _platform, usual=_beside("/wwlogin/sso/login"), wanted=_is_elsewhere),
    Question("WECOM_PROXY", _way_out("WECOM_PROXY", "wrong_proxy"), is_secret=True, optional=True),
    Question("WECOM_CA_FILE", _way_out("WECOM_CA_FILE", "wrong_authorities"), optional=True),
    Question("WECOM_CORP_ID", shaped(r"[A-Za-z0-9_-]{8,64}", "wrong_corp_id")),
    Question("WECOM_AGENT_ID", shaped(r"[1-9][0-9]{0,17}", "wrong_agent_id")),
    Question("WECOM_SECRET", _secret, is_secret=True),
    Question("PUBLIC_URL", _public),
    Question("DATABASE_URL", _database, usual=lambda _answers: "sqlite:///var/honghui.db"),
    Question("WECOM_DOMAIN_FILE", _proof, optional=True),
)


def _signs(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def _aes_key() -> str:
    """43 signs that are base64 of 32 bytes whichever they are: the last one holds four bits, two are left over."""
    return _signs(AES_KEY_LENGTH)


# What nobody has to think up; once made it stays.
MADE: Final[Mapping[str, Callable[[], str]]] = {
    "WECOM_TOKEN": lambda: _signs(TOKEN_LENGTH),
    "WECOM_AES_KEY": _aes_key,
    "SECRET_KEY": lambda: secrets.token_hex(32),
}
