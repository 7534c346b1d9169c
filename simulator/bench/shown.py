"""What the page shows beside a company: which phones and desktops, buttons of the clock, a demonstration's steps."""

from dataclasses import dataclass
from datetime import datetime

from simulator.reading import Fields

PHONE_KINDS = ("member", "chat", "webhook")


@dataclass(frozen=True)
class Jump:
    """A button that moves the clock to the next of these moments."""

    label: str
    instants: tuple[datetime, ...]


@dataclass(frozen=True)
class PhoneChoice:
    """What a phone on the page shows; an empty id means the first one there is."""

    kind: str
    id: str = ""


@dataclass(frozen=True)
class Said:
    """What a member types."""

    userid: str
    text: str


@dataclass(frozen=True)
class Step:
    """One step of a demonstration: when it happens, what it shows, what members type, which phones to look at.

    Without phones, the page keeps those it shows.
    """

    at: datetime | None
    title: str
    hint: str = ""
    says: tuple[Said, ...] = ()
    phones: tuple[PhoneChoice, ...] = ()


@dataclass(frozen=True)
class Screen:
    """A desktop beside the phones: a page that is opened in a window of its own, signed in as one member."""

    label: str
    url: str
    userid: str


def read_jump(fields: Fields) -> Jump:
    """Read one button that moves the clock."""
    moments: list[datetime] = []
    label = fields.text("label")
    for n, text in enumerate(fields.texts("instants")):
        moment = Fields({"instant": text}, f"{fields.where}.instants[{n}]").instant("instant")
        moments.extend([moment] if moment else [])
    fields.done()
    return Jump(label, tuple(sorted(moments)))


def read_step(fields: Fields) -> Step:
    """Read one step of a demonstration."""
    step = Step(
        at=fields.instant("at", None),
        title=fields.text("title"),
        hint=fields.text("hint", ""),
        says=tuple(_read_said(one) for one in fields.objects("says", [])),
        phones=tuple(read_phone(one) for one in fields.objects("phones", [])),
    )
    fields.done()
    return step


def _read_said(fields: Fields) -> Said:
    said = Said(fields.text("userid"), fields.text("text"))
    fields.done()
    return said


def read_phone(fields: Fields) -> PhoneChoice:
    """Read what a phone shows."""
    phone = PhoneChoice(fields.text("kind", one_of=PHONE_KINDS), fields.text("id", ""))
    fields.done()
    return phone


def read_screen(fields: Fields) -> Screen:
    """Read one desktop."""
    screen = Screen(fields.text("label"), fields.text("url"), fields.text("userid"))
    fields.done()
    return screen
