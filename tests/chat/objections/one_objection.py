"""An objection of 石湾村支部 to what it lost in the third quarter, and what has become of it."""

from sqlalchemy import func, select

from models.objections import Objection
from tests.worlds.phones import Phone, World

STRANGER, MAYOR = "zhangjianxin", "luyaqin"
TEXT = "材料7月28日已经交到镇里"


def filed(secretary: Phone, entry: int = 1) -> str:
    return secretary.says_all(f"异议 {entry} {TEXT}", "确认")


def state(world: World, number: int = 1) -> str:
    with world.looking() as session:
        return session.get_one(Objection, number).state


def count(world: World) -> int:
    with world.looking() as session:
        return session.scalars(select(func.count()).select_from(Objection)).one()
