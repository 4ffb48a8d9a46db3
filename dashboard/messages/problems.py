"""The sentence of every rule of a return, made from its parameters in the reader's language.

What is stored is filled into these: where a sentence comes to need another parameter, it becomes a
variant of its rule and the one before it stays.
"""

from collections.abc import Mapping
from fractions import Fraction

from dashboard.errors import Parameters
from dashboard.i18n import N_, format_count, format_date
from dashboard.messages.placeholders import (
    Count,
    Day,
    Digits,
    Exact,
    Made,
    Movements,
    Name,
    Quarter,
    Score,
    Sentence,
    Share,
    Text,
)
from data_access.vocabulary import Period

TEXT, DIGITS, DAY, QUARTER, NAME = Text(), Digits(), Day(), Quarter(), Name()
COUNT, DIFFERENCE = Count(), Count(sign=True)

ENTERPRISE = {"enterprise": TEXT}


def _first_day(parameters: Parameters) -> str:
    return format_date(Period.parse(parameters["period"]).first_day)


def _last_day(parameters: Parameters) -> str:
    return format_date(Period.parse(parameters["period"]).last_day)


def _average(parameters: Parameters) -> str:
    return format_count(Fraction(parameters["count"], parameters["organisations"]))


SENTENCES: Mapping[str, Mapping[str, Sentence]] = {
    "child-above-parent": {
        "": Sentence(
            N_(
                "“{child}” is {part}, more than the {whole} of “{parent}” that it is a part of. "
                "Correct one of the two figures."
            ),
            {"child": NAME, "part": COUNT, "whole": Count(blank=N_("(blank)")), "parent": NAME},
        ),
    },
    "count-not-list": {
        "": Sentence(
            N_(
                "“{indicator}” is {figure}, but the list of organisations founded has {rows} of "
                "them. The two must be equal: correct the figure or the list."
            ),
            {"indicator": NAME, "figure": COUNT, "rows": COUNT},
        ),
        "blank": Sentence(
            N_(
                "“{indicator}” is blank, but the list of organisations founded has {rows} of them. "
                "Type {rows}, or take the rows that do not belong out of the list."
            ),
            {"indicator": NAME, "rows": COUNT},
        ),
        "hidden": Sentence(
            N_(
                "“{indicator}” is {figure}, but the list of organisations founded has {rows} of "
                "them, hidden rows included (row {hidden}). The two must be equal: show all rows, "
                "then correct the figure or the list."
            ),
            {"indicator": NAME, "figure": COUNT, "rows": COUNT, "hidden": TEXT},
        ),
        "blank-hidden": Sentence(
            N_(
                "“{indicator}” is blank, but the list of organisations founded has {rows} of them, "
                "hidden rows included (row {hidden}). Show all rows, then type {rows}, or take the "
                "rows that do not belong out of the list."
            ),
            {"indicator": NAME, "rows": COUNT, "hidden": TEXT},
        ),
    },
    "all-blank": {
        "": Sentence(
            N_(
                "All {count} main figures are blank, so that the return would report nothing. Type "
                "each of them, 0 where there was none in the quarter."
            ),
            {"count": DIGITS},
        ),
        "whole": Sentence(
            N_(
                "The return is wholly blank. Type the figures that you report, 0 where there was "
                "none in the quarter."
            ),
            {},
        ),
    },
    "figure-not-asked": {
        "": Sentence(
            N_(
                "Row {row} (“{line}”) asks for no figure, so that what stands in it is not counted "
                "({figures}). Move it to the row of its indicator, or clear it."
            ),
            {"row": DIGITS, "line": TEXT, "figures": TEXT},
        ),
        "year-to-date": Sentence(
            N_(
                "“{indicator}”: {typed} stands in the column of the year to date, which is "
                "computed, while the figure of the quarter (cell {figure}) is blank, so that "
                "nothing is counted. Type the figure of the quarter, or clear this cell."
            ),
            {"indicator": NAME, "typed": TEXT, "figure": TEXT},
        ),
        "year-to-date-differs": Sentence(
            N_(
                "“{indicator}”: {typed} was typed as the year to date, which is computed: with the "
                "{quarter} of the quarter (cell {figure}) it is {sum}. Only the figure of the "
                "quarter counts: correct it if it is wrong, or clear this cell."
            ),
            {"indicator": NAME, "typed": TEXT, "figure": TEXT, "quarter": COUNT, "sum": COUNT},
        ),
    },
    "hidden-rows": {
        "": Sentence(
            N_(
                "Rows of this sheet that are hidden or filtered out count too: row {rows}. Show "
                "them (select all › right click › Unhide, Data › Clear the filter) and check them; "
                "clear those that are not to count."
            ),
            {"rows": TEXT},
        ),
        "blank": Sentence(
            N_(
                "Rows of this sheet that are hidden or filtered out ask for a main figure and are "
                "blank: row {rows}. Show them and type the figure, 0 where there was none."
            ),
            {"rows": TEXT},
        ),
    },
    "hidden-columns": {
        "": Sentence(
            N_(
                "Column {column} (“{title}”) is hidden, and what stands in it counts too. Show it "
                "and check it; clear what is not to count."
            ),
            {"column": TEXT, "title": TEXT},
        ),
    },
    "hidden-sheet": {
        "": Sentence(
            N_(
                "This sheet is hidden, and what stands in it counts too. Show it (right click on "
                "the tabs › Unhide) and check it; clear what is not to count."
            ),
            {},
        ),
    },
    "founded-in-future": {
        "": Sentence(
            N_(
                "The founding date {day} ({enterprise}) has not come yet (today is {today}). "
                "Correct the date."
            ),
            {"day": DAY, "enterprise": TEXT, "today": DAY},
        ),
    },
    "founded-after-quarter": {
        "": Sentence(
            N_(
                "The founding date {day} ({enterprise}) is after {period}, which ends on {last}. "
                "Correct the date, or list the organisation in the next return."
            ),
            {"day": DAY, "enterprise": TEXT, "period": QUARTER},
            {"last": _last_day},
        ),
    },
    "founded-too-early": {
        "": Sentence(
            N_(
                "The founding date {day} ({enterprise}) is more than one quarter before {period}, "
                "which begins on {first}. Correct the date, or ask for the earlier return to be "
                "reopened."
            ),
            {"day": DAY, "enterprise": TEXT, "period": QUARTER},
            {"first": _first_day},
        ),
    },
    "founded-last-quarter": {
        "": Sentence(
            N_(
                "The founding date {day} ({enterprise}) is in the quarter before {period}. Keep it "
                "only if the decision was signed after the last return was handed in."
            ),
            {"day": DAY, "enterprise": TEXT, "period": QUARTER},
        ),
    },
    "founded-twice": {
        "": Sentence(
            N_(
                "{enterprise} stands twice in the list under “{indicator}”. "
                "Take one out if it is the same organisation."
            ),
            {"enterprise": TEXT, "indicator": NAME},
        ),
        "with-cell": Sentence(
            N_(
                "{enterprise} stands twice in the list under “{indicator}”; the first time in cell "
                "{cell}. Take one out if it is the same organisation."
            ),
            {"enterprise": TEXT, "indicator": NAME, "cell": TEXT},
        ),
    },
    "founded-before": {
        "": Sentence(
            N_(
                "{enterprise} was already reported under “{indicator}” by {unit} for {period}. "
                "Take it out if it is the same organisation."
            ),
            {"enterprise": TEXT, "indicator": NAME, "unit": TEXT, "period": QUARTER},
        ),
    },
    "party-few-members": {
        "": Sentence(
            N_(
                "{enterprise}: a Party organisation wants {least} members or more, "
                "{members} are given. Check the number."
            ),
            {"enterprise": TEXT, "least": DIGITS, "members": DIGITS},
        ),
        "by-review": Sentence(
            N_(
                "{enterprise}: a Party organisation wants {least} members or more, the review of "
                "enterprises gives {members}. Check the number."
            ),
            {"enterprise": TEXT, "least": DIGITS, "members": DIGITS},
        ),
    },
    "union-few-workers": {
        "": Sentence(
            N_(
                "{enterprise}: a trade union is to be founded where there are {least} workers "
                "or more, the review of enterprises gives {workers}. Check both."
            ),
            {"enterprise": TEXT, "least": DIGITS, "workers": COUNT},
        ),
    },
    "youth-without-party": {
        "": Sentence(
            N_(
                "{enterprise}: a youth organisation wants a Party organisation in the enterprise. "
                "None is known: give it in the review of enterprises if there is one."
            ),
            ENTERPRISE,
        ),
        "by-review": Sentence(
            N_(
                "{enterprise}: a youth organisation wants a Party organisation in the enterprise, "
                "the review of enterprises says there is none. Check both."
            ),
            ENTERPRISE,
        ),
    },
    "no-tax-code": {
        "": Sentence(
            N_("{enterprise}: the tax code is missing. Add it if it is known."), ENTERPRISE
        ),
    },
    "no-decision-number": {
        "": Sentence(
            N_("{enterprise}: the number of the founding decision is missing."), ENTERPRISE
        ),
    },
    "no-members": {
        "": Sentence(N_("{enterprise}: the number of members at founding is missing."), ENTERPRISE),
    },
    "personal-number": {
        "": Sentence(
            N_(
                "{enterprise}: a number of 12 digits is a person's identification number, and no "
                "personal data is kept here. Clear the cell, or type the enterprise's own tax code "
                "of 10 digits."
            ),
            ENTERPRISE,
        ),
    },
    "tax-code-form": {
        "": Sentence(
            N_(
                "{enterprise}: “{tax_code}” is not a tax code. It has 10 digits, or 10 digits and "
                "3 more for a dependent unit (0101234565-001)."
            ),
            {"enterprise": TEXT, "tax_code": TEXT},
        ),
    },
    "tax-code-check-digit": {
        "": Sentence(
            N_(
                "{enterprise}: “{tax_code}” cannot be a tax code: its tenth digit does not agree "
                "with the nine before it, so a digit is wrong. Compare it with the registration "
                "certificate."
            ),
            {"enterprise": TEXT, "tax_code": TEXT},
        ),
    },
    "main-blank": {
        "": Sentence(
            N_(
                "“{indicator}” is blank: that means not reported. "
                "Type 0 if there was none in the quarter, or the figure."
            ),
            {"indicator": NAME},
        ),
    },
    "unusual-figure": {
        "flow": Sentence(
            N_(
                "“{indicator}” is {figure}, far from the unit's own earlier quarters: the median "
                "of {quarters} of them is {median}, the usual range {low} to {high} ({score}). "
                "Check the figure; if it is right, say why in the explanation."
            ),
            {
                "indicator": NAME,
                "figure": COUNT,
                "quarters": DIGITS,
                "median": Exact(),
                "low": COUNT,
                "high": COUNT,
                "score": Score(),
            },
        ),
        "stock": Sentence(
            N_(
                "“{indicator}” is {figure}, a change of {change} since the quarter before, far "
                "from the unit's own earlier changes: the median of {quarters} of them is "
                "{median}, the usual range {low} to {high} ({score}). Check the figure; if it is "
                "right, say why in the explanation."
            ),
            {
                "indicator": NAME,
                "figure": COUNT,
                "change": DIFFERENCE,
                "quarters": DIGITS,
                "median": Exact(sign=True),
                "low": DIFFERENCE,
                "high": DIFFERENCE,
                "score": Score(),
            },
        ),
    },
    "stock-roll-forward": {
        "": Sentence(
            N_(
                "“{stock}” is {now}, but the {last} of the quarter before {movements} make {made}: "
                "a difference of {difference}. Correct the figure that is wrong; if all of them "
                "are right, explain the difference."
            ),
            {
                "stock": NAME,
                "now": COUNT,
                "last": COUNT,
                "movements": Movements(),
                "made": Made(),
                "difference": DIFFERENCE,
            },
        ),
    },
    "members-per-organisation": {
        "": Sentence(
            N_(
                "“{members}” is {count} for {organisations} of “{existing}”: {average} each, where "
                "{least} to {most} are usual. Check both figures."
            ),
            {
                "members": NAME,
                "count": COUNT,
                "organisations": COUNT,
                "existing": NAME,
                "least": COUNT,
                "most": COUNT,
            },
            {"average": _average},
        ),
    },
    "members-without-organisation": {
        "": Sentence(
            N_(
                "“{members}” is {count}, but “{existing}” is 0, so there is no organisation that "
                "they could belong to. Correct one of the two figures, or explain it."
            ),
            {"members": NAME, "count": COUNT, "existing": NAME},
        ),
    },
    "parent-and-children": {
        "": Sentence(
            N_(
                "“{indicator}” is {own}, not less than the {theirs} that {told} units below have "
                "reported themselves. Their figures are added to this one: if it holds them "
                "already, leave them out, or they count twice."
            ),
            {"indicator": NAME, "own": COUNT, "theirs": COUNT, "told": COUNT},
        ),
        "below": Sentence(
            N_(
                "“{indicator}”: {unit} reports a figure of its own that is not less than those of "
                "all {told} units below it together, this one included. Ask {unit} whether it "
                "holds yours already; if so, they count twice."
            ),
            {"indicator": NAME, "unit": TEXT, "told": COUNT},
        ),
    },
    "cross-check-differs": {
        "": Sentence(
            N_(
                "“{indicator}” is {own}; the units themselves reported {theirs} ({told} of {due} "
                "returns): a difference of {difference}, more than {share} of their sum. Reconcile "
                "the two, or explain the difference."
            ),
            {
                "indicator": NAME,
                "own": COUNT,
                "theirs": COUNT,
                "told": COUNT,
                "due": COUNT,
                "difference": DIFFERENCE,
                "share": Share(),
            },
        ),
    },
    "part-left-out": {
        "": Sentence(
            N_(
                "“{label}”: “{part}” is raised, lowered or struck out and was left out; “{rest}” "
                "counts. If that is not what was meant, type the cell again."
            ),
            {"label": TEXT, "part": TEXT, "rest": TEXT},
        ),
        "whole": Sentence(
            N_(
                "“{label}”: all of “{part}” is struck out and was left out. If it is to count, "
                "take the line through it off; if not, clear the cell."
            ),
            {"label": TEXT, "part": TEXT},
        ),
    },
    "row-struck-out": {
        "": Sentence(
            N_(
                "All of row {row} is struck out and was left out. If it is to count, take the line "
                "through it off; if not, delete the row."
            ),
            {"row": DIGITS},
        ),
    },
    "date-in-text": {
        "": Sentence(
            N_(
                "“{label}”: the spreadsheet has made a date of what was typed ({day}), as it does "
                "of a number such as 12/2026 or 8-10. Format the cell as text and type it again."
            ),
            {"label": TEXT, "day": TEXT},
        ),
    },
}
"""By rule and variant, "" where a rule has one only."""


def sentence(rule: str, variant: str, parameters: Parameters) -> str:
    """Return the sentence in the language in force.

    What no sentence here can be filled with (another version stored it) is named with its values.
    """
    known = SENTENCES.get(rule, {}).get(variant)
    if known is not None and known.placeholders.keys() <= parameters.keys():
        return known.fill(parameters)
    values = ", ".join(f"{name}: {value}" for name, value in parameters.items())
    return f"{rule} ({values})" if values else rule
