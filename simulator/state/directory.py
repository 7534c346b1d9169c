"""Members and departments of the simulated company."""

from collections.abc import Iterable
from dataclasses import replace

from simulator.config import DepartmentConfig, MemberConfig


class Directory:
    """Userids are unique without regard to case, as on the platform."""

    def __init__(self, members: Iterable[MemberConfig], departments: Iterable[DepartmentConfig]) -> None:
        self._members = {member.userid.lower(): member for member in members}
        self.departments = {department.id: department for department in departments}

    def find(self, userid: str) -> MemberConfig | None:
        """Return the member, or None when nobody has this userid."""
        return self._members.get(userid.lower())

    def all(self) -> list[MemberConfig]:
        """Return every member in the order of the configuration."""
        return list(self._members.values())

    def put(self, member: MemberConfig) -> None:
        """Add a member or replace the one with the same userid."""
        self._members[member.userid.lower()] = member

    def visible(self, userid: str) -> MemberConfig | None:
        """Return the member if the app may see them."""
        member = self.find(userid)
        return member if member is not None and member.in_range else None

    def reachable(self) -> list[MemberConfig]:
        """Return everybody inside the visible range."""
        return [member for member in self._members.values() if member.in_range]

    def below(self, department: int) -> set[int]:
        """Return the ids of a department and of all departments under it."""
        found = {department}
        grown = True
        while grown:
            more = {one.id for one in self.departments.values() if one.parentid in found} - found
            found |= more
            grown = bool(more)
        return found & set(self.departments)

    def in_department(self, department: int, recursive: bool = False) -> list[MemberConfig]:
        """Return visible members of a department, with those of the departments below when `recursive`."""
        wanted = self.below(department) if recursive else {department}
        return [member for member in self.reachable() if wanted & set(member.departments)]

    def change(self, userid: str, **values: object) -> MemberConfig:
        """Replace fields of a member and return the new value; KeyError when there is no such member."""
        changed = replace(self._members[userid.lower()], **values)  # type: ignore[arg-type]
        self.put(changed)
        return changed
