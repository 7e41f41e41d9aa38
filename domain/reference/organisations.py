"""The bodies that hold, send and receive records: codes, levels and who stands above whom."""

from enum import StrEnum

from msgspec import Struct

from domain.refusals import Invalid


class OrganisationKind(StrEnum):
    """What a body is; decides what can be dispatched or designated to it."""

    MUNICIPAL_BUREAU = "municipal_bureau"  # 市局
    DIVISION = "division"  # 市局处室, such as 产品监督处
    CORPS = "corps"  # 执法总队
    DISTRICT_BUREAU = "district_bureau"  # 区局
    AIRPORT_BRANCH = "airport_branch"  # 机场分局
    INSTITUTE = "institute"  # 质检院
    INTAKE = "intake"  # 业务受理中心
    OUTSIDE_DEPARTMENT = "outside_department"  # 消防等其他部门
    OUTSIDE_BUREAU = "outside_bureau"  # 外省市市场监管局


HANDLING = frozenset(
    {OrganisationKind.CORPS, OrganisationKind.DISTRICT_BUREAU, OrganisationKind.AIRPORT_BRANCH}
)
OUTSIDE = frozenset({OrganisationKind.OUTSIDE_DEPARTMENT, OrganisationKind.OUTSIDE_BUREAU})


class Organisation(Struct, frozen=True, kw_only=True, rename="camel"):
    """One body. `area` is its GB/T 2260 code: six digits for a district, two for a province.

    `sign` stands for it in the numbers of its papers. `dispatches_through` names the body whose
    dispatchers send on what this one registers.
    """

    code: str
    kind: OrganisationKind
    name_zh: str
    name_en: str
    area: str | None = None
    superior: str | None = None
    dispatches_through: str | None = None
    sign: str | None = None
    police: bool = False

    @property
    def handles_matters(self) -> bool:
        """Whether leads and cases can be given to it to handle."""
        return self.kind in HANDLING

    @property
    def is_at_province(self) -> bool:
        """Whether it is the city bureau, which is of the province level, or a division of it."""
        return self.kind in {OrganisationKind.MUNICIPAL_BUREAU, OrganisationKind.DIVISION}

    @property
    def is_outside(self) -> bool:
        """Whether it has no officers here: others record its receipts and answers."""
        return self.kind in OUTSIDE

    @property
    def assists(self) -> bool:
        """Whether it can be asked for assistance in a case (PP-ASSIST)."""
        return self.handles_matters or self.kind is OrganisationKind.OUTSIDE_BUREAU


def check_bureau_elsewhere(to: Organisation) -> None:
    """Refuses a body that is no market regulation bureau of another province."""
    if to.kind is not OrganisationKind.OUTSIDE_BUREAU:
        raise Invalid("/toOrg", "organisation-not-elsewhere", org=to.code)


def check_police(to: Organisation, area: str | None, **cited: str) -> None:
    """Refuses a body that is no police, or not that of the same level: city or district (CT-SEND).

    `area` is that of the bureau, or of the one it belongs to.
    """
    if not to.police:
        raise Invalid("/toOrg", "organisation-not-police", basis="CT-SEND", org=to.code, **cited)
    if None not in (area, to.area) and to.area != area:
        raise Invalid("/toOrg", "police-of-other-level", basis="CT-SEND", org=to.code, **cited)


def check_department(to: Organisation) -> None:
    """Refuses a body that is no department outside market regulation."""
    if to.kind is not OrganisationKind.OUTSIDE_DEPARTMENT:
        raise Invalid("/toOrg", "organisation-not-a-department", org=to.code)
