"""The rows that cannot come in, given back as a workbook with the faults in their cells."""

from bisect import bisect
from collections import defaultdict
from pathlib import Path

from desktop.domain.errors import UserError
from desktop.excel.marked import CellNote, save_marked
from desktop.services.importing.agreed import Outcome, Plan

HEADING = "Lỗi"
GROUP = "dòng nhóm"  # as the table calls the heading of a group among the rows that it left out


def error_book(plan: Plan, path: Path) -> int:
    """Save the wrong rows of a list, under its own headings, and return how many there are.

    Headings of groups stay with their rows. Each fault stands as a comment in its cell and in a column «Lỗi»; mended, the workbook can be imported as it is.
    Raises UserError where no row is wrong, EnvironmentRefused where the file cannot be written.
    """
    wrong = {row.number: row for row in plan.rows if row.outcome is Outcome.WRONG}
    if not wrong:
        raise UserError("Không có dòng nào sai nên không có gì để lưu.")
    columns = {match.header.letter: match.header.column for match in plan.columns}
    told: dict[int, list[str]] = defaultdict(list)
    notes = []
    for number, row in wrong.items():
        for problem in row.problems:
            if problem.severity == "error":
                told[number].append(problem.message)
            if problem.column:
                notes.append(
                    CellNote(number, columns[problem.column], problem.message, is_error=problem.severity == "error")
                )
    last = max(plan.header_rows)
    groups = [number for number, why in plan.skipped if why.startswith(GROUP) and number > last]
    kept = set(wrong)
    for number in wrong:
        kept.update(groups[bisect(groups, number) - 1 : bisect(groups, number)] if bisect(groups, number) else ())
    save_marked(
        path,
        name=plan.sheet.name,
        heading=plan.sheet.rows[:last],
        merged=plan.sheet.merged,
        rows={number: plan.values_at(number) for number in sorted(kept)},
        notes=notes,
        told={number: " ".join(messages) for number, messages in told.items()},
        told_heading=HEADING,
    )
    return len(wrong)
