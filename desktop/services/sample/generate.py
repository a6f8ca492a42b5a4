"""Make a believable unit of any size: same profile, size, seed and day, same unit."""

from datetime import date

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.domain.organisation import Unit
from desktop.services.sample.benefits import make_benefits
from desktop.services.sample.careers import make_careers
from desktop.services.sample.figures import SAMPLE_DAY, SAMPLE_SEED
from desktop.services.sample.guests import make_guests
from desktop.services.sample.helping import make_helping
from desktop.services.sample.merits import make_merits
from desktop.services.sample.papers import make_papers
from desktop.services.sample.party import make_party
from desktop.services.sample.people import make_people
from desktop.services.sample.personal import make_personal
from desktop.services.sample.plan import UnitPlan
from desktop.services.sample.posts import make_posts
from desktop.services.sample.profiles import HOSPITAL, Profile
from desktop.services.sample.relatives import make_relatives
from desktop.services.sample.schooling import make_schooling
from desktop.services.sample.succession import make_succession
from desktop.services.sample.training import make_training

# Contracts, titles and Party terms of the story are those of these years.
EARLIEST = date(2025, 1, 1)
LARGEST = 200_000


def generate(
    profile: Profile = HOSPITAL,
    staff: int = 900,
    seed: int = SAMPLE_SEED,
    as_of: date = SAMPLE_DAY,
    *,
    light: bool = False,
) -> UnitPlan:
    """A unit of `staff` invented people as it stands on `as_of`.

    `light` keeps of each history the row that holds now, and leaves out families, merits and the papers behind
    everything: for measuring with very many people.
    Raises UserError for a size or a day that the story cannot be told for.
    """
    if not 1 <= staff <= LARGEST:
        raise UserError(f"Số người của đơn vị mẫu phải từ 1 đến {LARGEST:,}.".replace(",", "."))
    if as_of < EARLIEST:
        raise UserError(f"Đơn vị mẫu chỉ tạo được cho ngày từ {show_day(EARLIEST)} trở đi.")
    plan = UnitPlan(profile, staff, seed, as_of, light)
    make_people(plan)
    make_posts(plan)
    make_careers(plan)
    make_schooling(plan)
    make_party(plan)
    make_helping(plan)
    make_training(plan)
    make_succession(plan)
    _signatories(plan)
    make_guests(plan)
    make_personal(plan)
    make_benefits(plan)
    if not light:
        make_relatives(plan)
        make_merits(plan)
        make_papers(plan)
    return plan


def _signatories(plan: UnitPlan) -> None:
    unit = plan.of(Unit)[0]
    head = max(plan.people, key=lambda p: (p.post_level, p.member.uid))
    unit.signer_name = head.member.full_name
    office = [p for p in plan.people if p.spec.code in ("TCCB", "TCHC")] or plan.people
    unit.preparer_name = min(office, key=lambda p: (p.post_level, p.member.uid)).member.full_name
