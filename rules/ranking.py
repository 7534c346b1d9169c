"""Ranking a quarter and drawing both lists from the one ranking (R22, R23, R35, R36, A9, A10)."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Final, Literal

from rules.policy import CATEGORY, TIE_BREAKS, Policy, TieBreak

ListName = Literal["red", "grey", "none"]
_Merits = tuple[Decimal | Fraction, ...]
TieAtBoundary = Literal["include", "exclude"]


@dataclass(frozen=True)
class Standing:
    """What an organisation is ranked by (A9).

    `total` is rounded already; `tie_category` is its score in the category that breaks ties, 0 where none does.
    """

    organization: str
    base: Decimal
    bonus: Decimal
    total: Decimal
    open_orders: int
    on_time_rate: Fraction
    tie_category: Decimal


@dataclass(frozen=True)
class Placing:
    """An organisation's rank and list; `tied` says that somebody else has the same rank."""

    organization: str
    rank: int
    list: ListName
    tied: bool


@dataclass(frozen=True)
class Ranking:
    """The ranking of a quarter, best first; equal ranks stand in the order they were given.

    `red_size` and `grey_size` are the sizes that held (A10). `ties_at_boundary` names the organisations that share
    their rank across the edge of a list: a human looks at them before the board is shown (A9).
    """

    placings: tuple[Placing, ...]
    red_size: int
    grey_size: int
    ties_at_boundary: tuple[str, ...]

    @property
    def red(self) -> tuple[str, ...]:
        """The red list, best first."""
        return tuple(placing.organization for placing in self.placings if placing.list == "red")

    @property
    def grey(self) -> tuple[str, ...]:
        """The grey list, best first."""
        return tuple(placing.organization for placing in self.placings if placing.list == "grey")


@dataclass(frozen=True)
class ListRule:
    """How ties are broken and who stands on which list at the edges (A9, A10); the defaults are the project's."""

    tie_break: tuple[TieBreak, ...] = (*TIE_BREAKS, CATEGORY)
    red_tie: TieAtBoundary = "include"
    grey_tie: TieAtBoundary = "exclude"
    red_share: Fraction = Fraction(2, 3)
    grey_share: Fraction = Fraction(1, 3)
    grey_exempt_score: Decimal | None = None

    @classmethod
    def of_policy(cls, policy: Policy) -> "ListRule":
        """Take a scheme's choices."""
        return cls(
            tie_break=policy.tie_break,
            red_tie=policy.red_tie_at_boundary,
            grey_tie=policy.grey_tie_at_boundary,
            red_share=policy.small_town_red_share,
            grey_share=policy.small_town_grey_share,
            grey_exempt_score=policy.grey_exempt_score,
        )


DEFAULT_RULE: Final = ListRule()


@dataclass(frozen=True)
class Group:
    """Organisations that no tie-break can tell apart, with how many are better and worse."""

    standings: tuple[Standing, ...]
    better: int
    worse: int

    def reaches(self, others: int, size: int, tie: TieAtBoundary) -> bool:
        """Whether the group is on a list of this size, `others` being nearer to its end."""
        return others < size if tie == "include" else others + len(self.standings) <= size

    def straddles(self, others: int, size: int) -> bool:
        """Whether the edge of the list runs through the group."""
        return others < size < others + len(self.standings)


def rank(standings: Sequence[Standing], red_size: int, grey_size: int, rule: ListRule = DEFAULT_RULE) -> Ranking:
    """Rank by total, highest first, and draw the red and the grey list (R22, R23, R35, R36).

    Nobody is on both lists: whoever is red is not grey. When fewer are ranked than both lists hold, the sizes shrink
    to the rule's shares (A10); a list of size 0 is none.
    """
    red_size, grey_size = sizes(len(standings), red_size, grey_size, rule)
    placings: list[Placing] = []
    tied_at_edge: list[str] = []
    for group in groups(standings, rule.tie_break):
        name = list_of(group, red_size, grey_size, rule)
        tied = len(group.standings) > 1
        placings += [Placing(each.organization, group.better + 1, name, tied) for each in group.standings]
        if group.straddles(group.better, red_size) or group.straddles(group.worse, grey_size):
            tied_at_edge += [each.organization for each in group.standings]
    return Ranking(tuple(placings), red_size, grey_size, tuple(tied_at_edge))


def rank_among(
    standing: Standing, totals: Sequence[Decimal], equals: Mapping[Standing, int], tie_break: tuple[TieBreak, ...]
) -> int:
    """Tell the rank somebody has that has risen; where it stood before is nobody better.

    `totals` are everybody's, lowest first; `equals` those who have as much, alike in all but their names put together,
    with how many they are.
    """
    merits = _merits(standing, tie_break)
    ahead = sum(count for one, count in equals.items() if _merits(one, tie_break) > merits)
    return 1 + len(totals) - bisect_right(totals, standing.total) + ahead


def sizes(ranked: int, red_size: int, grey_size: int, rule: ListRule) -> tuple[int, int]:
    """Tell how many the red and the grey list hold where so many are ranked (A10)."""
    if ranked >= red_size + grey_size:
        return red_size, grey_size
    return red_size and int(rule.red_share * ranked), grey_size and int(rule.grey_share * ranked)


def groups(standings: Sequence[Standing], tie_break: tuple[TieBreak, ...]) -> Iterator[Group]:
    """Put those together whom no tie-break can tell apart, best first."""
    merited = sorted(((_merits(one, tie_break), one) for one in standings), key=_FIRST, reverse=True)
    equals = (tuple(one for _, one in group) for _, group in groupby(merited, _FIRST))
    return _counted(equals, len(standings))


def groups_if(
    found: Sequence[Group], place: int, instead: Standing, tie_break: tuple[TieBreak, ...]
) -> Iterator[Group]:
    """Put the first of the group at a place elsewhere, as one who stands otherwise; of the others nobody moves.

    It comes last in a group of equals.
    """
    merits = _merits(instead, tie_break)
    rest = [each.standings[number == place :] for number, each in enumerate(found)]
    rest = [each for each in rest if each]
    at = next((number for number, each in enumerate(rest) if _merits(each[0], tie_break) <= merits), len(rest))
    if at < len(rest) and _merits(rest[at][0], tie_break) == merits:
        rest[at] = (*rest[at], instead)
    else:
        rest.insert(at, (instead,))
    return _counted(rest, sum(map(len, rest)))


def _counted(equals: Iterable[tuple[Standing, ...]], all_: int) -> Iterator[Group]:
    better = 0
    for group in equals:
        yield Group(group, better, all_ - better - len(group))
        better += len(group)


def _merits(standing: Standing, tie_break: tuple[TieBreak, ...]) -> _Merits:
    """Return the total and what breaks a tie, each so that more is better (A9)."""
    return standing.total, *[
        _MERITS[name](standing) if name in _MERITS else standing.tie_category for name in tie_break
    ]


_MERITS: Final[Mapping[str, Callable[[Standing], Decimal | Fraction]]] = {
    "base_score": lambda standing: standing.base,
    "fewer_open_orders": lambda standing: Decimal(-standing.open_orders),
    "self_check_on_time_rate": lambda standing: standing.on_time_rate,
}
# What groups are sorted by.
_FIRST: Final = itemgetter(0)


@dataclass(frozen=True)
class Decider:
    """What put one of two equal totals before the other, and what each of both had of it (A9).

    Points, a number of orders that are not closed out, or a share of self-checks that came in on time.
    """

    by: TieBreak
    better: Decimal | Fraction | int
    worse: Decimal | Fraction | int


def decider(better: Standing, worse: Standing, tie_break: tuple[TieBreak, ...]) -> Decider | None:
    """Name what tells two organisations of equal total apart; None where their totals do, or nothing does (A9)."""
    mine, theirs = _merits(better, tie_break), _merits(worse, tie_break)
    if mine[0] != theirs[0]:
        return None
    by = next((name for name, a, b in zip(tie_break, mine[1:], theirs[1:], strict=True) if a != b), None)
    return Decider(by, _had(better, by), _had(worse, by)) if by else None


Verdict = Literal["same", "ahead", "behind", "unneeded"]


@dataclass(frozen=True)
class Compared:
    """One tie-break between two equal totals, seen from one of them: what it had, and what came of it (A9)."""

    by: TieBreak
    had: Decimal | Fraction | int
    verdict: Verdict


def comparisons(own: Standing, other: Standing, tie_break: tuple[TieBreak, ...]) -> list[Compared]:
    """Go through the tie-breaks as the rule does; behind the one that decides nothing is compared any more (A9)."""
    found: list[Compared] = []
    is_decided = False
    for by, mine, theirs in zip(tie_break, _merits(own, tie_break)[1:], _merits(other, tie_break)[1:], strict=True):
        verdict: Verdict = (
            "unneeded" if is_decided else "same" if mine == theirs else "ahead" if mine > theirs else "behind"
        )
        found.append(Compared(by, _had(own, by), verdict))
        is_decided = is_decided or mine != theirs
    return found


def _had(standing: Standing, by: TieBreak) -> Decimal | Fraction | int:
    had: dict[TieBreak, Decimal | Fraction | int] = {
        "base_score": standing.base,
        "fewer_open_orders": standing.open_orders,
        "self_check_on_time_rate": standing.on_time_rate,
    }
    return had.get(by, standing.tie_category)


def list_of(group: Group, red_size: int, grey_size: int, rule: ListRule) -> ListName:
    """Tell which list of so many a group is on."""
    if group.reaches(group.better, red_size, rule.red_tie):
        return "red"
    total = group.standings[0].total
    # 以上 includes the number itself (民法典 1259), so a score equal to the limit is spared too.
    spared = rule.grey_exempt_score is not None and total >= rule.grey_exempt_score
    if not spared and group.reaches(group.worse, grey_size, rule.grey_tie):
        return "grey"
    return "none"
