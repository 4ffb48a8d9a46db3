"""The demonstration's sign-ins: roles, not persons."""

from dataclasses import dataclass

from dashboard.demo.units import COUNTED, CROSS_CHECKS, PROVINCE
from data_access.vocabulary import Role

PASSWORD = "minh-hoa-2026"  # shown to everybody who runs the demonstration


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the demonstration and the one role it has."""

    username: str
    display_name: str
    role: Role
    unit: str


LEADER = SignIn("lanhdao", "Lãnh đạo tỉnh", Role.VIEWER, PROVINCE)
OFFICER = SignIn("chuyenvien", "Chuyên viên Ban Tổ chức", Role.REVIEWER, PROVINCE)
ADMINISTRATOR = SignIn("quantri", "Quản trị hệ thống", Role.ADMINISTRATOR, PROVINCE)
CLERKS = tuple(
    SignIn(unit.clerk, f"Cán bộ {unit.name}", Role.REPORTER, unit.code)
    for unit in (*COUNTED, *CROSS_CHECKS)
)
FOR_EACH_ROLE = (LEADER, OFFICER, CLERKS[0], ADMINISTRATOR)
EVERYBODY = (LEADER, OFFICER, ADMINISTRATOR, *CLERKS)
