"""A diary put into sentences, dated and in order: what waited for what, was refused, was paid, was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from math import inf, isfinite

from model.days import date_of, finish_date
from model.outcomes import Cause, Deed, Note
from model.plan.events import Does
from model.plan.network import Link, Then
from model.report.lived import Choice, Lived
from model.report.naming import FEW, Names
from model.words import say, say_date, say_days, say_deadline, say_money

A_DAY = 1.0
"""Waits shorter than this are left out, unless everything is to be told."""


class What(Enum):
    """What is told of a step."""

    RESERVED = "reserved"
    START = "start"
    PAID = "paid"
    SENT_BACK = "sent_back"
    GIVEN_UP = "given_up"
    DONE = "done"
    SKIPPED = "skipped"


Waits = dict[str, float]
"""Days waited, by the words for what they were waited for."""


@dataclass(frozen=True)
class Sentence:
    """One line of a story; ``tone`` is ``step``, ``money``, ``event``, ``milestone`` or ``warning``."""

    day: date
    text: str
    tone: str = "step"


@dataclass
class Told:
    """Something that happened to activities of one step, before it is put into words.

    ``first`` and ``day`` are the dates on which it happened first and last; ``about`` is a round,
    or a step that follows; ``days`` how long it took, ``waits`` what of that (or before it) was
    waiting; ``amount`` million VND from ``source``.
    """

    day: date
    order: int
    what: What
    who: list[int]
    first: date
    about: str | int = ""
    waits: Waits = field(default_factory=dict)
    is_at_most: bool = False
    days: float = 0.0
    amount: int = 0
    source: int = -1
    enough: str = ""


@dataclass
class _State:
    """An activity from the day it was ready, as far as its notes have been read."""

    ready: float
    started: float = inf
    waits: Waits = field(default_factory=dict)
    amount: int = 0
    source: int = -1
    enough: str = ""


class Telling:
    """Tells one replication.

    Parameters
    ----------
    choice
        What of it is told.
    everything
        Whether every unit and every short wait is told by itself.
    """

    def __init__(self, lived: Lived, choice: Choice, names: Names, *, everything: bool = False) -> None:
        self.lived, self.plan, self.choice = lived, lived.plan, choice
        self.names, self.lang, self.everything = names, names.lang, everything
        self.start = date.fromisoformat(lived.plan.start)
        self._in_force = _in_force(lived.diary, lived.plan.horizon)
        self._times_ready = _times_ready(lived.diary)

    def sentences(self) -> list[Sentence]:
        """The story, in the order of what happened."""
        steps = list(self._steps())
        told = [(one.day, one.order, self._of_step(one)) for one in self._folded(steps)]
        told += [*self._events(), *self._milestones()]
        last = max((day for day, _, _ in told), default=self.start)
        if self.everything or self._waits_for_money():
            last = date.max
        told += [one for one in self._money() if one[0] <= last]
        return [sentence for _, _, sentence in sorted(told, key=lambda one: one[:2])]

    def say(self, key: str, **values: object) -> str:
        """A sentence of the story in its language."""
        return say(f"trace.{key}", self.lang, **values)

    def _waits_for_money(self) -> bool:
        waits_for = self.lived.outcomes.waits_for[0]
        return any(waits_for[place] == Cause.CAPITAL for place in self.choice.milestones)

    # -- steps: from notes to things told -------------------------------------------------------------

    def _steps(self) -> Iterator[Told]:
        """Everything that happened to the activities chosen."""
        states: dict[int, _State] = {}
        done: dict[int, Told] = {}
        for order, note in enumerate(self.lived.diary):
            if note.deed > Deed.TOOK or note.who not in self.choice.activities:
                continue
            if note.deed == Deed.READY:
                states[note.who] = self._ready(note)
            elif note.deed == Deed.TOOK and note.who in done:
                done[note.who].about = self._way(note)
            told = self._step(order, note, states.get(note.who) or _State(note.day))
            if told is not None:
                yield told
                done[note.who] = told

    def _ready(self, note: Note) -> _State:
        """A life begins; what its start was held by is known of the last one."""
        self._times_ready[note.who] -= 1
        state = _State(note.day)
        held = self.lived.held.get(note.who)
        if held is None or self._times_ready[note.who] > 0:
            return state
        condition = self.plan.conditions[held.condition]
        if condition.link in (Link.WEIGHT, Link.LENGTH) and held.anchor >= 0:
            state.enough = self.names.seen_from(held.anchor, note.who, units=False)
        waited = held.alone - held.gap
        if held.anchor >= 0 and condition.link != Link.LEVEL:
            state.waits[self.waited_for_step(note.who, held.anchor)] = waited
            if held.gap > 0:
                anchor = self.names.seen_from(held.anchor, note.who)
                state.waits[self.say("wait.lag", what=anchor)] = min(held.gap, held.alone)
        elif condition.link == Link.LEVEL:
            what = self.plan.indicators[condition.indicator].title[self.lang]
            state.waits[self.say("wait.indicator", what=what)] = held.alone
        elif condition.link == Link.OPEN:
            gate = self.plan.gates[condition.gate].title[self.lang]
            state.waits[self.say("wait.gate", what=gate)] = held.alone
        else:
            state.waits[self.say("wait.date")] = held.alone
        return state

    def _step(self, order: int, note: Note, state: _State) -> Told | None:
        """What one note tells, with all that led up to it; None where that comes later."""
        if note.deed == Deed.WAITED:
            words = self.waited(note.who, Cause(note.cause), state.ready, note.day)
            state.waits[words] = state.waits.get(words, 0.0) + note.days
            return None
        if note.deed == Deed.PAID:
            return self._paid(order, note, state)
        if note.deed == Deed.STARTED:
            state.started = note.day
            told = self._told(What.START, order, note, state)
            told.amount, told.source, told.enough = state.amount, state.source, state.enough
            state.amount, state.waits = 0, {}
            return told
        if note.deed == Deed.SENT_BACK:
            return self._told(What.SENT_BACK, order, note, _State(note.day), note.about)
        if note.deed == Deed.GIVEN_UP:
            return self._told(What.GIVEN_UP, order, note, _State(note.day), self._follower(note.who))
        if note.deed == Deed.FINISHED:
            told = self._told(What.DONE, order, note, state)
            told.days = note.day - state.started if isfinite(state.started) else 0.0
            return told
        return self._told(What.SKIPPED, order, note, _State(note.day)) if note.deed == Deed.SKIPPED else None

    def _paid(self, order: int, note: Note, state: _State) -> Told | None:
        """Money at the start belongs to the start; what is kept, or paid later, is told by itself."""
        need = self.plan.activities[note.who].capital
        assert need is not None, "who pays needs money"
        is_reserved = need.reserve and not isfinite(state.started)
        if not is_reserved and not isfinite(state.started):
            state.amount, state.source = note.amount, note.about
            return None
        told = self._told(What.RESERVED if is_reserved else What.PAID, order, note, state)
        told.amount, told.source = note.amount, note.about
        if is_reserved:
            state.waits = {}
        else:
            told.waits = {}
        return told

    def _told(self, what: What, order: int, note: Note, state: _State, about: str | int = "") -> Told:
        is_end = what in (What.DONE, What.GIVEN_UP, What.SENT_BACK)
        day = finish_date(note.day, self.start) if is_end else date_of(note.day, self.start)
        least = 0.0 if self.everything else A_DAY
        waits = {words: days for words, days in state.waits.items() if days >= least and days > 0}
        return Told(day, order, what, [note.who], day, about, waits)

    def _follower(self, number: int) -> str:
        """The step that takes over where this one was refused for good; nothing where none does."""
        verdict = self.plan.activities[number].verdict
        if verdict is None or verdict.then != Then.ACTIVITY:
            return ""
        takes_over = (
            self.plan.conditions[place].owner
            for place in self.plan.waiting_for[number]
            if self.plan.conditions[place].link == Link.REFUSED
        )
        return next((self.names.step(owner) for owner in takes_over), "")

    def _way(self, note: Note) -> str:
        """The step that a branch goes on with."""
        for place in self.plan.waiting_for[note.who]:
            condition = self.plan.conditions[place]
            if condition.link == Link.TAKEN and condition.way == note.about:
                return self.names.step(condition.owner)
        return ""

    # -- what was waited for -----------------------------------------------------------------------------

    def waited(self, number: int, cause: Cause, since: float, until: float) -> str:
        """The words for what an activity waited for between two instants."""
        activity = self.plan.activities[number]
        if cause == Cause.CAPITAL and activity.capital is not None:
            return self.say("wait.capital", what=self.source(activity.capital.source))
        if cause == Cause.CREW and activity.crews:
            crews = ", ".join(self.plan.crews[crew].title[self.lang] for crew, _ in activity.crews)
            return self.say("wait.crew", what=crews)
        if cause == Cause.SESSION:
            if activity.session < 0:
                return self.say("wait.window")
            return self.say("wait.session", what=self.plan.sessions[activity.session].title[self.lang])
        if cause == Cause.STOPPED:
            return self.say("wait.stopped", what=self._stopped_by(number, since, until))
        if cause == Cause.HOLD and number in self.lived.let_go:
            return self.waited_for_step(number, self.lived.let_go[number])
        return self.say(f"wait.{cause.name.lower()}")

    def waited_for_step(self, number: int, other: int) -> str:
        """The words for waiting for another activity."""
        return self.say("wait.step", what=self.names.seen_from(other, number))

    def source(self, number: int) -> str:
        """The title of a source of capital."""
        return self.plan.capital[number].title[self.lang]

    def _stopped_by(self, number: int, since: float, until: float) -> str:
        """The events that stopped or slowed an activity between two instants."""
        events = [self.plan.events[event] for event, _ in self.plan.paces[self.plan.pace_of[number]]]
        found = [
            event.title[self.lang]
            for event in dict.fromkeys(events)
            if any(begin < until and since < end for begin, end in self._in_force.get(event.number, ()))
        ]
        return ", ".join(found)

    # -- folding -----------------------------------------------------------------------------------------

    def _folded(self, steps: Sequence[Told]) -> Iterator[Told]:
        """Equal things of one day told once; those of many units on many days once, on the last."""
        if self.everything:
            yield from steps
            return
        heaps: dict[object, list[Told]] = {}
        for told in steps:
            if told.what != What.SKIPPED:
                heaps.setdefault(self._heap(told), []).append(told)
        for heap in heaps.values():
            days = list(dict.fromkeys(told.day for told in heap))
            if len(days) > FEW:
                yield _as_one(heap)
            else:
                yield from (_as_one([told for told in heap if told.day == day]) for day in days)

    def _heap(self, told: Told) -> object:
        number = told.who[0]
        if self.names.is_repeated(number):
            return told.what, self.plan.activities[number].group, told.about, told.source
        waits = tuple((words, round(days)) for words, days in told.waits.items())
        same = (told.what, self.names.family(number), told.about, told.day, waits, round(told.days))
        return *same, told.enough, told.source

    def _is_told(self, told: Told) -> bool:
        """A start is told where it had to wait, or to be paid."""
        return self.everything or told.what != What.START or bool(told.waits or told.amount)

    # -- steps: into words ---------------------------------------------------------------------------------

    def _of_step(self, told: Told) -> Sentence:
        clauses = WORDS[told.what](self, told)
        subject = self.names.subject(told.who)
        text = self.say("sentence", subject=subject, said="; ".join(clause for clause in clauses if clause))
        is_refusal = told.what in (What.SENT_BACK, What.GIVEN_UP)
        return Sentence(told.day, text, "warning" if is_refusal else "step")

    def _said_reserved(self, told: Told) -> Iterator[str]:
        yield self._after(self.say("reserves", amount=say_money(told.amount, self.lang),
                                   source=self.source(told.source)), told)  # fmt: skip

    def _said_start(self, told: Told) -> Iterator[str]:
        begins = self.say("begins")
        if told.first != told.day:
            begins = self.say("begins_since", date=say_date(told.first, self.lang))
        if told.enough:
            begins = self.say("once_enough", said=begins, what=told.enough)
        yield self._after(begins, told)
        if told.amount:
            yield self._pays("pays", told)

    def _said_paid(self, told: Told) -> Iterator[str]:
        yield self._pays("pays_again", told)

    def _said_sent_back(self, told: Told) -> Iterator[str]:
        verdict = self.plan.activities[told.who[0]].verdict
        assert verdict is not None and isinstance(told.about, int), "only a verdict sends back"
        if told.about >= verdict.rounds:
            yield self.say("last_resort")
        elif verdict.loop >= 0:
            entry = self.names.step(self.plan.loops[verdict.loop].entry)
            yield self.say("goes_back", round=told.about, next=told.about + 1, what=entry)
        else:
            yield self.say("sent_back", round=told.about, next=told.about + 1)

    def _said_given_up(self, told: Told) -> Iterator[str]:
        verdict = self.plan.activities[told.who[0]].verdict
        assert verdict is not None, "only a verdict refuses"
        if verdict.rounds > 1:
            yield self.say("given_up", rounds=verdict.rounds)
        elif verdict.refuses and self.names.is_repeated(told.who[0]):
            yield self.say("refused")
        else:
            yield self.say("failed")
        yield self.say("follows", what=told.about) if told.about else self.say("nothing_follows")

    def _said_done(self, told: Told) -> Iterator[str]:
        if told.first != told.day:
            done = self.say("done_since", date=say_date(told.first, self.lang))
        elif len(told.who) > 1 and self.names.is_repeated(told.who[0]):
            done = self.say("done")
        elif told.days < A_DAY:
            done = self.say("done_at_once")
        else:
            done = self.say("done_after", days=say_days(told.days, self.lang))
        yield self.say("including", said=done, waits=self._waits(told)) if told.waits else done
        if told.about:
            yield self.say("takes_way", what=told.about)

    def _said_skipped(self, told: Told) -> Iterator[str]:
        yield self.say("skipped")

    def _pays(self, key: str, told: Told) -> str:
        return self.say(key, amount=say_money(told.amount, self.lang), source=self.source(told.source))

    def _after(self, said: str, told: Told) -> str:
        return self.say("after", said=said, waits=self._waits(told)) if told.waits else said

    def _waits(self, told: Told) -> str:
        """Days and what they were waited for; of several activities the longest wait."""
        key = "wait.at_most" if told.is_at_most else "wait.exactly"
        said = [self.say(key, days=self.days(days), what=words) for words, days in told.waits.items()]
        return self.listed(said)

    def days(self, days: float) -> str:
        """A number of days; less than half of one is called less than one."""
        return say_days(days, self.lang) if days >= 0.5 else self.say("less_than_a_day")

    def listed(self, said: Sequence[str]) -> str:
        """Things one after the other, the last after an “and”."""
        return said[0] if len(said) == 1 else self.say("and", first=", ".join(said[:-1]), last=said[-1])

    # -- money -------------------------------------------------------------------------------------------

    def _money(self) -> Iterator[tuple[date, int, Sentence]]:
        """What comes to the sources chosen, and what they lose; of one instant in one sentence."""
        notes: dict[tuple[int, float, bool], list[tuple[int, Note]]] = {}
        for order, note in enumerate(self.lived.diary):
            if Deed.DEPOSIT <= note.deed <= Deed.CUT and note.who in self.choice.sources:
                is_cut_off = note.deed in (Deed.CARRIED, Deed.LAPSED)
                notes.setdefault((note.who, note.day, is_cut_off), []).append((order, note))
        for (source, instant, is_cut_off), some in notes.items():
            day = finish_date(instant, self.start) if is_cut_off else date_of(instant, self.start)
            clauses = [self._moved(note) for _, note in some]
            text = self.say("sentence", subject=self.source(source), said="; ".join(clauses))
            yield day, some[0][0], Sentence(day, text, "money")

    def _moved(self, note: Note) -> str:
        key = f"money.{Deed(note.deed).name.lower()}"
        return self.say(key, amount=say_money(note.amount, self.lang), year=note.about, next=note.about + 1)

    # -- events and milestones ---------------------------------------------------------------------------

    def _events(self) -> Iterator[tuple[date, int, Sentence]]:
        began: dict[int, float] = {}
        for order, note in enumerate(self.lived.diary):
            if note.deed not in (Deed.BEGAN, Deed.ENDED) or note.who not in self.choice.events:
                continue
            event = self.plan.events[note.who]
            title = event.title[self.lang]
            if note.deed == Deed.BEGAN:
                began[note.who] = note.day
                does = dict.fromkeys(EFFECTS[effect.does] for effect in event.effects)
                said = [self.say(f"effect.{word}") for word in does if word]
                key = "event_began" if said else "event_began_only"
                day, text = date_of(note.day, self.start), self.say(key, what=title, does="; ".join(said))
            else:
                day, lasted = finish_date(note.day, self.start), note.day - began[note.who]
                text = self.say("event_ended", what=title, days=self.days(lasted))
            yield day, order, Sentence(day, text, "event")

    def _milestones(self) -> Iterator[tuple[date, int, Sentence]]:
        """Milestones reached, voided or blocked, and each deadline that passed before."""
        after_all = len(self.lived.diary)
        for place in sorted(self.choice.milestones):
            one, title = self.plan.milestones[place], self.plan.milestones[place].title[self.lang]
            reached, void = self.lived.outcomes.day[0, place], self.lived.outcomes.void[0, place]
            for deadline in one.deadlines:
                if deadline.instant < min(reached, void) and deadline.instant <= self.plan.horizon:
                    day = finish_date(deadline.instant, self.start)
                    text = self.say("deadline_passed", what=title, date=say_deadline(deadline.text, self.lang))
                    yield day, after_all, Sentence(day, text, "warning")
            if isfinite(reached):
                day = finish_date(reached, self.start)
                text = self.say("reached", what=title, deadlines="; ".join(self.deadlines(place)))
                yield day, after_all, Sentence(day, text, "milestone")
            elif isfinite(void):
                day = date_of(void, self.start)
                yield day, after_all, Sentence(day, self.say("voided", what=title), "milestone")
            elif (blocked := self.blocked_on(place)) is not None:
                yield blocked, after_all, Sentence(blocked, self.say("blocked", what=title), "milestone")

    def blocked_on(self, milestone: int) -> date | None:
        """The day from which on a milestone can't be reached."""
        days = [
            note.day for note in self.lived.diary if note.deed == Deed.BLOCKED and note.who == milestone
        ]
        return date_of(min(days), self.start) if days else None

    def deadlines(self, milestone: int) -> Iterator[str]:
        """Each deadline of a milestone, with the days it was met or missed by."""
        reached, void = self.lived.outcomes.day[0, milestone], self.lived.outcomes.void[0, milestone]
        for deadline in self.plan.milestones[milestone].deadlines:
            key, days = "missed", 0
            if isfinite(reached):
                late = _whole_days(reached - deadline.instant)
                key, days = ("late" if late > 0 else "early" if late < 0 else "on_time"), abs(late)
            elif void <= deadline.instant:
                key = "void"
            yield self.say(
                f"deadline.{key}",
                date=say_deadline(deadline.text, self.lang),
                days=say_days(days, self.lang),
            )


def _whole_days(late: float) -> int:
    """Days late, counted in dates: anything after the last instant is a day late; negative is early."""
    return -int(-late // 1)


def _as_one(heap: Sequence[Told]) -> Told:
    """Equal things that happened to several activities as one; of waits the longest is kept."""
    last = heap[-1]
    if len(heap) == 1:
        return last
    waits: Waits = {}
    for told in heap:
        for words, days in told.waits.items():
            waits[words] = max(days, waits.get(words, 0.0))
    is_alike = all({w: round(d) for w, d in told.waits.items()} ==
                   {w: round(d) for w, d in waits.items()} for told in heap)  # fmt: skip
    return replace(
        last,
        who=[number for told in heap for number in told.who],
        first=heap[0].day,
        waits=waits,
        is_at_most=not is_alike,
        amount=sum(told.amount for told in heap),
    )


def _in_force(diary: Iterable[Note], horizon: float) -> dict[int, list[tuple[float, float]]]:
    """When each event was in force."""
    spans: dict[int, list[tuple[float, float]]] = {}
    for note in diary:
        if note.deed == Deed.BEGAN:
            spans.setdefault(note.who, []).append((note.day, horizon))
        elif note.deed == Deed.ENDED:
            spans[note.who][-1] = (spans[note.who][-1][0], note.day)
    return spans


def _times_ready(diary: Iterable[Note]) -> dict[int, int]:
    times: dict[int, int] = {}
    for note in diary:
        if note.deed == Deed.READY:
            times[note.who] = times.get(note.who, 0) + 1
    return times


WORDS: dict[What, Callable[[Telling, Told], Iterator[str]]] = {
    What.RESERVED: Telling._said_reserved,
    What.START: Telling._said_start,
    What.PAID: Telling._said_paid,
    What.SENT_BACK: Telling._said_sent_back,
    What.GIVEN_UP: Telling._said_given_up,
    What.DONE: Telling._said_done,
    What.SKIPPED: Telling._said_skipped,
}

EFFECTS = {
    Does.PACE: "pace",
    Does.MULTIPLY: "duration",
    Does.ADD: "duration",
    Does.DURATION: "duration",
    Does.CHANCE: "chance",
    Does.RELEASED: "money",
    Does.CREW: "crew",
    Does.CLOSE: "gate",
    Does.OPEN: "gate",
    Does.CUT: "money",
    Does.CUT_SHARE: "money",
    Does.GIVE: "money",
    Does.VOID: "",
    Does.BLOCK: "",
}
"""What an event does, as far as its beginning says it; voids and blocks are told by themselves."""
_ = timedelta
