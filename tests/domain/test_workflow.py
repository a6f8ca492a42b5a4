"""Moves between states: which there are, what each asks for, and what is told when it cannot be made."""

from dataclasses import dataclass
from datetime import date

import pytest

from desktop.domain.errors import Problem, Rejected
from desktop.domain.fields import Coded
from desktop.domain.workflow import Move, Workflow

TODAY = date(2026, 11, 22)


class State(Coded):
    DRAFT = "draft", "Dự thảo"
    SENT = "sent", "Đã gửi"
    DONE = "done", "Xong"


@dataclass
class Paper:
    state: State = State.DRAFT
    number: str = ""
    signed_on: date | None = None


def has_number(paper: Paper, _on: date) -> Problem | None:
    return None if paper.number else Problem("number", "Chưa có số.", "missing")


def is_signed(paper: Paper, on: date) -> Problem | None:
    return None if paper.signed_on and paper.signed_on <= on else Problem("signed_on", "Chưa ký.", "missing")


FLOW = Workflow(
    "state",
    (
        Move(State.DRAFT, State.SENT, "Gửi", (has_number, is_signed)),
        Move(State.SENT, State.DONE, "Kết thúc"),
        Move(State.SENT, State.DRAFT, "Trả lại"),
    ),
)


def test_the_moves_from_a_state_are_the_buttons():
    assert [move.label for move in FLOW.moves_from(Paper())] == ["Gửi"]
    assert [move.label for move in FLOW.moves_from(Paper(State.SENT))] == ["Kết thúc", "Trả lại"]
    assert list(FLOW.moves_from(Paper(State.DONE))) == []


def test_a_move_that_may_be_made_is_made():
    paper = Paper(number="12/QĐ", signed_on=TODAY)
    assert FLOW.advance(paper, State.SENT, TODAY).label == "Gửi"
    assert paper.state is State.SENT


def test_every_reason_against_a_move_is_told_and_nothing_moves():
    paper = Paper()
    with pytest.raises(Rejected) as refused:
        FLOW.advance(paper, State.SENT, TODAY)
    assert [p.message for p in refused.value.problems] == ["Chưa có số.", "Chưa ký."]
    assert paper.state is State.DRAFT


def test_a_reason_may_depend_on_the_day():
    paper = Paper(number="12/QĐ", signed_on=TODAY)
    (send,) = FLOW.moves_from(paper)
    assert [p.field for p in send.problems(paper, date(2026, 11, 21))] == ["signed_on"]
    assert send.problems(paper, TODAY) == []


def test_a_move_that_does_not_exist_is_refused_in_the_words_of_the_states():
    with pytest.raises(Rejected, match="Không thể chuyển từ «Dự thảo» sang «Xong»"):
        FLOW.advance(Paper(), State.DONE, TODAY)
