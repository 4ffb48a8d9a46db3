"""The rules of the field once more, read slowly and without SQL: what the record must answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from dashboard.domain.progress import Status
from data_access.vocabulary import Counting, DecisionKind, Period, TargetStage

FLOW = "PARTY_ORG_FOUNDED"
OTHER_FLOW = "UNION_FOUNDED"
STOCK = "PARTY_ORG_TOTAL"
YEARS_BACK = 6


@dataclass(frozen=True)
class Place:
    """A unit by its number in the list; ``above`` is its parent's."""

    above: int | None
    counting: Counting
    reports: bool
    valid_from: date
    valid_to: date | None

    def exists(self, year: int, quarter: int) -> bool:
        last = Period(year, quarter).last_day
        return self.valid_from <= last and (self.valid_to is None or last <= self.valid_to)


@dataclass(frozen=True)
class Sent:
    """A revision handed in on ``day`` and decided on ``decided_on`` (days are numbers).

    ``reopened_on``: when an accepted one was opened again, which changes nothing that is counted:
    it stays accepted, and every return of its quarter as accepted as it was, until another
    revision is accepted. A withdrawn one is decided on, and was never accepted.
    """

    place: int
    year: int
    quarter: int
    figures: dict[str, int]
    day: int
    decision: DecisionKind | None
    decided_on: int
    reopened_on: int | None = None


@dataclass(frozen=True)
class Past:
    """A historical figure brought in on ``day``; quarter 0: the whole year."""

    place: int
    year: int
    quarter: int
    code: str
    amount: int
    day: int


@dataclass(frozen=True)
class Aim:
    place: int
    year: int
    stage: TargetStage
    amounts: dict[str, int | None]
    day: int


@dataclass(frozen=True)
class Answer:
    """What is compared; ``expected`` None: no status depends on it."""

    target: int | None
    actual: int | None
    status: Status
    expected: Fraction | None
    provisional: bool
    history: bool
    cumulative: tuple[int | None, ...]


@dataclass(frozen=True)
class Naive:
    """The whole record as lists, seen on ``until`` (a day's number)."""

    places: list[Place]
    sent: list[Sent]
    past: list[Past]
    aims: list[Aim]
    closed_on: dict[int, int]
    until: int
    provisional: bool

    def counting(self, place: int, year: int, quarter: int) -> tuple[dict[str, int], bool] | None:
        """Return the figures of the return that count, and whether nobody has reviewed them."""
        mine = [
            each
            for each in self.sent
            if (each.place, each.year, each.quarter) == (place, year, quarter)
            and each.day <= self.until
        ]
        undecided = [each for each in mine if not each.decision or each.decided_on > self.until]
        if self.provisional and mine and mine[-1] in undecided:
            return mine[-1].figures, True
        accepted = [
            each for each in mine if each not in undecided and each.decision is DecisionKind.ACCEPT
        ]
        return (accepted[-1].figures, False) if accepted else None

    def reported_at_all(self, place: int, year: int) -> bool:
        return any(self.counting(place, year, quarter) for quarter in (1, 2, 3, 4))

    def remembered(self, place: int, year: int, quarter: int) -> dict[str, int]:
        """Return the historical figures for a quarter (0: the year) that no return displaces."""
        if quarter == 0 and self.reported_at_all(place, year):
            return {}
        if quarter > 0 and self.counting(place, year, quarter):
            return {}
        return {
            each.code: each.amount
            for each in self.past
            if (each.place, each.year, each.quarter) == (place, year, quarter)
            and each.day <= self.until
        }

    def only_whole(self, place: int, year: int) -> dict[str, int]:
        """Return the figures that are known of the year only as a whole."""
        by_quarter = {
            code for quarter in (1, 2, 3, 4) for code in self.remembered(place, year, quarter)
        }
        whole = self.remembered(place, year, 0)
        return {code: amount for code, amount in whole.items() if code not in by_quarter}

    def figure(self, place: int, code: str, year: int, quarter: int) -> int | None:
        """Return the quarter's own figure; None: none reported."""
        found = self.counting(place, year, quarter)
        if found is None:
            return self.remembered(place, year, quarter).get(code)
        return found[0].get(code)

    def year_to_date(self, place: int, code: str, year: int, quarter: int) -> int | None:
        known = [self.figure(place, code, year, each) for each in range(1, quarter + 1)]
        if quarter == 4:
            known.append(self.only_whole(place, year).get(code))
        told = [each for each in known if each is not None]
        if not told:
            return None
        return told[-1] if code == STOCK else sum(told)

    def told(self, place: int, year: int, quarter: int) -> bool:
        return bool(
            self.counting(place, year, quarter)
            or self.remembered(place, year, quarter)
            or (quarter == 4 and self.remembered(place, year, 0))
        )

    def below(self, branch: int) -> Iterator[int]:
        """Yield the branch and every unit below that is counted all the way up to it."""
        for number, place in enumerate(self.places):
            at, way = number, place
            while at != branch and way.above is not None and way.counting is Counting.COUNTED:
                at, way = way.above, self.places[way.above]
            if at == branch:
                yield number

    def province(self, branch: int) -> int:
        above = self.places[branch].above
        return branch if above is None else self.province(above)

    def actual(self, branch: int, code: str, year: int, quarter: int) -> int | None:
        holding = list(self.below(branch))
        if code == STOCK:
            reported = self.quarters_told(branch, year, quarter)
            if not reported:
                return None
            quarter = reported[-1]
            holding = [place for place in holding if not self.gone(place, branch, year, quarter)]
        known = [self.year_to_date(place, code, year, quarter) for place in holding]
        told = [each for each in known if each is not None]
        return sum(told) if told else None

    def gone(self, place: int, branch: int, year: int, quarter: int) -> bool:
        """Whether the unit ended, within a branch that outlives it, before the quarter did."""
        ended, outlived = self.places[place].valid_to, self.places[branch].valid_to
        if ended is None or (outlived is not None and outlived <= ended):
            return False
        return ended < Period(year, quarter).last_day

    def quarters_told(self, branch: int, year: int, quarter: int) -> tuple[int, ...]:
        return tuple(
            each
            for each in range(1, quarter + 1)
            if any(self.told(place, year, each) for place in self.below(branch))
        )

    def due(self, branch: int, year: int, quarter: int) -> list[int]:
        return [
            place
            for place in self.below(branch)
            if self.places[place].reports and self.places[place].exists(year, quarter)
        ]

    def accepted(self, branch: int, year: int, quarter: int) -> int:
        found = 0
        for place in self.due(branch, year, quarter):
            counts = self.counting(place, year, quarter)
            found += self.told(place, year, quarter) and not (counts and counts[1])
        return found

    def all_accepted(self, branch: int, year: int, quarter: int) -> bool:
        anything = quarter in self.quarters_told(branch, year, quarter)
        due = len(self.due(branch, year, quarter))
        return anything and self.accepted(branch, year, quarter) == due

    def shares(self, branch: int, code: str, before: int, quarter: int) -> list[Fraction]:
        """Return what each complete earlier year had reached by the quarter, newest first."""
        found = []
        for year in range(before - 1, before - YEARS_BACK - 1, -1):
            whole = any(self.remembered(place, year, 0) for place in self.below(branch))
            complete = all(self.all_accepted(branch, year, each) for each in (1, 2, 3, 4))
            total = self.actual(branch, code, year, 4)
            if complete and not whole and total:
                found.append(Fraction(self.actual(branch, code, year, quarter) or 0, total))
        return found[:3]

    def expected(self, branch: int, code: str, target: int, year: int, quarter: int) -> Fraction:
        if quarter == 4:
            return Fraction(target)
        shares = self.shares(branch, code, year, quarter)
        shares = shares or self.shares(self.province(branch), code, year, quarter)
        if not shares or code == STOCK:
            return Fraction(target * quarter, 4)
        weight = Fraction(len(shares), len(shares) + 2)
        usual = sum(shares, Fraction()) / len(shares)
        return target * (weight * usual + (1 - weight) * Fraction(quarter, 4))

    def target(self, branch: int, code: str, year: int) -> int | None:
        if code == STOCK:  # a total takes no target, whatever a decision says
            return None
        in_force: dict[TargetStage, dict[str, int]] = {stage: {} for stage in TargetStage}
        for aim in self.aims:
            if (aim.place, aim.year) == (branch, year) and aim.day <= self.until:
                for each, amount in aim.amounts.items():
                    in_force[aim.stage].pop(each, None)
                    if amount is not None:
                        in_force[aim.stage][each] = amount
        assigned = in_force[TargetStage.ASSIGNED]
        return (assigned or in_force[TargetStage.REGISTERED]).get(code)

    def status(self, branch: int, code: str, period: Period) -> Status:
        target = self.target(branch, code, period.year)
        actual = self.actual(branch, code, period.year, period.quarter)
        told = self.quarters_told(branch, period.year, period.quarter)
        if not target:
            return Status.NO_TARGET
        if actual is None:
            return Status.NO_REPORT
        if actual >= target:
            return Status.MET if actual == target else Status.EXCEEDED
        closed = self.closed_on.get(period.year)
        over = closed is not None and closed <= self.until
        if period.quarter == 4 and (over or self.all_accepted(branch, period.year, 4)):
            return Status.MISSED
        expected = self.expected(branch, code, target, period.year, told[-1])
        if told[-1] == 1 or expected < 1:
            return Status.TOO_EARLY
        if actual / expected >= Fraction("0.95") or (told[-1] < 4 and actual >= expected - 1):
            return Status.ON_TRACK
        return Status.SLOW if actual / expected >= Fraction("0.75") else Status.AT_RISK

    def answer(self, branch: int, code: str, period: Period) -> Answer:
        year, upto = period.year, range(1, period.quarter + 1)
        target = self.target(branch, code, year)
        told = self.quarters_told(branch, year, period.quarter)
        unreviewed, of_history = False, False
        for place in self.below(branch):
            for quarter in upto:
                if code == STOCK and self.gone(place, branch, year, quarter):
                    break
                counts = self.counting(place, year, quarter)
                unreviewed |= bool(counts and counts[1] and code in counts[0])
                of_history |= code in self.remembered(place, year, quarter)
            else:
                of_history |= period.quarter == 4 and code in self.only_whole(place, year)
        return Answer(
            target=target,
            actual=self.actual(branch, code, year, period.quarter),
            status=self.status(branch, code, period),
            expected=self.expected(branch, code, target, year, told[-1])
            if target and told
            else None,
            provisional=unreviewed,
            history=of_history,
            cumulative=tuple(
                self.actual(branch, code, year, each) if each in told else None
                for each in (1, 2, 3, 4)
            ),
        )
