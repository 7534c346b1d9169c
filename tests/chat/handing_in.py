"""What was handed in, and with how many messages."""

from models.self_checks import Answer
from rules.periods import Month
from tests.worlds.phones import OCTOBER, Phone, World


def handed_in(world: World, branch: str = "石湾村支部", month: Month = OCTOBER) -> list[Answer]:
    form = world.self_check(branch, month)
    assert form is not None, "nothing was handed in"
    return list(form.latest.answers)


def sent(phone: Phone, *messages: str) -> int:
    """Send the messages up to the one that hands the form in; tells how many it took."""
    for count, message in enumerate(messages, start=1):
        if "已报送镇组织办" in phone.says(message):
            return count
    raise AssertionError(f"not handed in: {phone.chat[-1]}")
