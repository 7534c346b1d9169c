"""Odd requests to pages and console: every route, every method, by people of every role and by nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import quote

import pytest
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from services.rights.asking import may
from services.rights.stated import right_of
from services.rights.table import Right
from tests.fuzz.odd import Dice, Figures
from tests.worlds import browsers as people
from tests.worlds.browsers import PUBLIC_URL, Town
from tests.worlds.recorded_quarters import person
from tests.worlds.snapshots import rows_of_tables
from tests.worlds.who_may import BRANCH, PEOPLE

METHODS: Final = ("GET", "GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "BREW")
FITTING: Final = 0.8
LOOKING: Final = ("GET", "HEAD", "OPTIONS")
# What a visit may leave behind although nothing was done: drafts that keep what was typed, sign-ins that were spent,
# whose score was looked at.
MAY_BE_LEFT: Final = frozenset(
    {"page_drafts", "conversations", "spent_tokens", "inbox", "outbox", "rates", "score_readings"}
)
NAMED: Final = {
    "quarter": ("2026-Q3", "2026-Q2", "2026-Q4"),
    "organization_id": (BRANCH, "org-012", "org-001"),
    "year": ("2026", "2025"),
    "month": ("2026-10", "2026-09"),
    "category": ("ZD", "HD"),
    "subject": ("register", "records", "tasks", "inspections", "bonus_claims", "democratic_reviews", "holidays"),
    "case_id": ("1", "2", "3", BRANCH, "2026-Q3", "2026", f"2026.{BRANCH}", f"{BRANCH}.2026-10"),
}
ARGUMENTS: Final = (
    *("version", "month", "quarter", "year", "page", "sort", "words", "filter", "chosen", "before", "first", "last"),
    *(
        "who",
        "branch",
        "group",
        "about",
        "next",
        "state",
        "code",
        "to",
        "all",
        "period",
        "check",
        "item",
        "at",
        "filled",
    ),
)
# Whoever signed out would send the rest in vain; a monitor is told 503 where nobody works.
LEFT_OUT: Final = ("/logout", "/readyz", "/healthz")
PLACEHOLDER: Final = re.compile(r"<(?:\w+:)?(\w+)>")
_FORM: Final = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_NAME: Final = re.compile(r"<(input|select|textarea|button)\b([^>]*)>")
_ATTRIBUTE: Final = re.compile(r'(\w+)="([^"]*)"')
MOST_FORMS: Final = 400


@dataclass(frozen=True)
class Form:
    """A form as some page offered it: where it goes, and what its fields held."""

    action: str
    fields: tuple[tuple[str, str], ...]


class Pages:
    """A town under odd requests. `broken` gathers what broke, as the pages themselves log it."""

    def __init__(self, town: Town, dice: Dice, broken: list[BaseException]) -> None:
        self.town, self.dice, self.broken, self.figures = town, dice, broken, Figures()
        who = {**PEOPLE, "stranger": people.STRANGER, "nobody": None}
        self.browsers = {name: town.visitor(userid) for name, userid in who.items()}
        self.userids = who
        self.tokens: dict[str, str] = {}
        self.forms: dict[tuple[str, tuple[str, ...]], Form] = {}
        rules = (rule for rule in town.app.url_map.iter_rules() if rule.rule not in LEFT_OUT)
        self.rules = sorted(rules, key=lambda rule: rule.rule)
        self.watch = town.db.engine.connect()
        self.rows = self._rows()

    def run(self, inputs: int) -> Figures:
        """Send so many requests and look at each answer, and at the database behind it."""
        for _ in range(inputs):
            who = self.dice.choice([*self.browsers])
            (self._submits if self.forms and self.dice.random() < 0.4 else self._calls)(who)
        self.watch.close()
        return self.figures

    def _calls(self, who: str) -> None:
        rule = self.dice.choice(self.rules)
        fitting = sorted(rule.methods or METHODS)
        method = self.dice.choice(fitting if self.dice.random() < FITTING else METHODS)
        address = PLACEHOLDER.sub(lambda found: quote(self._value(found[1]), safe=""), rule.rule)
        asked = [(self.dice.choice(ARGUMENTS), self.dice.odd()) for _ in range(self.dice.choice((0, 0, 0, 1, 3)))]
        form = [(self.dice.choice(ARGUMENTS), self.dice.odd()) for _ in range(3)] if method not in LOOKING else []
        self._send(who, method, address, asked, form, rule)

    def _submits(self, who: str) -> None:
        """Send a form that was offered to somebody, with some of its fields made odd, by anybody."""
        form = self.dice.choice([*self.forms.values()])
        fields = [self._spoilt(name, value) for name, value in form.fields if self.dice.random() < 0.95]
        self._send(who, "POST", form.action, [], fields, self._rule_of(form.action))

    def _spoilt(self, name: str, value: str) -> tuple[str, str]:
        odd = self.dice.random() < 0.25 and name not in ("csrf_token",)
        return name, self.dice.odd() if odd else value or self.dice.choice(("理由充分", "2026-10-08", "1", ""))

    def _value(self, name: str) -> str:
        known = NAMED.get(name, ("1",))
        return self.dice.choice(known) if self.dice.random() < 0.7 else (self.dice.odd() or "x")[:600]

    def _rule_of(self, address: str) -> Rule | None:
        adapter = self.town.app.url_map.bind("bot.example.com", url_scheme="https")
        try:
            return adapter.match(address.partition("?")[0], method="POST", return_rule=True)[0]
        except Exception:  # noqa: BLE001 — an address that is none has no rule
            return None

    def _send(
        self,
        who: str,
        method: str,
        address: str,
        asked: list[tuple[str, str]],
        form: list[tuple[str, str]],
        rule: Rule | None,
    ) -> None:
        has_token = self.dice.random() < 0.9
        sent = [(name, value) for name, value in form if name != "csrf_token"]
        if form and has_token:
            sent.append(("csrf_token", self._token(who)))
        data: dict[str, list[str]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        answer = self.browsers[who].client.open(
            address,
            method=method,
            base_url=PUBLIC_URL,
            query_string=asked or None,
            data=data or None,
            headers={"Referer": f"{PUBLIC_URL}m/"},
        )
        with answer:
            self._judge(answer, who, method, rule, (who, method, address, asked, sent), has_token=has_token)

    def _judge(
        self, answer: TestResponse, who: str, method: str, rule: Rule | None, given: object, *, has_token: bool
    ) -> None:
        self.figures.note(
            f"{'nobody' if self._is_nobody(who) else 'a member'} {method}", f"{answer.status_code // 100}xx"
        )
        if answer.status_code >= 500 or self.broken:
            self.figures.complain(f"{answer.status_code} {self.broken[:1]}", given)
            self.broken.clear()
        self._gather(answer, method)
        rows = self._rows()
        if rows == self.rows:
            return
        self.rows = rows
        if method in LOOKING or answer.status_code >= 400 or not has_token or not self._may(who, rule):
            self.figures.complain(f"changed with {answer.status_code}", given)

    def _is_nobody(self, who: str) -> bool:
        return who in ("nobody", "stranger")

    def _may(self, who: str, rule: Rule | None) -> bool:
        """Tell whether somebody has the right a route states, of the organisation it names."""
        right = right_of(self.town.app.view_functions[rule.endpoint]) if rule else None
        if right is Right.KNOCK:
            return False
        if right is None or self._is_nobody(who):
            return False
        with self.town.db.read() as session:
            return may(session, person(session, self.userids[who] or ""), right, self.town.clock.now())

    def _token(self, who: str) -> str:
        if who not in self.tokens:
            page = self.browsers[who].get("/m/suggestion").text
            found = re.search(r'name="csrf_token" value="([^"]*)"', page)
            self.tokens[who] = found[1] if found else ""
        return self.tokens[who]

    def _gather(self, answer: TestResponse, method: str) -> None:
        if method == "GET" and answer.status_code == 200 and answer.mimetype == "text/html":
            for form in forms_in(answer.text, answer.request.path):
                if len(self.forms) < MOST_FORMS and form.action not in ("/logout",):
                    self.forms.setdefault((form.action, tuple(name for name, _ in form.fields)), form)

    def _rows(self) -> tuple[int, ...]:
        """Tell a state of the database from all others, without what a visit may leave: looked at only when written."""
        version = self.watch.execute(text("PRAGMA data_version")).scalar_one()
        self.watch.rollback()
        if version == getattr(self, "version", None):
            return self.rows
        self.version = version
        with self.town.db.read() as session:
            return tuple(hash(tuple(rows)) for rows in rows_of_tables(session, MAY_BE_LEFT).values())


def forms_in(page: str, address: str) -> Iterator[Form]:
    """Find the forms of a page that are posted."""
    for attributes, inside in _FORM.findall(page):
        form = dict(_ATTRIBUTE.findall(attributes))
        if form.get("method") != "post":
            continue
        fields = [dict(_ATTRIBUTE.findall(tag)) for _, tag in _NAME.findall(inside)]
        named = tuple((one["name"], unescape(one.get("value", ""))) for one in fields if one.get("name"))
        yield Form(unescape(form.get("action", "")) or address, named)


class Heard:
    """Stands where the pages' log stands, and keeps what broke."""

    def __init__(self) -> None:
        self.broken: list[BaseException] = []

    def error(self, _event: str, *, exc_info: BaseException, **_more: object) -> None:
        self.broken.append(exc_info)


def pages_under_odd_requests(town: Town, seed: int, inputs: int, monkeypatch: pytest.MonkeyPatch) -> Figures:
    """Let everybody send odd requests to a town."""
    heard = Heard()
    monkeypatch.setattr("handlers.pages.showing.log", heard)
    return Pages(town, Dice(seed), heard.broken).run(inputs)
