"""The file of a new rule as it is handed in: uploaded, or the text that was looked at a moment before."""

from __future__ import annotations

from typing import Final

from wtforms import BooleanField, FileField, HiddenField, SelectField

from handlers.console.acts import ActForm, words
from rules.yaml_nesting import is_harmless

NAME: Final = "schemes"
# The shipped rule has 34 thousand signs.
LARGEST: Final = 400_000
LONGEST_REASON: Final = 100


class UnusableFile(Exception):
    """A file that is no text, is too large, or is none at all: `why` is a block of the wording."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class RuleForm(ActForm):
    """The file, from which quarter on, and by which document; `text` and `confirmed` come back from the look at it."""

    file = FileField()
    since = SelectField()
    reason = words(LONGEST_REASON)
    text = HiddenField()
    confirmed = BooleanField()

    @property
    def source(self) -> str:
        """The file's name, for complaints."""
        return (getattr(self.file.data, "filename", "") or "scheme.yaml")[:80]


def text_of(form: RuleForm) -> str:
    """Give the text of the file, else the one looked at before. Raises UnusableFile."""
    text = _handed_in(form)
    if not is_harmless(text):
        raise UnusableFile("too_deep")
    return text


def _handed_in(form: RuleForm) -> str:
    if getattr(form.file.data, "filename", ""):
        content = form.file.data.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise UnusableFile("too_large")
        try:
            return str(content.decode("utf-8-sig")).replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise UnusableFile("no_text") from None
    if not form.text.data:
        raise UnusableFile("no_file")
    if len(form.text.data) > LARGEST:
        raise UnusableFile("too_large")
    # A browser sends the ends of lines as two signs.
    return str(form.text.data).replace("\r\n", "\n")
