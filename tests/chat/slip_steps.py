"""The steps of a branch's slip."""

from models.transitions import transitions_of
from tests.worlds.phones import World

BRANCH = "石湾村支部"


def steps(world: World, organization: str = BRANCH) -> list[tuple[str, str]]:
    """List what people did to a slip, each with its reason."""
    with world.looking() as session:
        return [(one.event, one.reason) for one in transitions_of(session, "slip", world.slip(organization).id)]
