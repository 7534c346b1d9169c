"""A claim of 石湾村支部 as 朱永良 fills it in, and what has become of all claims."""

from sqlalchemy import select

from models.bonus_claims import BonusClaim
from tests.worlds.phones import World

FILLED_IN = ("加分", "1", "1", "先进基层党组织", "10月20日", "望委发〔2026〕8号")


def states(world: World) -> list[tuple[str, str]]:
    with world.looking() as session:
        return [(one.matter, one.state) for one in session.scalars(select(BonusClaim).order_by(BonusClaim.id))]
