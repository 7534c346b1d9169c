"""Every office a township file fills, in one list: who holds what, where, and which entry says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from models import appointments
from services.township.file import DepartmentPart, GroupPart, OfficerPart, OrganizationPart, PersonPart, TownshipFile

EntryPath = tuple[str | int, ...]
Place = tuple[str | None, str | None, str | None]

# The file names the offices of the whole town itself; these are the titles of all the others.
TITLES = {
    appointments.DEPARTMENT_HEAD: "部门负责人",
    appointments.GROUP_LEADER: "督导组组长",
    appointments.GROUP_MEMBER: "督导组成员",
    appointments.SECRETARY: "书记",
    appointments.DEPUTY: "副书记",
    appointments.BRANCH_ORG_COMMISSIONER: "组织委员",
}
OFFICE_HEAD_TITLE = "主任"


@dataclass(frozen=True)
class Post:
    """One office and its holder; `path` leads to the entry in the file."""

    path: EntryPath = field(compare=False)
    person: PersonPart
    role: str
    title: str
    organization_id: str | None = None
    group_id: str | None = None
    department_id: str | None = None
    powers: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Where the office is: an organisation, a group, a department, or the town when all are None."""
        return (self.organization_id, self.group_id, self.department_id)


def posts(file: TownshipFile) -> Iterator[Post]:
    """List all offices in the order of the file."""
    yield from _town_posts(file)
    for place, department in enumerate(file.departments):
        yield _department_post(department, ("departments", place))
    for place, group in enumerate(file.supervision_groups):
        yield from _group_posts(group, ("supervision_groups", place))
    for place, organization in enumerate(file.organizations):
        yield from _organization_posts(organization, ("organizations", place))


def _town_posts(file: TownshipFile) -> Iterator[Post]:
    lists: dict[str, tuple[OfficerPart, ...]] = {
        "town_leaders": file.people.town_leaders,
        "performance_leading_group": file.people.performance_leading_group,
        "organization_office": file.people.organization_office,
        "secrecy_reviewer": file.people.secrecy_reviewer,
    }
    for name, officers in lists.items():
        for place, officer in enumerate(officers):
            path: EntryPath = ("people", name, place, "person")
            yield Post(path, officer.person, _town_role(name, officer.role), officer.role, powers=officer.can)


def _town_role(name: str, title: str) -> str:
    if name == "organization_office":
        return appointments.OFFICE_HEAD if title == OFFICE_HEAD_TITLE else appointments.OFFICE_CLERK
    return {
        "town_leaders": appointments.TOWN_LEADER,
        "performance_leading_group": appointments.LEADING_GROUP,
        "secrecy_reviewer": appointments.SECRECY_REVIEWER,
    }[name]


def _titled(path: EntryPath, person: PersonPart, role: str) -> Post:
    return Post(path, person, role, TITLES[role])


def _department_post(department: DepartmentPart, path: EntryPath) -> Post:
    head = _titled((*path, "head"), department.head, appointments.DEPARTMENT_HEAD)
    return replace(head, department_id=department.id)


def _group_posts(group: GroupPart, path: EntryPath) -> Iterator[Post]:
    yield replace(_titled((*path, "leader"), group.leader, appointments.GROUP_LEADER), group_id=group.id)
    for place, person in enumerate(group.members):
        member = _titled((*path, "members", place), person, appointments.GROUP_MEMBER)
        yield replace(member, group_id=group.id)


def _organization_posts(organization: OrganizationPart, path: EntryPath) -> Iterator[Post]:
    offices = {
        "secretary": (organization.secretary, appointments.SECRETARY),
        "deputy": (organization.deputy, appointments.DEPUTY),
        "org_commissioner": (organization.org_commissioner, appointments.BRANCH_ORG_COMMISSIONER),
    }
    for name, (person, role) in offices.items():
        if person is not None:
            yield replace(_titled((*path, name), person, role), organization_id=organization.id)
