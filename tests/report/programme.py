"""A made-up programme of realistic names and dates, to be drawn in every figure and table."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd

from model.scenario import Axis, Mark, Point
from model.scenario.read import node_of
from model.scenario.sweep import point_of

START, HORIZON = date(2020, 10, 1), date(2036, 1, 1)

TITLES = {
    "trieu_open": {"vi": "Thông xe cầu Triều (Quảng Ninh)", "en": "Triều link open (Quảng Ninh)"},
    "dinh_open": {"vi": "Thông xe cầu Dinh (Hải Phòng)", "en": "Dinh link open (Hải Phòng)"},
    "plan_approved": {
        "vi": "Phê duyệt điều chỉnh quy hoạch chung",
        "en": "Adjusted general plan approved",
    },
    "class_three": {"vi": "Đạt đô thị loại III", "en": "Urban class III recognised"},
    "city_dossier": {
        "vi": "Trình hồ sơ thành lập thành phố lên Chính phủ",
        "en": "City dossier submitted to the Government",
    },
    "city": {
        "vi": "Ủy ban Thường vụ Quốc hội ban hành nghị quyết thành lập thành phố",
        "en": "National Assembly Standing Committee resolves to create the city",
    },
    "advanced_communes": {
        "vi": "5 xã đạt chuẩn nông thôn mới nâng cao",
        "en": "5 communes reach the advanced new-rural standard",
    },
    "heritage": {
        "vi": "Thủ tướng phê duyệt quy hoạch bảo tồn khu di tích quốc gia đặc biệt",
        "en": "Heritage master plan approved by the Prime Minister",
    },
}

SCENARIO_TITLES = {
    "baseline": {"vi": "Kịch bản gốc", "en": "Baseline"},
    "clearance_drive": {"vi": "Tăng cường giải phóng mặt bằng", "en": "Clearance drive"},
    "late_capital": {"vi": "Vốn về chậm, kế hoạch trung hạn lùi một năm", "en": "Late capital"},
    "both": {"vi": "Vốn về chậm nhưng tăng cường mặt bằng", "en": "Late capital, clearance drive"},
}

FOUR = {
    "trieu_open": ("2021-06-30",),
    "dinh_open": ("2022-12-31", "2025-12-31"),
    "plan_approved": ("2021-12-31",),
    "class_three": ("2024-12-31",),
}
ONE = {"class_three": ("2024-12-31",)}
EIGHT = {
    "trieu_open": ("2021-06-30", "2022-12-31"),
    "dinh_open": ("2022-12-31", "2025-12-31"),
    "plan_approved": ("2021-12-31", "2022-12-31"),
    "class_three": ("2024-12-31", "2025-12-31"),
    "city_dossier": ("2029-12-31", "2030-12-31"),
    "city": ("2029-12-31", "2032-12-31"),
    "advanced_communes": ("2025-06-30", "2025-12-31"),
    "heritage": ("2024-12-31", "2028-12-31"),
}

# Median year after the start, spread, and share ever reached; the second city resolution never comes.
_REACHED = {
    "trieu_open": (0.45, 0.25, 1.0),
    "dinh_open": (2.35, 0.30, 0.99),
    "plan_approved": (2.1, 0.5, 0.94),
    "class_three": (4.4, 0.16, 0.88),
    "city_dossier": (8.9, 0.2, 0.71),
    "city": (99.0, 0.1, 0.0),
    "advanced_communes": (3.2, 0.06, 1.0),
    "heritage": (6.0, 0.45, 0.8),
}
_PACE = {"baseline": 1.0, "clearance_drive": 0.86, "late_capital": 1.18, "both": 1.04}

REPLICATIONS = 2000
LAST = (HORIZON - START).days


def _days(milestone: str, scenario: str) -> np.ndarray:
    """Day reached in each replication; inf where never."""
    luck = np.random.default_rng(abs(hash_of(milestone)))
    median, spread, share = _REACHED[milestone]
    days = 365.25 * median * _PACE[scenario] * np.exp(spread * luck.standard_normal(REPLICATIONS))
    days[luck.random(REPLICATIONS) > share] = np.inf
    days[days > (HORIZON - START).days] = np.inf
    return np.ceil(days)


def hash_of(text: str) -> int:
    return sum((i + 1) * ord(letter) for i, letter in enumerate(text))


def wilson(met: int, count: int) -> tuple[float, float, float]:
    z, p = 1.959964, met / count
    centre = (p + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return p, max(0.0, centre - half), min(1.0, centre + half)


def _quantile(days: np.ndarray, share: float) -> str:
    day = np.sort(days)[int(np.ceil(share * len(days))) - 1]
    return "" if np.isinf(day) else (START + timedelta(days=int(day))).isoformat()


def milestones(goals: dict[str, tuple[str, ...]], scenarios: tuple[str, ...] = ("baseline",)) -> pd.DataFrame:
    rows = []
    for scenario in scenarios:
        for milestone, deadlines in goals.items():
            days = _days(milestone, scenario)
            for deadline in deadlines:
                met = int((days <= (date.fromisoformat(deadline) - START).days).sum())
                p, low, high = wilson(met, REPLICATIONS)
                rows.append(
                    {
                        "scenario": scenario,
                        "milestone": milestone,
                        "deadline": deadline,
                        "deadline_basis": "ours" if "open" in milestone else "stated",
                        "probability": p,
                        "ci_low": low,
                        "ci_high": high,
                        "p50": _quantile(days, 0.5),
                        "p80": _quantile(days, 0.8),
                        "reached": float(np.isfinite(days).mean()),
                        "replications": REPLICATIONS,
                        "plan": "",
                        "chance_of_plan": float("nan"),
                        "band_low": float("nan"),
                        "band_high": float("nan"),
                        "reference_p50": "",
                        "reference_p80": "",
                        "main_cause": "session" if milestone != "dinh_open" else "capital",
                        "main_cause_days": 143.4,
                    }
                )
    return pd.DataFrame(rows)


def with_plan(rows: pd.DataFrame) -> pd.DataFrame:
    """The same milestones with all that they may be held against: plan, assumptions, projects elsewhere."""
    rows = rows.copy()
    rows["plan"], rows["chance_of_plan"] = "2024-03-01", 0.072
    rows["band_low"], rows["band_high"] = rows["probability"] * 0.7, 1 - 0.6 * (1 - rows["probability"])
    rows["reference_p50"], rows["reference_p80"] = "2025-08-11", "2027-12-31"
    return rows


def curves(goals: dict[str, tuple[str, ...]], scenarios: tuple[str, ...] = ("baseline",)) -> pd.DataFrame:
    rows = []
    for scenario in scenarios:
        for milestone in goals:
            days = _days(milestone, scenario)
            for day in [*range(0, LAST, 15), LAST]:
                p, low, high = wilson(int((days <= day).sum()), REPLICATIONS)
                when = pd.Timestamp(START + timedelta(days=day))
                rows.append((scenario, milestone, when, p, low, high))
    names = ["scenario", "milestone", "date", "probability", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=names)


def sweep(goals: dict[str, tuple[str, ...]], values: tuple[float, ...] = (1, 2, 3, 4, 6)) -> pd.DataFrame:
    rows = []
    for place, value in enumerate(values):
        for milestone, deadlines in goals.items():
            days = _days(milestone, "baseline") * (1.25 - 0.5 * (place / len(values)) ** 0.6)
            for deadline in deadlines:
                met = int((days <= (date.fromisoformat(deadline) - START).days).sum())
                p, low, high = wilson(met, REPLICATIONS)
                rows.append(
                    {
                        "path": "levers.clearance_teams",
                        "value": value,
                        "value_text": f"{value:g}",
                        "milestone": milestone,
                        "deadline": deadline,
                        "probability": p,
                        "ci_low": low,
                        "ci_high": high,
                        "replications": REPLICATIONS,
                    }
                )
    return pd.DataFrame(rows)


def axis_of(path: str, title: dict[str, str], values: tuple[object, ...]) -> Axis:
    """An axis of one path, as a sweep file would have it."""
    nodes = (node_of(value, Mark("sweep.yaml", 1)) for value in values)
    return Axis(path, title, tuple(point_of(node, path) for node in nodes))


TEAMS = axis_of("levers.clearance_teams", {"vi": "Số tổ kiểm đếm", "en": "Clearance teams"}, (1, 2, 3, 4, 6))
CASH = axis_of(
    "levers.clearance_cash",
    {"vi": "Tiền bồi thường bố trí mỗi năm", "en": "Compensation cash a year"},
    ("12.5 bn VND", "20 bn VND", "27.5 bn VND", "35 bn VND"),
)
HOLDOUT = axis_of(
    "assumptions.holdout",
    {"vi": "Tỷ lệ hộ chưa đồng thuận", "en": "Households refusing"},
    ("5 %", "10 %", "20 %"),
)
MANY = axis_of(
    "activities.road.duration",
    {"vi": "Thời gian thi công", "en": "Time of construction"},
    tuple(f"{100 + 12.5 * step:g} d" for step in range(40)),
)
ENFORCEMENT = Axis(
    "vary.enforcement",
    {"vi": "Khi nào cưỡng chế", "en": "When land is recovered by force"},
    (
        Point({"vi": "sau một vòng vận động", "en": "after one round of talks"}, None, "", False, ()),
        Point({"vi": "sau ba vòng vận động", "en": "after three rounds of talks"}, None, "", False, ()),
    ),
)


def grid(
    goals: dict[str, tuple[str, ...]], axes: tuple[Axis, ...], failed: tuple[int, ...] = ()
) -> pd.DataFrame:
    """A sweep over every combination: each step along an axis shortens or lengthens everything a little."""
    rows = []
    shape = [len(axis.points) for axis in axes]
    for number, places in enumerate(product(*map(range, shape)), start=1):
        pull = sum((0.5 - place / (size - 1)) * 0.4 for place, size in zip(places, shape, strict=True))
        for milestone, deadlines in goals.items():
            days = _days(milestone, "baseline") * (1 + pull)
            for deadline in deadlines:
                met = int((days <= (date.fromisoformat(deadline) - START).days).sum())
                p, low, high = wilson(met, REPLICATIONS)
                head = {axis.column: axis.in_column(place) for axis, place in zip(axes, places, strict=True)}
                chance = {"probability": p, "ci_low": low, "ci_high": high, "replications": REPLICATIONS}
                about = {"cell": number, "milestone": milestone, "deadline": deadline}
                if number not in failed:
                    rows.append(about | head | chance)
    return pd.DataFrame(rows)


FACTORS = {
    f"assumptions.{name}": {"vi": vi, "en": en}
    for name, vi, en in (
        ("holdout", "Tỷ lệ hộ chưa đồng thuận", "Households refusing the first offer"),
        ("agreement", "Tỷ lệ đồng ý mỗi vòng vận động", "Agreement in each round of talks"),
        ("points", "Điểm đô thị loại III lúc xuất phát", "Class III points at the start"),
        ("rate", "Điểm tăng thêm mỗi quý", "Points gained a quarter"),
        (
            "ministry",
            "Bộ chấp nhận hồ sơ ngay lần thẩm định đầu tiên, không trả lại để bổ sung",
            "Ministry accepts",
        ),
        ("cash", "Tiền bồi thường bố trí mỗi năm", "Compensation cash a year"),
        ("graves", "Đoạn tuyến có mồ mả phải di dời", "Segments with graves to be moved"),
        ("ground", "Nền đất yếu", "Weak ground"),
        ("partner", "Phía Hải Phòng đúng hẹn", "The other bank on time"),
        ("homes", "Tiền bồi thường mỗi hộ có nhà ở", "Compensation of a household with a home"),
    )
}


def ranks(goals: dict[str, tuple[str, ...]], scale: float = 0.9) -> pd.DataFrame:
    """Rank correlations over 64 points, strong for some factors only; one chance never moves."""
    rows = []
    for number, (milestone, deadlines) in enumerate(goals.items()):
        for deadline in deadlines:
            for place, factor in enumerate(FACTORS):
                rho = scale * (-0.72) ** ((place + 3 * number) % len(FACTORS))
                still = milestone == "city"
                low, high = (0.0, 0.0) if still else (0.18, 0.71)
                rho = float("nan") if still else rho
                rows.append((milestone, deadline, factor, rho, 1.959964 / 63**0.5, 64, low, high))
    columns = ["milestone", "deadline", "factor", "rho", "noise", "points", "chance_low", "chance_high"]
    return pd.DataFrame(rows, columns=columns)


def comparison(goals: dict[str, tuple[str, ...]], other: str = "clearance_drive") -> pd.DataFrame:
    first, second = milestones(goals), milestones(goals, (other,))
    difference = second["probability"] - first["probability"]
    return pd.DataFrame(
        {
            "scenario_a": "baseline",
            "scenario_b": other,
            "milestone": first["milestone"],
            "deadline": first["deadline"],
            "probability_a": first["probability"],
            "probability_b": second["probability"],
            "difference": difference,
            "ci_low": difference - 0.012,
            "ci_high": difference + 0.012,
            "replications": REPLICATIONS,
        }
    )


def comparisons(goals: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """The differences of all further scenarios, with those of their dates."""
    tables = [comparison(goals, other) for other in list(SCENARIO_TITLES)[1:]]
    rows = pd.concat(tables, ignore_index=True)
    sooner = (rows["difference"] > 0).astype(float)
    for name, share in (("b_earlier", 0.8 * sooner + 0.1), ("b_later", 0.7 - 0.65 * sooner)):
        rows[name], rows[f"{name}_low"], rows[f"{name}_high"] = share, share - 0.02, share + 0.02
    for mark, days in (("p50", 40), ("p80", 300)):
        moved = (days * (1 - 2 * sooner)).astype("Int64")
        rows[f"{mark}_difference"], rows[f"{mark}_low"], rows[f"{mark}_high"] = moved, moved - 90, moved + 90
    never = rows["milestone"] == "city"
    rows.loc[never, ["p50_difference", "p50_low", "p50_high"]] = pd.NA
    rows["reached_both"], rows["mean_difference"] = 0.9, 1234.4 * (1 - 2 * sooner)
    rows["mean_low"], rows["mean_high"] = rows["mean_difference"] - 40, rows["mean_difference"] + 40
    return rows


def carried(goals: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """What carries them: three causes of different weight for each milestone, and who arrives alone."""
    rows = []
    for row in comparisons(goals).drop_duplicates(["scenario_b", "milestone"]).itertuples():
        head = ("baseline", row.scenario_b, row.milestone)
        for cause, share in (("capital", 0.9), ("rework", 0.3), ("work", -0.2)):
            days = share * row.mean_difference
            rows.append((*head, "both", "dinh", "clearance", "", cause, days, days - 9, days + 9, 1800))
        step = ("dinh", "clearance", "dinh.land.handover", "crew")
        rows.append((*head, "only_b", *step, np.nan, np.nan, np.nan, 12))
        rows.append((*head, "only_a", "", "", "", "", np.nan, np.nan, np.nan, 3))
    names = ["scenario_a", "scenario_b", "milestone", "status", "work", "phase", "step", "cause"]
    return pd.DataFrame(rows, columns=[*names, "days", "ci_low", "ci_high", "replications"])


NAMES = {
    "work.dinh": {"vi": "Cầu Dinh và đường dẫn", "en": "Dinh bridge and approach"},
    "phase.clearance": {"vi": "Giải phóng mặt bằng", "en": "Site clearance"},
    "step.dinh.land.handover": {"vi": "Bàn giao đất", "en": "Handover of land"},
}


def changes() -> pd.DataFrame:
    """What differs in the files: something with a name, something without, a block, and a note."""
    title = ("Số tổ kiểm đếm", "Clearance teams")
    rows = [
        ("levers.clearance_teams.value", "2", "5", *title, "value"),
        ("crews.squad", "1", "", "", "", "value"),
        ("risks.new_law", "", '{"chance": "40 %", ' + '"on": "2024-08-01", ' * 9 + "}", *title, "value"),
        ("levers.clearance_teams.note", "", "A guess", *title, "origin"),
    ]
    names = ["path", "value_a", "value_b", "title_vi", "title_en", "about"]
    frame = pd.DataFrame(rows, columns=names)
    frame.insert(0, "scenario_a", "baseline")
    frame.insert(1, "scenario_b", "clearance_drive")
    return frame


def causes(goals: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    shares = {
        "trieu_open": {
            ("construction", "work"): 90,
            ("construction", "season"): 40,
            ("opening", "session"): 12,
        },
        "dinh_open": {
            ("construction", "work"): 360,
            ("clearance", "work"): 100,
            ("clearance", "lag"): 90,
            ("construction", "season"): 95,
            ("clearance", "crew"): 60,
            ("clearance", "rework"): 70,
            ("construction", "capital"): 120,
            ("construction", "stopped"): 8,
        },
        "plan_approved": {
            ("appraisal", "work"): 250,
            ("appraisal", "session"): 143,
            ("appraisal", "rework"): 130,
        },
        "class_three": {
            ("appraisal", "work"): 480,
            ("appraisal", "session"): 260,
            ("appraisal", "indicator"): 410,
            ("appraisal", "rework"): 120,
            ("appraisal", "logic"): 75,
            ("appraisal", "hold"): 30,
        },
    }
    rows = [
        (milestone, phase, cause, float(days))
        for milestone in goals
        for (phase, cause), days in shares.get(milestone, shares["class_three"]).items()
    ]
    return pd.DataFrame(rows, columns=["milestone", "phase", "cause", "days"])
