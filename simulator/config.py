"""What a simulated company consists of: read from one JSON file, every mistake named in one sentence."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.bench.shown import Jump, PhoneChoice, Screen, Step, read_jump, read_phone, read_screen, read_step
from simulator.reading import Fields, WrongValue

AES_KEY_LENGTH = 43
TOKEN_LONGEST = 32
CLIENTS = ("wecom", "plugin")
KEPT = 10_000
PRIVATE_FIELDS = ("mobile", "gender", "email", "biz_mail", "avatar", "qr_code", "address")


class ConfigError(ValueError):
    """The configuration cannot be used; the text says where and why."""


@dataclass(frozen=True)
class AgentConfig:
    """One app. `root_range` allows group chats; apps older than June 2022 still see the private fields.

    One that is `closed` was switched off in the console.
    """

    agentid: int
    secret: str
    name: str
    token: str = ""
    aes_key: str = ""
    callback_url: str = ""
    home_url: str = ""
    root_range: bool = True
    created_before_2022: bool = False
    miniprogram_appid: str = ""
    closed: bool = False


@dataclass(frozen=True)
class DepartmentConfig:
    """One department; the root has the parent 0."""

    id: int
    name: str
    parentid: int = 0


@dataclass(frozen=True)
class MemberConfig:
    """One member. `client` says what shows the messages; `chips` are texts offered over the input.

    One who has not `joined` was entered in the console and never signed in to WeCom.
    """

    userid: str
    name: str
    departments: tuple[int, ...] = (1,)
    position: str = ""
    client: str = "wecom"
    in_range: bool = True
    licensed: bool = True
    chips: tuple[str, ...] = ()
    private: Mapping[str, str] = field(default_factory=dict)
    joined: bool = True


@dataclass(frozen=True)
class WebhookConfig:
    """One group robot; the key is its secret."""

    key: str
    name: str


@dataclass(frozen=True)
class SimulatorConfig:
    """The whole simulated company and its bench. `keep` is how many messages and calls are remembered.

    A step begins when the app has called nothing for `quiet_seconds` of real time: it has done what the last one asked.
    """

    corp_id: str
    agents: tuple[AgentConfig, ...]
    departments: tuple[DepartmentConfig, ...] = (DepartmentConfig(1, "company"),)
    members: tuple[MemberConfig, ...] = ()
    webhooks: tuple[WebhookConfig, ...] = ()
    trusted_ips: tuple[str, ...] | None = None
    foreign_secrets: tuple[str, ...] = ()
    oauth_domains: tuple[str, ...] = ()
    jumps: tuple[Jump, ...] = ()
    steps: tuple[Step, ...] = ()
    quiet_seconds: float = 0
    phones: tuple[PhoneChoice, ...] = ()
    screens: tuple[Screen, ...] = ()
    note: str = ""
    reset_button: bool = True
    seed: int = 1
    keep: int = KEPT
    clock_file: Path | None = None

    @classmethod
    def from_json(cls, data: object) -> "SimulatorConfig":
        """Check parsed JSON and return the configuration; raise ConfigError with one sentence."""
        try:
            config = _read_config(Fields.of(data, "the configuration"))
        except WrongValue as error:
            raise ConfigError(str(error).removeprefix("the configuration.")) from error
        _check_references(config)
        return config


def load_config(path: Path) -> SimulatorConfig:
    """Read a configuration file; raise ConfigError with one sentence that names the file."""
    try:
        return SimulatorConfig.from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give an existing file with --config") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error


def _read_config(fields: Fields) -> SimulatorConfig:
    trusted = None if fields.data.get("trusted_ips") is None else fields.texts("trusted_ips")
    fields.seen.add("trusted_ips")
    clock_file = fields.text("clock_file", "")
    config = SimulatorConfig(
        corp_id=fields.text("corp_id"),
        agents=tuple(read_agent(one) for one in fields.objects("agents")),
        departments=_read_departments(fields),
        members=tuple(read_member(one) for one in fields.objects("members", [])),
        webhooks=tuple(_read_webhook(one) for one in fields.objects("webhooks", [])),
        trusted_ips=trusted,
        foreign_secrets=fields.texts("foreign_secrets", []),
        oauth_domains=fields.texts("oauth_domains", []),
        jumps=tuple(read_jump(one) for one in fields.objects("jumps", [])),
        steps=tuple(read_step(one) for one in fields.objects("steps", [])),
        quiet_seconds=fields.number("quiet_seconds", 0),
        phones=tuple(read_phone(one) for one in fields.objects("phones", [])),
        screens=tuple(read_screen(one) for one in fields.objects("screens", [])),
        note=fields.text("note", ""),
        reset_button=fields.flag("reset_button", True),
        seed=fields.integer("seed", 1),
        keep=fields.integer("keep", KEPT),
        clock_file=Path(clock_file) if clock_file else None,
    )
    fields.done()
    return config


def _read_departments(fields: Fields) -> tuple[DepartmentConfig, ...]:
    found = []
    for one in fields.objects("departments", [{"id": 1, "name": "company", "parentid": 0}]):
        found.append(DepartmentConfig(one.integer("id"), one.text("name"), one.integer("parentid", 0)))
        one.done()
    return tuple(found)


def read_agent(fields: Fields) -> AgentConfig:
    """Read one app; the EncodingAESKey and the Token are checked as the console would."""
    agent = AgentConfig(
        agentid=fields.integer("agentid"),
        secret=fields.text("secret"),
        name=fields.text("name"),
        token=fields.text("token", ""),
        aes_key=fields.text("aes_key", ""),
        callback_url=fields.text("callback_url", ""),
        home_url=fields.text("home_url", ""),
        root_range=fields.flag("root_range", True),
        created_before_2022=fields.flag("created_before_2022", False),
        miniprogram_appid=fields.text("miniprogram_appid", ""),
        closed=fields.flag("closed", False),
    )
    fields.done()
    if agent.callback_url or agent.aes_key:
        _check_callback_settings(agent, fields.where)
    return agent


def _check_callback_settings(agent: AgentConfig, where: str) -> None:
    if not (agent.token.isascii() and agent.token.isalnum() and len(agent.token) <= TOKEN_LONGEST):
        raise WrongValue(f"{where}.token must be 1 to {TOKEN_LONGEST} letters and digits")
    if not (agent.aes_key.isascii() and agent.aes_key.isalnum() and len(agent.aes_key) == AES_KEY_LENGTH):
        raise WrongValue(f"{where}.aes_key must be exactly {AES_KEY_LENGTH} letters and digits (EncodingAESKey)")
    try:
        base64.b64decode(agent.aes_key + "=")
    except binascii.Error as error:
        raise WrongValue(f"{where}.aes_key is not base64: {error}") from error


def read_member(fields: Fields) -> MemberConfig:
    """Read one member, from the configuration or from the control API."""
    member = MemberConfig(
        userid=fields.text("userid"),
        name=fields.text("name"),
        departments=fields.integers("departments", [1]),
        position=fields.text("position", ""),
        client=fields.text("client", "wecom", one_of=CLIENTS),
        in_range=fields.flag("in_range", True),
        licensed=fields.flag("licensed", True),
        chips=fields.texts("chips", []),
        private={name: fields.text(name, "") for name in PRIVATE_FIELDS},
        joined=fields.flag("joined", True),
    )
    fields.done()
    return member


def _read_webhook(fields: Fields) -> WebhookConfig:
    webhook = WebhookConfig(fields.text("key"), fields.text("name"))
    fields.done()
    return webhook


def _check_references(config: SimulatorConfig) -> None:
    if config.keep < 1:
        raise ConfigError(f"keep must be 1 or more, not {config.keep}")
    _unique("agents", "agentid", [agent.agentid for agent in config.agents])
    _unique("agents", "secret", [agent.secret for agent in config.agents])
    _unique("departments", "id", [department.id for department in config.departments])
    _unique("members", "userid", [member.userid.lower() for member in config.members])
    _unique("webhooks", "key", [webhook.key for webhook in config.webhooks])
    known = {department.id for department in config.departments}
    for n, member in enumerate(config.members):
        for department in set(member.departments) - known:
            raise ConfigError(f"members[{n}].departments names {department}, which is not in departments")


def _unique(where: str, name: str, values: list[Any]) -> None:
    for n, value in enumerate(values):
        if value in values[:n]:
            raise ConfigError(f"{where}[{n}].{name} {value!r} is there twice; it must be unique")
