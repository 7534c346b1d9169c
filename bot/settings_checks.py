"""What single values of the environment must be like: each check raises ValueError with what is wrong, what to do."""

from __future__ import annotations

import base64
import re
import ssl
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from bot.robots import robot_key

AES_KEY_LENGTH: Final = 43
SHORTEST_KEY: Final = 32
# A random text of 32 hexadecimal digits has 13.9 different ones on average, and hardly ever fewer than nine.
FEWEST_SIGNS: Final = 9
SHORTEST_TOKEN: Final = 16
# Where the real platform, its sign-in pages and its public accounts live.
REAL_DOMAIN: Final = "weixin.qq.com"
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
# Words of examples, and keys that stand in this project's own files: whoever reads them could sign sessions.
PUBLISHED: Final = ("changeme", "change-me", "change_me", "secret", "password", "example", "honghui", "demo-session")

PROOF_NAME: Final = re.compile(r"WW_verify_[A-Za-z0-9]{1,64}\.txt")
_HOST = re.compile(r"[a-z0-9.:-]+")
_STRANGE = re.compile(r"[\s\\%]")


def is_aes_key(value: SecretStr | None) -> SecretStr | None:
    """Check the EncodingAESKey: 43 characters of base64 that hold 32 bytes."""
    if value is None:
        return None
    try:
        whole = len(base64.b64decode(value.get_secret_value() + "=", validate=True)) == 32  # noqa: PLR2004
    except ValueError:
        whole = False
    if len(value.get_secret_value()) != AES_KEY_LENGTH or not whole:
        raise ValueError("must be the 43 characters of EncodingAESKey from the app's 接收消息 page")
    return value


def is_long(value: SecretStr | None) -> SecretStr | None:
    """Check that a key for signing is long enough."""
    if value is not None and len(value.get_secret_value()) < SHORTEST_KEY:
        raise ValueError(f"must have at least {SHORTEST_KEY} characters; make one with `openssl rand -hex 32`")
    return value


def is_guessable(key: str) -> bool:
    """Tell whether a key for signing can be guessed: few different signs, a repeated piece, or words of an example."""
    repeats = key in (key + key)[1:-1]
    return len(set(key)) < FEWEST_SIGNS or repeats or any(word in key.lower() for word in PUBLISHED)


def host_of(address: str) -> str:
    """Name the host of a web address in one spelling: lower case, without user, port and a dot at its end."""
    return (urlsplit(address).hostname or "").rstrip(".")


def is_real(address: str) -> bool:
    """Tell whether an address belongs to the real platform."""
    host = host_of(address)
    return host == REAL_DOMAIN or host.endswith(f".{REAL_DOMAIN}")


def is_here(address: str) -> bool:
    """Tell whether an address is on this very machine, as the local WeCom is."""
    return host_of(address) in LOOPBACK


def _is_whole(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        known = parts.scheme in schemes and bool(_HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:
        return False
    return known and not _STRANGE.search(parts.netloc)


def is_web_address(value: str) -> str:
    """Check a web address; to the real platform nothing goes unencrypted, for secrets travel in it."""
    if not _is_whole(value, ("http", "https")):
        raise ValueError("must be a web address such as https://bot.example.com/")
    if is_real(value) and urlsplit(value).scheme != "https":
        raise ValueError(f"must begin with https://: to {host_of(value)} secrets would travel in clear")
    return value


def is_proxy(value: SecretStr | None) -> SecretStr | None:
    """Check the address of a forward proxy (with its password), or the word for those of the usual variables."""
    said = value.get_secret_value() if value else ""
    address = re.sub(r"//[^/@]*@", "//", said)
    if said and said != FROM_ENVIRONMENT and not (_is_whole(address, ("http", "https")) and urlsplit(said).hostname):
        raise ValueError(
            "must be the address of a proxy such as http://10.1.2.3:3128, or the word `environment` for the one "
            "that HTTPS_PROXY names"
        )
    return value


def holds_authorities(value: Path | None) -> Path | None:
    """Check that a file holds certificates of authorities, in PEM."""
    try:
        if value is not None:
            ssl.create_default_context(cafile=str(value))
    except ssl.SSLError:
        raise ValueError(f"{value} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)") from None
    except OSError as error:
        raise ValueError(f"cannot read {value} ({error.strerror}), correct the path or its rights") from None
    return value


def is_robot(value: SecretStr | None) -> SecretStr | None:
    """Take the key of a group robot out of its webhook's address."""
    if value is None:
        return None
    key = robot_key(value.get_secret_value())
    if key is None:
        raise ValueError("must be the webhook address of a group robot (群机器人), or the key at its end")
    return SecretStr(key)


def is_token(value: SecretStr | None) -> SecretStr | None:
    """Check that a token cannot be tried out."""
    if value is not None and len(value.get_secret_value()) < SHORTEST_TOKEN:
        raise ValueError(f"must have at least {SHORTEST_TOKEN} characters, make one with `openssl rand -hex 32`")
    return value


def is_proof(value: Path | None) -> Path | None:
    """Check the file that proves our domain to WeCom's console."""
    if value is not None and not (PROOF_NAME.fullmatch(value.name) and value.is_file()):
        raise ValueError("must be the file WW_verify_….txt from the app's 网页授权 page, put on this machine")
    return value


def ends_with_slash(value: str) -> str:
    """Give an address the slash at its end that others are joined to."""
    return value if value.endswith("/") else value + "/"


FROM_ENVIRONMENT: Final = "environment"
WebAddress = Annotated[str, AfterValidator(is_web_address)]
Base = Annotated[WebAddress, AfterValidator(ends_with_slash)]
AesKey = Annotated[SecretStr | None, AfterValidator(is_aes_key)]
SigningKey = Annotated[SecretStr | None, AfterValidator(is_long)]
Proxy = Annotated[SecretStr | None, AfterValidator(is_proxy)]
Robot = Annotated[SecretStr | None, AfterValidator(is_robot)]
Token = Annotated[SecretStr | None, AfterValidator(is_token)]
Authorities = Annotated[Path | None, AfterValidator(holds_authorities)]
Proof = Annotated[Path | None, AfterValidator(is_proof)]
