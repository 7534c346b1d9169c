"""The shipped rule as it was written while the keys were there that are retired since."""

from rules.retired import RETIRED

# In which section of the policy they stood.
_STATED = (
    "full_score",
    "slip_frequency",
    "slip_addressee",
    "self_check_recipient",
    "board_frequency",
    "rectification_time_limited",
    "publication_channel",
)


def older(text: str) -> str:
    """Put the retired keys back into the text of a rule, each with its one value."""
    for section, is_stated in (("from_document", True), ("our_defaults", False)):
        lines = "".join(f"    {name}: {RETIRED[name]}\n" for name in RETIRED if (name in _STATED) is is_stated)
        text = text.replace(f"  {section}:\n", f"  {section}:\n{lines}", 1)
    return text
