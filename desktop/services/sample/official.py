"""What the makers take from the shipped lists: the table of each title, and when somebody retires."""

from datetime import date

from desktop.domain.codes import CodeList
from desktop.domain.dates import PartialDate
from desktop.domain.retirement import retirement
from desktop.services.lists import retirement_ages, shipped_lists


def listed(name: str) -> CodeList:
    """A shipped code list."""
    return shipped_lists()[name]


def table_of(title: str) -> str:
    """The pay table of a professional title."""
    return listed("professional_title").extra(title, "salary_table")


def last_working_day(born: date, is_female: bool) -> date:
    """The end of the month in which somebody reaches retirement age."""
    return retirement(PartialDate.of(born), is_female, retirement_ages()).last_working_day
