"""The shape of a township file (data/sample/township.yaml): every name in it and what its value must be."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from rules.catalogue import Kind, Sector
from rules.contacts import USERID
from rules.periods import Month, Quarter

OrganizationType = Literal["town_committee", "committee", "general_branch", "branch", "joint_branch"]
Delivery = Literal["wecom", "paper"]
Power = Literal["approve_board", "approve_bonus", "draft_board"]
POWERS: Final = frozenset(get_args(Power))
# What files of towns still say and never did anything: powers that nothing hung on, and the one zone there is.
RETIRED_POWERS: Final = frozenset({"edit_policy", "issue_slip", "review_self_check"})
RETIRED_LINE: Final = ("timezone", "Asia/Shanghai")

_PHONE = re.compile(r"[0-9+][0-9 +-]{2,19}")


def _userid(text: str) -> str:
    if not USERID.fullmatch(text):
        raise ValueError(f"{text!r} is not a userid; write 1 to 64 of the signs 0-9 a-z - _ . @, in lower case")
    return text


def _phone(value: object) -> object:
    """Take a telephone as people write it: 0512-0000-0001; YAML reads one without dashes and quotes as a number."""
    if not isinstance(value, str) or not _PHONE.fullmatch(value):
        raise ValueError(f"{value!r} is not a telephone; write 3 to 20 of the signs 0-9 + - and blank, in quotes")
    return value


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError(f"{text!r} holds a line break or another sign that cannot be printed; delete it")
    return text


def _words(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


def _month(value: object) -> object:
    return Month.parse(value) if isinstance(value, str) else value


def _quarter(value: object) -> object:
    return Quarter.parse(value) if isinstance(value, str) else value


def _sectors(value: object) -> object:
    return None if value == "all" else value


def _in_effect(value: object) -> object:
    """Pass over powers that are retired; another one that is not known is refused."""
    return [one for one in value if one not in RETIRED_POWERS] if isinstance(value, list) else value


PRINTABLE = AfterValidator(_printable)
Id = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,31}$")]
Name = Annotated[str, _words(64), PRINTABLE]
ShortName = Annotated[str, _words(32), PRINTABLE]
Userid = Annotated[str, AfterValidator(_userid)]
MonthText = Annotated[Month, BeforeValidator(_month)]
QuarterText = Annotated[Quarter, BeforeValidator(_quarter)]
Phone = Annotated[str, BeforeValidator(_phone)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Part(BaseModel):
    """Any part of the file: unknown names are refused, and nothing changes once it was read.

    What checks it is built with the first file: a start reads none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PersonPart(Part):
    """A person where an office is held; without a userid the person is reached on paper only."""

    name: Name
    userid: Userid | None = None


class OfficerPart(Part):
    """Somebody with an office of the whole town; `can` are the extra rights that go with it."""

    role: Name
    person: PersonPart
    can: Annotated[tuple[Power, ...], BeforeValidator(_in_effect)] = ()


class PeoplePart(Part):
    """Who holds the offices of the whole town."""

    town_leaders: tuple[OfficerPart, ...]
    performance_leading_group: tuple[OfficerPart, ...]
    organization_office: tuple[OfficerPart, ...] = Field(min_length=1)
    secrecy_reviewer: tuple[OfficerPart, ...]


class TownPart(Part):
    """Names and labels of the town."""

    name: ShortName
    full_name: Name
    committee: Name
    rule_title: Annotated[str, _words(128), PRINTABLE]
    publication_channel: Name
    platform: Name
    level_labels: dict[Literal["town", "county", "prefecture", "province", "national"], Name]
    document_prefix: Annotated[str, _words(16), PRINTABLE]
    office_phone: Phone | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_retired(cls, given: object) -> object:
        """Pass over a retired line with the one value it had; with another it is refused like any unknown name."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if (name, value) != RETIRED_LINE}


class DepartmentPart(Part):
    """A department and its head."""

    id: Id
    name: Name
    head: PersonPart


class GroupPart(Part):
    """A supervision group."""

    id: Id
    name: Name
    scope: Annotated[str, _words(128), PRINTABLE]
    phone: Phone | None = None
    leader: PersonPart
    members: tuple[PersonPart, ...]


class MembersPart(Part):
    """How many members an organisation has."""

    full: Count
    probationary: Count


class TermPart(Part):
    """The term of an organisation's committee: first and last month."""

    start: MonthText
    years: Annotated[int, Field(ge=1, le=100)]
    end: MonthText


class OrganizationPart(Part):
    """One organisation of the register.

    `ended` is the day since which it exists no more: dissolved, or merged into another, or split where others say that
    they were `split_from` it. `renamed` and `moved` say since when the name or the parent that stands here holds, where
    it is another than before; without them it is the day of loading.
    """

    id: Id
    name: Name
    short_name: ShortName
    type: OrganizationType
    sector: Sector | None = None
    parent: Id | None
    department: Id | None = None
    group: Id | None = None
    assessed: bool
    founded: date | None = None
    split_from: Id | None = None
    renamed: date | None = None
    moved: date | None = None
    ended: date | None = None
    merged_into: Id | None = None
    secretary: PersonPart | None = None
    deputy: PersonPart | None = None
    org_commissioner: PersonPart | None = None
    delivery: Delivery | None = None
    members: MembersPart | None = None
    has_committee: bool = False
    party_groups: Count | None = None
    term: TermPart | None = None
    note: Annotated[str, _words(256), PRINTABLE] | None = None


class EdgeCasePart(Part):
    """What is special about an organisation of a sample town; read by people only."""

    org: Id
    tests: str


class TaskPart(Part):
    """A task; `sectors` None means every sector (written `all`), an empty list nobody: the task was withdrawn."""

    id: Id
    title: Name
    indicator: str
    kind: Kind
    due: date | None = None
    sectors: Annotated[tuple[Sector, ...] | None, BeforeValidator(_sectors)]


class MonthPart(Part):
    """The tasks of one month; the days are for the reader, the program counts them itself."""

    month: MonthText
    quarter: QuarterText | None = None
    issue_on: date | None = None
    self_check_due: date | None = None
    tasks: tuple[TaskPart, ...]


class TownshipFile(Part):
    """A whole township file. `text_only` lists who reads text alone; None means that nothing is known of anybody."""

    version: Literal[1]
    as_of: date
    fictional: bool = False
    township: TownPart
    overrides: dict[str, Any] = {}
    people: PeoplePart
    departments: tuple[DepartmentPart, ...]
    supervision_groups: tuple[GroupPart, ...]
    organizations: tuple[OrganizationPart, ...]
    edge_cases: tuple[EdgeCasePart, ...] = ()
    monthly_tasks: tuple[MonthPart, ...] = ()
    text_only: tuple[Userid, ...] | None = None
