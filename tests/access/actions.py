"""The right that each action needs, and on what."""

from collections.abc import Callable
from datetime import date

from dashboard.actions import (
    accounts,
    bulk,
    decisions,
    drafts,
    entries,
    history,
    indicators,
    parameters,
    periods,
    returns,
    targets,
    tokens,
    units,
)
from dashboard.actions.admission import RequestKey
from dashboard.domain.access import Person, Right
from data_access.vocabulary import DecisionKind, Role, TokenScope
from tests.access.ground import (
    CODE,
    Q3,
    Call,
    a_bundle,
    a_draft,
    a_file_of,
    a_history_file,
    a_key_on,
    a_new_return,
    a_targets_file,
    an_account_on,
    numbers,
    received,
    taken_back,
    took_with_word,
)
from tests.factories import a_unit

# What is done to one unit: the right that it needs on that unit, and how it is done.
ON_A_UNIT: dict[str, tuple[Right, Call]] = {
    "actions.returns.template": (
        Right.SEE_RETURN, lambda _, who, unit: returns.template(who, unit.code, Q3),
    ),
    "actions.returns.check": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: returns.check(who, a_file_of(place, unit), "a.xlsx"),
    ),
    "actions.returns.looked_at": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: returns.looked_at(who, a_file_of(place, unit)),
    ),
    "actions.bulk.read_next": (
        Right.RECEIVE_RETURNS, lambda place, who, unit: received(place, who, unit),
    ),
    "actions.returns.submit": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: returns.submit(
            who, a_file_of(place, unit), "a.xlsx", explanation="đã rà", reason="gõ nhầm"
        ),
    ),
    "actions.drafts.save": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: drafts.save(
            who, unit.code, Q3, {"figures": {CODE: str(next(numbers))}}, a_draft(place, unit)
        ),
    ),
    "actions.drafts.take_from_file": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: drafts.take_from_file(
            who, unit.code, Q3, a_file_of(place, unit), "a.xlsx", replacing=a_draft(place, unit)
        ),
    ),
    "actions.drafts.discard": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: drafts.discard(who, unit.code, Q3, a_draft(place, unit)),
    ),
    "actions.entries.workbook": (
        Right.SUBMIT_RETURN,
        lambda _, who, unit: entries.workbook(who, unit.code, Q3, {"figures": {CODE: 1}}),
    ),
    "actions.tokens.revoke": (
        Right.MANAGE_ACCOUNTS,
        lambda place, who, unit: tokens.revoke(who, a_key_on(place, unit)),
    ),
    "actions.decisions.accept": (
        Right.REVIEW_RETURN,
        lambda place, who, unit: decisions.accept(who, a_new_return(place, unit)),
    ),
    "actions.decisions.acceptable": (
        Right.REVIEW_RETURN,
        lambda place, who, unit: decisions.acceptable(who, a_new_return(place, unit)),
    ),
    "actions.decisions.send_back": (
        Right.REVIEW_RETURN,
        lambda place, who, unit: decisions.send_back(who, a_new_return(place, unit), "lý do"),
    ),
    "actions.decisions.reopen": (
        Right.REVIEW_RETURN,
        lambda place, who, unit: decisions.reopen(
            who, a_new_return(place, unit, DecisionKind.ACCEPT), "lý do"
        ),
    ),
    "actions.decisions.withdraw": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: decisions.withdraw(who, a_new_return(place, unit), "lý do"),
    ),
    "actions.targets.template": (
        Right.SET_TARGETS, lambda _, who, unit: targets.template(who, 2026, unit.code),
    ),
    "actions.targets.import_sheet": (
        Right.SET_TARGETS,
        lambda place, who, unit: targets.import_sheet(who, a_targets_file(place, unit), "a.xlsx"),
    ),
    "actions.history.template": (
        Right.IMPORT_HISTORY, lambda _, who, unit: history.template(who, unit.code),
    ),
    "actions.history.import_sheet": (
        Right.IMPORT_HISTORY,
        lambda place, who, unit: history.import_sheet(who, a_history_file(place, unit), "a.xlsx"),
    ),
    "actions.units.add": (
        Right.MANAGE_UNITS,
        lambda _, who, unit: units.add(
            who, f"N{next(numbers)}", kind="commune", name="Xã Mới", parent=unit.code,
            valid_from=date(2000, 1, 1), valid_to=date(2001, 1, 1),
        ),
    ),
    "actions.units.close": (
        Right.MANAGE_UNITS,
        lambda _, who, unit: units.close(
            who, a_unit(f"C{next(numbers)}", unit).code, date(2049, 12, 31)
        ),
    ),
    "actions.units.rename": (
        Right.MANAGE_UNITS,
        lambda _, who, unit: units.rename(who, unit.code, name=f"Tên {next(numbers)}"),
    ),
    "actions.units.succeed": (
        Right.MANAGE_UNITS,
        lambda _, who, unit: units.succeed(
            who, unit.code, a_unit(f"S{next(numbers)}", unit).code, date(2026, 1, 1)
        ),
    ),
    "actions.accounts.add_account": (
        Right.MANAGE_ACCOUNTS,
        lambda _, who, unit: accounts.add_account(
            who, username=f"moi{next(numbers)}", name="Người mới", password="mat-khau-dai",
            grants=[(unit.code, Role.VIEWER)],
        ),
    ),
    "actions.accounts.grant": (
        Right.MANAGE_ACCOUNTS,
        lambda _, who, unit: accounts.grant(who, an_account_on(unit), unit.code, Role.REPORTER),
    ),
    "actions.accounts.revoke": (
        Right.MANAGE_ACCOUNTS,
        lambda _, who, unit: accounts.revoke(who, an_account_on(unit), unit.code, Role.VIEWER),
    ),
    "actions.accounts.reset_password": (
        Right.MANAGE_ACCOUNTS,
        lambda _, who, unit: accounts.reset_password(who, an_account_on(unit), "mat-khau-dai"),
    ),
    "actions.accounts.deactivate": (
        Right.MANAGE_ACCOUNTS, lambda _, who, unit: accounts.deactivate(who, an_account_on(unit)),
    ),
    "actions.accounts.end_sessions": (
        Right.MANAGE_ACCOUNTS, lambda _, who, unit: accounts.end_sessions(who, an_account_on(unit)),
    ),
    "actions.periods.extend": (
        Right.REVIEW_RETURN,
        lambda _, who, unit: periods.extend(who, unit.code, Q3, date(2026, 10, 9), "bão lũ"),
    ),
    "actions.periods.withdraw_extension": (
        Right.REVIEW_RETURN, lambda place, who, unit: taken_back(place, who, unit),
    ),
}  # fmt: skip

# What concerns no unit: the right that is needed on any unit whatever.
SOMEWHERE: dict[str, tuple[Right, Callable[[Person], object]]] = {
    "actions.tokens.add": (
        Right.HAVE_TOKENS,
        lambda who: tokens.add(who, name="x", scope=TokenScope.READ),
    ),
    "actions.returns.replayed": (
        Right.SUBMIT_RETURN,
        lambda who: returns.replayed(who, RequestKey("k", b"")),
    ),
    "actions.bulk.receive": (
        Right.RECEIVE_RETURNS,
        lambda who: bulk.receive(who, [("a.xlsx", b"no workbook")]),
    ),
    "actions.bulk.try_again": (
        Right.RECEIVE_RETURNS, lambda who: bulk.try_again(who, a_bundle(who)),
    ),
    "actions.bulk.take_with_word": (Right.RECEIVE_RETURNS, lambda who: took_with_word(who)),
}  # fmt: skip

# What concerns a whole province, that of the unit with the code, or all of the person: the right
# that is needed on the province.
ON_A_PROVINCE: dict[str, tuple[Right, Callable[[Person, str | None], object]]] = {
    "actions.periods.set_due": (
        Right.MANAGE_UNITS, lambda who, code: periods.set_due(who, Q3, date(2026, 9, 30), code),
    ),
    "actions.periods.close": (
        Right.MANAGE_UNITS, lambda who, code: periods.close(who, Q3, code),
    ),
    "actions.periods.reopen": (
        Right.MANAGE_UNITS, lambda who, code: periods.reopen(who, Q3, code),
    ),
    "actions.parameters.change": (
        Right.MANAGE_UNITS,
        lambda who, code: parameters.change(who, {"party_members": "4"}, province=code),
    ),
}  # fmt: skip

# What concerns all units: the right that is needed on every province.
EVERYWHERE: dict[str, tuple[Right, Callable[[Person], object]]] = {
    "actions.units.add_kind": (
        Right.MANAGE_UNITS,
        lambda who: units.add_kind(who, f"k{next(numbers)}", f"Loại {next(numbers)}", "Kind"),
    ),
    "actions.indicators.change": (
        Right.MANAGE_UNITS, lambda who: indicators.change(who, CODE, display_order=next(numbers)),
    ),
    "actions.indicators.retire": (
        Right.MANAGE_UNITS,
        lambda who: indicators.retire(who, "VETERAN_MEMBER_ADMITTED", date(2049, 12, 31)),
    ),
}  # fmt: skip

# No right is asked: helpers of actions, and what concerns nobody but the person.
NOT_GUARDED = {"actions.signing.choose_language", "actions.handed_in.refused"}
