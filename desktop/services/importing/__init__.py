"""Lists from workbooks into the file, in two steps: a plan that changes nothing, then one operation.

`plan` reads and compares, `carry_out` writes what the plan says, `error_book` gives the clerk's own rows back with
their faults marked.
"""

from desktop.services.importing import person_lists, record_lists, staff_list
from desktop.services.importing.agreed import Difference, Edit, Outcome, Plan, PlannedRow, RowProblem
from desktop.services.importing.carrying import Done, carry_out
from desktop.services.importing.columns import ColumnMatch, match, read_mapping
from desktop.services.importing.faults import error_book
from desktop.services.importing.kinds import FREQUENT, Kind, all_kinds, kind_named
from desktop.services.importing.planning import plan

__all__ = [
    "FREQUENT",
    "ColumnMatch",
    "Difference",
    "Done",
    "Edit",
    "Kind",
    "Outcome",
    "Plan",
    "PlannedRow",
    "RowProblem",
    "all_kinds",
    "carry_out",
    "error_book",
    "kind_named",
    "match",
    "plan",
    "read_mapping",
]

LISTS = (staff_list, record_lists, person_lists)  # importing a module of lists makes its kinds known
