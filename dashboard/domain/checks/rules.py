"""The code of every rule, and whether it blocks."""

from data_access.vocabulary import Severity

RULES: dict[str, Severity] = {
    "child-above-parent": Severity.ERROR,
    "count-not-list": Severity.ERROR,
    "founded-in-future": Severity.ERROR,
    "founded-after-quarter": Severity.ERROR,
    "founded-too-early": Severity.ERROR,
    "personal-number": Severity.ERROR,
    "founded-last-quarter": Severity.WARNING,
    "founded-twice": Severity.WARNING,
    "founded-before": Severity.WARNING,
    "party-few-members": Severity.WARNING,
    "union-few-workers": Severity.WARNING,
    "youth-without-party": Severity.WARNING,
    "no-tax-code": Severity.WARNING,
    "no-decision-number": Severity.WARNING,
    "no-members": Severity.WARNING,
    "tax-code-form": Severity.WARNING,
    "tax-code-check-digit": Severity.WARNING,
    "main-blank": Severity.WARNING,
    "unusual-figure": Severity.WARNING,
    "stock-roll-forward": Severity.WARNING,
    "members-per-organisation": Severity.WARNING,
    "members-without-organisation": Severity.WARNING,
    "parent-and-children": Severity.WARNING,
    "cross-check-differs": Severity.WARNING,
    "part-left-out": Severity.WARNING,
    "row-struck-out": Severity.WARNING,
    "date-in-text": Severity.WARNING,
}
