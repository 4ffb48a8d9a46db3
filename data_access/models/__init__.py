"""All tables, by subject."""

from data_access.models.accounts import Account, AccountGrant, RateWindow, SignInSession
from data_access.models.base import Base
from data_access.models.history import HistoryImport, HistoryValue
from data_access.models.indicators import Indicator, ReportingPeriod
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
)
from data_access.models.targets import TargetDecision, TargetValue
from data_access.models.units import Unit, UnitAncestor, UnitKind, UnitSuccession

__all__ = [
    "Account",
    "AccountGrant",
    "AuditEvent",
    "Base",
    "DataRevision",
    "Difficulty",
    "EnterpriseReview",
    "Founding",
    "HistoryImport",
    "HistoryValue",
    "Indicator",
    "QuarterlyReturn",
    "RateWindow",
    "ReportingPeriod",
    "ReturnDecision",
    "ReturnRevision",
    "ReturnValue",
    "SignInSession",
    "StoredFile",
    "TargetDecision",
    "TargetValue",
    "Unit",
    "UnitAncestor",
    "UnitKind",
    "UnitSuccession",
    "Upload",
]
