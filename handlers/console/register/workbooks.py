"""The register as an Excel file: as it stands, and of a town that has just begun the template to be filled in."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from handlers.pages.boards import EXCEL
from handlers.pages.door import Door, Visit
from services.register_files.workbook import register_workbook
from services.rights.table import Right


def add_register_file(console: Blueprint, door: Door) -> None:
    """Add the file below the address of the organisations."""

    @console.get("/organizations/register.xlsx", endpoint="organizations_register")
    @door.lets_in(Right.CHANGE_REGISTER)
    def register(visit: Visit) -> ResponseReturnValue:
        table = register_workbook(visit.session, visit.now.date())
        headers = {"Content-Disposition": f'attachment; filename="register-{visit.now:%Y%m%d}.xlsx"'}
        return Response(table, headers=headers, mimetype=EXCEL)
