"""How long a practice licence lasts (Luật Khám bệnh, chữa bệnh 15/2023/QH15, Điều 27 và Điều 121; NĐ 96/2023/NĐ-CP)."""

from datetime import date

from desktop.domain.dates import PartialDate, add_months, add_years
from desktop.domain.policy import Policy
from desktop.domain.staff import LicenceKind


def licence_expiry(
    kind: LicenceKind | None, issued_on: PartialDate | None, expires_on: date | None, policy: Policy
) -> date | None:
    """The last day of a licence, or None where the papers do not tell it.

    The printed day goes first. A licence of the new law (GPHN) lasts five years; a certificate of the old law (CCHN)
    ends in 2035 on its own day and month; a pharmacist's certificate has no end.
    """
    if expires_on is not None:
        return expires_on
    issued = issued_on.day if issued_on else None
    if issued is None:
        return None
    rule = policy.rule("licence.expiry", issued)
    if kind is LicenceKind.GPHN:
        return add_years(issued, rule.whole("years"))
    if kind is LicenceKind.CCHN:
        return add_months(issued, 12 * (rule.whole("old_certificates_end") - issued.year))
    return None
