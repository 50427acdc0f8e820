"""How the steps of a plan and all they wait for are called in a story."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from model.plan import Plan
from model.plan.network import Group
from model.report.lived import work_of
from model.words import DASH, say, say_number

FEW = 3
"""So many units are named one by one; more are counted."""

_NUMBER = re.compile(r"\[(\d+)\]")


class Names:
    """The names of one plan in one language.

    Parameters
    ----------
    unit_of
        What a step is repeated for, such as ``households``, by its name without numbers.
    """

    def __init__(self, plan: Plan, unit_of: Mapping[str, str], lang: str) -> None:
        self.plan, self.lang = plan, lang
        self._unit_of = unit_of
        self._works = _short_titles(plan, lang)

    # -- steps ---------------------------------------------------------------------------------------

    def family(self, activity: int) -> str:
        """The name in the files of the step of an activity, whatever its segment and unit."""
        return _NUMBER.sub("", self._group(activity).name)

    def step(self, activity: int) -> str:
        """The title of the step of an activity."""
        title, segment = self._group(activity).title[self.lang], self.segment(activity)
        return title if segment is None else title.removesuffix(f" ({segment})")

    def work(self, activity: int) -> str:
        """The title of the work of an activity, shortened, and its part's; nothing where it has none."""
        return ", ".join(one for one in (self._whole_work(activity), self._part(activity)) if one)

    def _whole_work(self, activity: int) -> str:
        return self._works.get(work_of(self.plan, activity), "")

    def _part(self, activity: int) -> str:
        """The title of the part of its work that an activity is in; nothing where it has none of its own."""
        part = ".".join(self.family(activity).split(".")[:2])
        titles = self.plan.titles.get(f"part.{part}")
        return titles[self.lang] if titles is not None else ""

    def _works_of(self, activities: Sequence[int]) -> str:
        """The work of activities and their parts, named where they are few."""
        parts = list(dict.fromkeys(filter(None, map(self._part, activities))))
        if len(parts) > FEW:
            parts = [say("trace.parts", self.lang, count=say_number(len(parts), self.lang))]
        return ", ".join(one for one in (self._whole_work(activities[0]), *parts) if one)

    def segment(self, activity: int) -> int | None:
        """The segment an activity is in, the first being 1."""
        found = _NUMBER.search(self._group(activity).name)
        return int(found[1]) if found else None

    def unit(self, activity: int) -> int | None:
        """The unit of its step that an activity is for, the first being 1."""
        name = self.plan.activities[activity].name
        found = _NUMBER.fullmatch(name.removeprefix(self._group(activity).name))
        return int(found[1]) if found else None

    def place(self, activity: int) -> tuple[str, int | None, int | None]:
        """The work and part, the segment and the unit of an activity."""
        return self.work(activity), self.segment(activity), self.unit(activity)

    def _group(self, activity: int) -> Group:
        return self.plan.groups[self._number(activity)]

    def _number(self, activity: int) -> int:
        """The number of the step of an activity."""
        return self.plan.activities[activity].group

    def subject(self, activities: Sequence[int]) -> str:
        """Activities of one step as a sentence begins with them: their work, segments, step and units."""
        first = activities[0]
        segments = sorted({one for one in map(self.segment, activities) if one is not None})
        where = [self._works_of(activities)] if self._works_of(activities) else []
        if segments:
            word = "segment" if len(segments) == 1 else "segments"
            where.append(say(f"trace.{word}", self.lang, number=in_ranges(segments)))
        name = self.step(first) + self._in_brackets(activities)
        if not where:
            return name
        return say("trace.subject", self.lang, where=", ".join(where), step=name)

    def seen_from(self, activity: int, here: int, units: bool = True) -> str:
        """An activity as it is called in a sentence about another one: only what sets it apart."""
        name = self.step(activity) + (self._in_brackets([activity]) if units else "")
        is_here, segment = self.work(activity) == self.work(here), self.segment(activity)
        if is_here and segment in (None, self.segment(here)):
            return name
        where = [] if is_here or not self.work(activity) else [self.work(activity)]
        where += [say("trace.segment", self.lang, number=segment)] if segment is not None else []
        return say("trace.subject", self.lang, where=", ".join(where), step=name) if where else name

    def _in_brackets(self, activities: Sequence[int]) -> str:
        """Which units they are, or how many."""
        numbers = sorted({one for one in map(self.unit, activities) if one is not None})
        if not numbers:
            return ""
        unit = self._unit_of.get(self.family(activities[0]), "")
        key = f"trace.unit.{unit if unit in UNITS else 'other'}"
        count = len(set(activities))
        whole = sum(len(self.plan.groups[one].members) for one in set(map(self._number, activities)))
        if count == 1:
            said = say(f"{key}.one", self.lang, number=numbers[0])
        elif count <= FEW and len(set(map(self._number, activities))) == 1:
            said = say(f"{key}.few", self.lang, numbers=", ".join(map(str, numbers)))
        else:
            word = "all" if count == whole else "many"
            said = say(f"{key}.{word}", self.lang, count=say_number(count, self.lang))
        return f" ({said})"

    def is_repeated(self, activity: int) -> bool:
        """Whether the step of an activity has one for each of several units."""
        return self.unit(activity) is not None

    def is_of_people(self, activity: int) -> bool:
        """Whether its units are people, who agree or don't."""
        return self.is_repeated(activity) and self._unit_of.get(self.family(activity)) in UNITS


UNITS = ("households",)
"""People that steps are repeated for, as far as there is a word for them; anything else is a number."""


def in_ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, neighbours drawn together: 1–3, 5."""
    runs = [[numbers[0]]]
    for before, number in pairwise(numbers):
        if number == before + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = []
    for run in runs:
        parts += [f"{run[0]}{DASH}{run[-1]}"] if len(run) > 2 else list(map(str, run))
    return ", ".join(parts)


def _short_titles(plan: Plan, lang: str) -> dict[str, str]:
    """Titles of works up to their first comma, where that still tells them apart."""
    whole = {
        name.removeprefix("work."): title[lang]
        for name, title in plan.titles.items()
        if name.startswith("work.")
    }
    short = {name: title.split(", ")[0] for name, title in whole.items()}
    return {
        name: title if list(short.values()).count(title) == 1 else whole[name]
        for name, title in short.items()
    }
