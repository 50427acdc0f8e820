"""Goals that are read off others, as the terminal tells them."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from rich.console import Console

from model.analysis.goals import COLUMNS
from model.report.goals import goals_told
from model.words import LANGUAGES


def goals(any_voided: float) -> pd.DataFrame:
    """Two goals counted, met with chances 0.75 and 0.5, and one left out."""
    rows = [
        {"measure": "met", "member": "G1", "deadline": "2024-12-31", "probability": 0.75},
        {"measure": "met", "member": "G2", "deadline": "2025-12-31", "probability": 0.5},
        {"measure": "left_out", "member": "G3"},
        {"measure": "met_at_least", "number": 0, "probability": 1.0},
        {"measure": "met_at_least", "number": 1, "probability": 0.8, "ci_low": 0.77, "ci_high": 0.83},
        {"measure": "met_at_least", "number": 2, "probability": 0.45, "ci_low": 0.42, "ci_high": 0.48},
        {"measure": "any_voided", "probability": any_voided},
        {"measure": "all_together", "member": "G1: 2024-12-31; G2: 2025-12-31", "probability": 0.45,
         "ci_low": 0.42, "ci_high": 0.48, "product": 0.375},
        {"measure": "together_left_out", "member": "G3"},
    ]  # fmt: skip
    titled = [{"goal": "G0", "title_vi": "Cực phát triển", "title_en": "Growth pole"} | row for row in rows]
    return pd.DataFrame(titled, columns=list(COLUMNS))


def told(frame: pd.DataFrame, lang: str) -> str:
    paper = io.StringIO()
    Console(file=paper, width=100, highlight=False).print(goals_told(frame, lang, 100))
    return " ".join(paper.getvalue().replace("\u00a0", " ").split())


def test_number_met_joint_chance_and_what_is_left_out_are_told() -> None:
    text = told(goals(any_voided=0.0), "en")
    assert text.startswith(
        "G0 Growth pole Goals counted, 2, by their deadlines: G1 (2024-12-31), G2 (2025-12-31)."
    )
    assert "Chance of at least 1: 80 % (77–83); all 2: 45 % (42–48)." in text
    assert (
        "All together, G1 (2024-12-31), G2 (2025-12-31): 45 % (42–48); if they were independent: 38 %."
        in text
    )
    assert text.endswith("Left out, having no milestone in this scenario: G3.")
    assert "voided" not in text


def test_vietnamese_says_the_same() -> None:
    text = told(goals(any_voided=0.04), "vi")
    assert "Đếm 2 mục tiêu theo hạn: G1 (31/12/2024), G2 (31/12/2025)." in text
    assert "Khả năng đạt: ít nhất 1: 80 % (77–83); cả 2: 45 % (42–48)." in text
    assert "hủy bỏ, tính là không đạt: 4 %." in text
    assert "Cùng đạt G1 (31/12/2024), G2 (31/12/2025): 45 % (42–48); nếu độc lập với nhau: 38 %." in text
    assert text.endswith("không tính: G3.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_such_goals_nothing_is_told(lang: str) -> None:
    assert goals_told(pd.DataFrame(columns=list(COLUMNS)), lang, 80) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_every_goal_is_left_out_only_that_is_told(lang: str) -> None:
    frame = goals(0.0)
    text = told(frame[frame.measure == "left_out"], lang)
    assert text.endswith("G3.")
    assert "%" not in text
