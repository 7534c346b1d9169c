"""The order to 石湾村支部 as 曹晓明 writes it, and what has become of it."""

from sqlalchemy import select

from models.orders import RectificationOrder
from tests.worlds.phones import World

NUMBER = "澄红灰督〔2026〕4-001"
WRITTEN = ("11月2日现场检查", "ZD-02 8月没有支委会记录\nHD-01 9月主题党日没有开展", "补开并录入平台", "1")


def order(world: World) -> RectificationOrder | None:
    with world.looking() as session:
        return session.scalars(select(RectificationOrder)).one_or_none()


def state(world: World) -> str | None:
    found = order(world)
    return found.state if found else None
