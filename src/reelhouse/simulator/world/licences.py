"""What a right to show a title consists of, whether the team has it or could have it."""

from dataclasses import dataclass
from datetime import date

from reelhouse.simulator.world.clock import date_of

MONTH_DAYS = 30.4375
WINDOWS = ("svod", "avod", "pay_tv", "free_tv", "tvod")


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """The right to show one title in one region.

    Attributes:
        index: place among its like in the world.
        title_index: of the title.
        licensor: company that grants it.
        region: one of `effects.DEAL_REGIONS`.
        start_day: first day of the licence; the first day of the world is 0.
        end_day: last day of the licence.
        is_exclusive: whether nobody else may show it meanwhile.
        window: one of `WINDOWS`.
        fee_usd: whole dollars for the term; does not depend on `is_exclusive`.
        release_day: the title's first release anywhere.
        delay_months: whole months from the release to the start.
    """

    index: int
    title_index: int
    licensor: str
    region: str
    start_day: int
    end_day: int
    is_exclusive: bool
    window: str
    fee_usd: int
    release_day: int
    delay_months: int

    @property
    def start_date(self) -> date:
        """`start_day` as a date."""
        return date_of(self.start_day)

    @property
    def end_date(self) -> date:
        """`end_day` as a date."""
        return date_of(self.end_day)

    @property
    def release_date(self) -> date:
        """`release_day` as a date."""
        return date_of(self.release_day)
