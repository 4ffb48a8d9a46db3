"""All tables, by subject."""

from data_access.models.accounts import (
    Account,
    AccountGrant,
    ApiToken,
    IdempotencyKey,
    RateWindow,
    SignInSession,
)
from data_access.models.base import Base
from data_access.models.calendar import (
    DueDate,
    DueDateExtension,
    PeriodClosing,
    ReportingPeriod,
    RuleParameter,
)
from data_access.models.history import HistoryImport, HistoryValue
from data_access.models.indicators import Indicator, IndicatorEnd, IndicatorVersion
from data_access.models.intake import IntakeBatch, IntakeItem, ReturnDraft
from data_access.models.record import AuditEvent, DataRevision, StoredFile
from data_access.models.returns import (
    Difficulty,
    EnterpriseReview,
    Founding,
    QuarterlyReturn,
    ReturnDecision,
    ReturnRevision,
    ReturnValue,
    Upload,
    WarningParameters,
)
from data_access.models.targets import TargetDecision, TargetValue
from data_access.models.units import (
    Unit,
    UnitAncestor,
    UnitEnd,
    UnitKind,
    UnitName,
    UnitSuccession,
)

__all__ = [
    "Account",
    "AccountGrant",
    "ApiToken",
    "AuditEvent",
    "Base",
    "DataRevision",
    "Difficulty",
    "DueDate",
    "DueDateExtension",
    "EnterpriseReview",
    "Founding",
    "HistoryImport",
    "HistoryValue",
    "IdempotencyKey",
    "Indicator",
    "IndicatorEnd",
    "IndicatorVersion",
    "IntakeBatch",
    "IntakeItem",
    "PeriodClosing",
    "QuarterlyReturn",
    "RateWindow",
    "ReportingPeriod",
    "ReturnDecision",
    "ReturnDraft",
    "ReturnRevision",
    "ReturnValue",
    "RuleParameter",
    "SignInSession",
    "StoredFile",
    "TargetDecision",
    "TargetValue",
    "Unit",
    "UnitAncestor",
    "UnitEnd",
    "UnitKind",
    "UnitName",
    "UnitSuccession",
    "Upload",
    "WarningParameters",
]
