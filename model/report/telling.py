"""A diary put into sentences, dated and in order: what waited for what, was refused, was paid, was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, inf, isfinite

from model.days import date_of, finish_date
from model.outcomes import Cause, Deed, Note
from model.plan import Plan
from model.plan.events import Does
from model.plan.network import Condition, Link, Then
from model.report.lived import Choice, Lived, work_of
from model.report.naming import Names
from model.report.told import A_MOMENT, Told, Waits, What, apart, folded, lives, whole_days
from model.words import say, say_date, say_days, say_deadline, say_money, say_number, say_share

A_DAY = 1.0
"""Waits shorter than this are left out, unless everything is to be told."""

A_PAGE = 60
"""A story of more steps than this leaves out what went smoothly and drove no milestone; that of a whole
programme tells so many steps, those that cost its milestones most."""


@dataclass(frozen=True)
class Sentence:
    """One line of a story; ``tone`` is ``step``, ``money``, ``event``, ``milestone`` or ``warning``."""

    day: date
    text: str
    tone: str = "step"


@dataclass
class _State:
    """An activity from the day it was ready, as far as its notes have been read."""

    ready: float
    started: float = inf
    waits: Waits = field(default_factory=dict)
    amount: int = 0
    source: int = -1
    enough: str = ""
    since: float = inf
    stopped: str = ""
    is_reserved: bool = False


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
        self._first_start = _first_start(lived.diary)
        self._openings = _openings(lived)
        self._for_steps: set[str] = set()
        self.last = self.start
        self.left_out = 0
        self.is_brief = False

    def sentences(self) -> list[Sentence]:
        """The story, in the order of what happened."""
        steps = list(self._steps())
        told = [(one.day, one.order, self._of_step(one)) for one in self._chosen(steps)]
        told += self._milestones()
        self.last = max((day for day, _, _ in told), default=self.start)
        if self.everything or self._waits_for_money():
            self.last = finish_date(self.plan.horizon, self.start)
        told += [one for one in (*self._events(), *self._money()) if one[0] <= self.last]
        return [sentence for _, _, sentence in sorted(told, key=lambda one: one[:2])]

    def _chosen(self, steps: Sequence[Told]) -> Sequence[Told]:
        """What is told of the steps: all, what didn't go smoothly, or in brief what cost most days."""
        if self.everything:
            return [one for one in steps if self._is_told(one)]
        told = [one for one in folded(self._condensed(steps), self._heap) if self._is_told(one)]
        if len(told) <= A_PAGE:
            return told
        self.is_brief = self.choice.is_all
        if self.is_brief:
            told = [one for one in folded(lives(steps), self._heap_in_brief) if self._is_told(one)]
            cost = self._cost()
            kept = sorted(told, key=lambda one: _dearness(one, cost), reverse=True)[:A_PAGE]
        else:
            driving = {link.activity for one in self.choice.milestones for link in self.lived.chains[one]}
            kept = [one for one in told if not self._is_smooth(one) or driving.intersection(one.who)]
        self.left_out = len(told) - len(kept)
        return kept

    def _cost(self) -> dict[int, float]:
        """Days each activity cost a milestone: on the way to one reached; all, to one that stalls on it."""
        cost = dict.fromkeys(self.choice.activities, 0.0)
        for chain in self.lived.chains:
            days: dict[int, float] = {}
            for stretch in chain:
                days[stretch.activity] = days.get(stretch.activity, 0.0) + stretch.days
            for number, spent in days.items():
                cost[number] = max(cost[number], spent)
        for group in self.lived.outcomes.waits_at[0]:
            members = self.plan.groups[group].members if group >= 0 else ()
            cost |= dict.fromkeys(members, self.plan.horizon)
        return cost

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
            state.enough = self._enough_of(condition, note.who)
        gap = min(held.gap, held.alone)
        state.since = note.day - held.alone
        alone, lag = apart(note.day - held.alone, note.day - gap), apart(note.day - gap, note.day)
        if held.anchor >= 0 and condition.link != Link.LEVEL:
            state.waits[self.waited_for_step(note.who, held.anchor)] = alone
            anchor = self._other(held.anchor, note.who)
            state.waits[self.say("wait.lag", what=anchor)] = lag
        elif condition.link == Link.LEVEL:
            what = self.plan.indicators[condition.indicator].title[self.lang]
            state.waits[self.say("wait.indicator", what=what)] = alone
        elif condition.link == Link.OPEN:
            gate = self.plan.gates[condition.gate].title[self.lang]
            state.waits[self.say("wait.gate", what=gate)] = alone
        else:
            state.waits[self.say("wait.date")] = alone
        return state

    def _step(self, order: int, note: Note, state: _State) -> Told | None:
        """What one note tells, with all that led up to it; None where that comes later."""
        if note.deed == Deed.WAITED:
            self._waited(note, state)
            return None
        if note.deed == Deed.PAID:
            return self._paid(order, note, state)
        if note.deed == Deed.STARTED:
            state.started = note.day
            told = self._told(What.START, order, note, state)
            told.amount, told.source, told.enough = state.amount, state.source, state.enough
            told.since = date_of(ceil(min(state.since, state.ready)), self.start)
            state.amount, state.waits, state.stopped = 0, {}, ""
            return told
        if note.deed == Deed.SENT_BACK:
            return self._told(What.SENT_BACK, order, note, _State(note.day), note.about)
        if note.deed == Deed.GIVEN_UP:
            return self._given_up(order, note, state)
        if note.deed == Deed.FINISHED:
            told = self._told(What.DONE, order, note, state)
            told.days = ceil(note.day) - ceil(state.started) if isfinite(state.started) else 0
            return told
        return self._told(What.SKIPPED, order, note, _State(note.day)) if note.deed == Deed.SKIPPED else None

    def _waited(self, note: Note, state: _State) -> None:
        """Days of a wait, added to those for the same thing; all stops are one thing, whatever the event."""
        since = state.started if isfinite(state.started) else state.ready
        words = self.waited(note.who, Cause(note.cause), since, note.day)
        days = apart(note.day - note.days, note.day)
        if note.cause in (Cause.SEASON, Cause.STOPPED):
            days = days._replace(begin=since)  # days here and there, noted when the work between them is over
        before = state.waits.pop(state.stopped if note.cause == Cause.STOPPED else words, None)
        state.waits[words] = days if before is None else before.and_then(days)
        if note.cause == Cause.STOPPED:
            state.stopped = words

    def _given_up(self, order: int, note: Note, state: _State) -> Told:
        """A step refused for good; where it took no time, as a check, it hands over on its day."""
        follower = self._follower(note.who)
        told = self._told(What.GIVEN_UP, order, note, _State(note.day))
        told.about = self.names.step(follower) if follower >= 0 else ""
        if follower >= 0 and note.day - state.started < A_MOMENT:
            told.what, told.day = What.HANDED_OVER, date_of(note.day, self.start)
            told.first = told.day
        return told

    def _paid(self, order: int, note: Note, state: _State) -> Told | None:
        """Money at the start belongs to the start; what is kept, or paid later, is told by itself."""
        is_reserved = self.is_set_aside(note)
        if not is_reserved and not isfinite(state.started):
            state.amount, state.source = note.amount, note.about
            return None
        told = self._told(What.RESERVED if is_reserved else What.PAID, order, note, state)
        told.amount, told.source = note.amount, note.about
        for_money = self.say("wait.capital", what=self.source(note.about))
        told.waits = {words: days for words, days in told.waits.items() if is_reserved and words == for_money}
        if is_reserved:
            told.about, state.is_reserved = "again" if state.is_reserved else "", True
            state.waits.pop(for_money, None)
        return told

    def is_set_aside(self, paid: Note) -> bool:
        """Whether money is kept for a start that may come later, and isn't paid for work under way."""
        need = self.plan.activities[paid.who].capital
        return need is not None and need.reserve and paid.day <= self._first_start.get(paid.who, inf)

    def _told(self, what: What, order: int, note: Note, state: _State, about: str | int = "") -> Told:
        is_end = what in (What.DONE, What.GIVEN_UP, What.SENT_BACK)
        day = finish_date(note.day, self.start) if is_end else date_of(note.day, self.start)
        least = 0.0 if self.everything else A_DAY
        waits = {words: days for words, days in state.waits.items() if days.exact >= least and days.exact > 0}
        return Told(day, order, what, [note.who], day, about, waits)

    def _follower(self, number: int) -> int:
        """The activity that takes over where this one was refused for good; -1 where none does."""
        verdict = self.plan.activities[number].verdict
        if verdict is None or verdict.then != Then.ACTIVITY:
            return -1
        takes_over = (
            self.plan.conditions[place].owner
            for place in self.plan.waiting_for[number]
            if self.plan.conditions[place].link == Link.REFUSED
        )
        return next(takes_over, -1)

    def _enough_of(self, condition: Condition, here: int) -> str:
        """How much of what an activity waited for: a share, a number, or metres in one piece."""
        anchors = {self.names.family(one): one for one in reversed(condition.anchors)}
        titles = [self.names.seen_from(one, here, units=False) for one in reversed(anchors.values())]
        what = self.listed([self.say("quoted", what=title) for title in dict.fromkeys(titles)])
        if condition.link == Link.LENGTH:
            return self.say("enough_metres", count=say_number(condition.need, self.lang), what=what)
        if condition.share:
            return self.say("enough_share", share=say_share(condition.need, self.lang), what=what)
        return self.say("enough_count", count=say_number(condition.need, self.lang), what=what)

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
        if cause == Cause.REWORK:
            return self.say("wait.between_rounds")
        if cause == Cause.HOLD and number in self.lived.let_go:
            return self.waited_for_step(number, self.lived.let_go[number])
        if cause == Cause.INDICATOR:
            places = (*activity.starts, *activity.finishes)
            levels = [self.plan.conditions[place] for place in places]
            indicators = [self.plan.indicators[one.indicator] for one in levels if one.link == Link.LEVEL]
            what = ", ".join(dict.fromkeys(one.title[self.lang] for one in indicators))
            return self.say("wait.indicator", what=what)
        return self.say(f"wait.{PLAIN[cause]}")

    def spent(self, number: int, cause: Cause, since: float, until: float, before: int) -> str:
        """The words for the days of a chain; ``before`` is the activity that came before (-1: none)."""
        if cause == Cause.REWORK:
            return self.say("wait.rework")
        if cause == Cause.LAG and before >= 0:
            return self.say("wait.lag", what=self._other(before, number))
        if cause == Cause.LOGIC and before >= 0:
            return self.say("wait.gap", what=self._other(before, number))
        return self.waited(number, cause, since, until)

    def waited_for_step(self, number: int, other: int) -> str:
        """The words for waiting for another activity."""
        words = self.say("wait.step", what=self._other(other, number))
        self._for_steps.add(words)
        return words

    def _other(self, other: int, number: int) -> str:
        """An activity that another one waits for; a household's own steps need no number."""
        is_own = self.names.place(other) == self.names.place(number)
        return self.names.seen_from(other, number, units=not is_own)

    def source(self, number: int) -> str:
        """The title of a source of capital."""
        return self.plan.capital[number].title[self.lang]

    def _stopped_by(self, number: int, since: float, until: float) -> str:
        """The events that stopped or slowed an activity between two instants."""
        events = dict.fromkeys(event for event, _ in self.plan.paces[self.plan.pace_of[number]])
        found = [
            self.plan.events[event].title[self.lang]
            for event in events
            if any(begin < until and since < end for begin, end in self._in_force.get(event, ()))
        ]
        return ", ".join(found)

    # -- folding -----------------------------------------------------------------------------------------

    def _condensed(self, steps: Sequence[Told]) -> list[Told]:
        """Without the starts of which the end tells enough: nothing was paid, nothing scarce awaited."""
        begun: dict[int, Told] = {}
        left_out: set[int] = set()
        for told in steps:
            [number] = told.who
            if told.what == What.START:
                begun[number] = told
            elif told.what in (What.DONE, What.GIVEN_UP, What.HANDED_OVER) and number in begun:
                start = begun.pop(number)
                is_one = start.day == told.day or self.names.is_repeated(number)
                if not start.amount and (is_one or self._for_steps.issuperset(start.waits)):
                    told.before, told.since, told.enough = start.waits, start.since, start.enough
                    left_out.add(start.order)
        return [told for told in steps if told.order not in left_out and told.what != What.SKIPPED]

    def _heap(self, told: Told) -> tuple[object, bool]:
        """What is told in one breath with this, and whether whatever the day."""
        number = told.who[0]
        if self.names.is_repeated(number):
            is_paid = told.what == What.START
            return (told.what, self.plan.activities[number].group, told.about, told.source), not is_paid
        waits = (tuple(whole_days(told.waits).items()), tuple(whole_days(told.before).items()))
        same = (told.what, *self._kind(number), told.about, told.day, waits, told.days)
        return (*same, told.enough, told.source), False

    def _heap_in_brief(self, told: Told) -> tuple[object, bool]:
        """What is told in one breath where a whole programme is told: a step in all segments of its part."""
        number = told.who[0]
        return (told.what, self.names.family(number), told.about, told.source), True

    def _kind(self, number: int) -> tuple[str, str]:
        """What sets a step apart from the others of its day: its work and its title, whatever the part."""
        return work_of(self.plan, number), self.names.step(number)

    def _is_told(self, told: Told) -> bool:
        """A start is told where it had to wait, or to be paid; what takes no time, where it had to wait."""
        if self.everything or told.what not in (What.START, What.DONE) or told.waits or told.before:
            return True
        return bool(told.amount if told.what == What.START else told.days or told.about)

    def _is_smooth(self, told: Told) -> bool:
        """Whether nothing can be said of a step but that it is done, and nobody watches it."""
        number = told.who[0]
        if told.what != What.DONE or told.waits or told.before or told.about:
            return False
        return not self.plan.activities[number].watch and not self.names.is_repeated(number)

    # -- steps: into words ---------------------------------------------------------------------------------

    def _of_step(self, told: Told) -> Sentence:
        clauses = WORDS[told.what](self, told)
        is_check = told.what == What.HANDED_OVER
        subject = self.names.subject([self._follower(one) for one in told.who] if is_check else told.who)
        text = self.say("sentence", subject=subject, said="; ".join(clause for clause in clauses if clause))
        is_refusal = told.what in (What.SENT_BACK, What.GIVEN_UP)
        return Sentence(told.day, text, "warning" if is_refusal else "step")

    def _said_reserved(self, told: Told) -> Iterator[str]:
        if told.about:
            yield self.say("reservation_lapses")
        said = self.say("reserves", amount=say_money(told.amount, self.lang), source=self.source(told.source))
        yield self._after(said, told)

    def _said_start(self, told: Told) -> Iterator[str]:
        yield from self._enough(told)
        yield self._one_by_one(self._after(self.say("begins"), told), told)
        if told.amount:
            yield self._pays("pays", told)

    def _said_paid(self, told: Told) -> Iterator[str]:
        yield self._pays("pays_again", told)

    def _said_sent_back(self, told: Told) -> Iterator[str]:
        verdict = self.plan.activities[told.who[0]].verdict
        assert verdict is not None, "only a verdict sends back"
        assert isinstance(told.about, int), "who is sent back goes into a round"
        if told.about >= verdict.rounds:
            is_first = verdict.rounds == 1
            said = self.say("unsettled_at_once" if is_first else "unsettled", rounds=verdict.rounds)
            yield self._one_by_one(said, told)
            yield self.say("takes_longer")
        elif verdict.loop >= 0:
            entry = self.names.step(self.plan.loops[verdict.loop].entry)
            yield self._one_by_one(self.say("sent_back", round=told.about), told)
            yield self.say("goes_back", what=entry, next=told.about + 1)
        else:
            word = "not_agreed" if self.names.is_of_people(told.who[0]) else "sent_back"
            yield self._one_by_one(self.say(word, round=told.about), told)
            yield self.say("another_round", next=told.about + 1)

    def _said_given_up(self, told: Told) -> Iterator[str]:
        verdict = self.plan.activities[told.who[0]].verdict
        assert verdict is not None, "only a verdict refuses"
        is_of_people = self.names.is_of_people(told.who[0])
        if verdict.rounds > 1:
            said = self.say("never_agreed" if is_of_people else "given_up", rounds=verdict.rounds)
        else:
            said = self.say("refused" if is_of_people and verdict.refuses else "failed")
        yield self._one_by_one(said, told)
        yield self.say("follows", what=told.about) if told.about else self.say("nothing_follows")

    def _said_handed_over(self, told: Told) -> Iterator[str]:
        """What takes over where a check does not hold, and why."""
        follows = [self._first_start.get(self._follower(one), inf) for one in told.who]
        begins = all(date_of(day, self.start) <= told.day for day in follows if isfinite(day))
        word = "begins" if begins and all(map(isfinite, follows)) else "comes_next"
        yield self._one_by_one(self.say(word), told)
        yield self.say("doesnt_hold", what=self.names.step(told.who[0]))

    def _said_done(self, told: Told) -> Iterator[str]:
        yield from self._enough(told)
        if (len(told.who) > 1 and self.names.is_repeated(told.who[0])) or told.days is None:
            done = self._one_by_one(self.say("done"), told)
        elif told.days == 0:
            done = self.say("done_at_once")
        else:
            done = self.say("done_after", days=say_days(told.days, self.lang))
        waits, before = self._waits(told.waits, told.is_at_most), self._waits(told.before, told.is_at_most)
        if told.before and told.days == 0 and len(told.who) == 1 and not told.waits:
            yield self._since(self.say("after", said=done, waits=before), told)
        else:
            yield self.say("including", said=done, waits=waits) if told.waits else done
            if told.before:
                yield self._since(self.say("before", waits=before), told)
        if told.again:
            yield self.say(
                "again_once" if told.again == 1 else "again", count=say_number(told.again, self.lang)
            )
        if told.amount:
            yield self._pays("pays", told)
        if told.about:
            yield self.say("takes_way", what=told.about)

    def _enough(self, told: Told) -> Iterator[str]:
        if told.enough:
            yield told.enough

    def _since(self, said: str, told: Told) -> str:
        """What was waited before a step, and since when; of several activities only where that is one day."""
        if told.since is None or told.is_at_most:
            return said
        return self.say("since", said=said, date=say_date(told.since, self.lang))

    def _one_by_one(self, said: str, told: Told) -> str:
        if told.first == told.day:
            return said
        return self.say("one_by_one", said=said, date=say_date(told.first, self.lang))

    def _said_skipped(self, told: Told) -> Iterator[str]:
        yield self.say("skipped")

    def _pays(self, key: str, told: Told) -> str:
        source = self.source(told.source)
        if self.say("wait.capital", what=source) in told.waits:
            key = "pays_it"
        key += "_in_all" if len(told.who) > 1 else ""
        return self.say(key, amount=say_money(told.amount, self.lang), source=source)

    def _after(self, said: str, told: Told) -> str:
        waits = self._waits(told.waits, told.is_at_most)
        return self.say("after", said=said, waits=waits) if told.waits else said

    def _waits(self, waits: Waits, is_at_most: bool) -> str:
        """Days and what they were waited for; of several activities the longest wait."""
        key = "wait.at_most" if is_at_most else "wait.exactly"
        said = [self.say(key, days=self.days(days.whole), what=words) for words, days in waits.items()]
        return self.listed(said) if said else ""

    def days(self, whole: int) -> str:
        """A number of whole days; none is called less than one."""
        return say_days(whole, self.lang) if whole > 0 else self.say("less_than_a_day")

    def listed(self, said: Sequence[str]) -> str:
        """Things one after the other, the last after an “and”."""
        return said[0] if len(said) == 1 else self.say("and", first=", ".join(said[:-1]), last=said[-1])

    # -- money -------------------------------------------------------------------------------------------

    def _money(self) -> Iterator[tuple[date, int, Sentence]]:
        """What comes to the sources chosen, and what they lose; of one instant in one sentence."""
        if self.is_brief:
            yield from self._money_by_year()
        notes: dict[tuple[int, float, bool], list[tuple[int, Note]]] = {}
        for order, note in enumerate(self.lived.diary):
            if self._is_money_told(note):
                is_cut_off = note.deed in (Deed.CARRIED, Deed.LAPSED)
                notes.setdefault((note.who, note.day, is_cut_off), []).append((order, note))
        for (source, instant, is_cut_off), some in notes.items():
            day = finish_date(instant, self.start) if is_cut_off else date_of(instant, self.start)
            clauses = [self._moved(note, order in self._openings) for order, note in some]
            text = self.say("sentence", subject=self.source(source), said="; ".join(clauses))
            yield day, some[0][0], Sentence(day, text, "money")

    def _is_money_told(self, note: Note) -> bool:
        """Money that comes or goes; nothing is told of nothing, and in brief only what was cut."""
        if not Deed.DEPOSIT <= note.deed <= Deed.CUT or note.who not in self.choice.sources:
            return False
        return self.everything or (note.amount > 0 and (note.deed == Deed.CUT or not self.is_brief))

    def _moved(self, note: Note, is_opening: bool) -> str:
        key = "money.opening" if is_opening else f"money.{Deed(note.deed).name.lower()}"
        return self.say(key, amount=say_money(note.amount, self.lang), year=note.about, next=note.about + 1)

    def _money_by_year(self) -> Iterator[tuple[date, int, Sentence]]:
        """What came of the money of each year and what was left of it, all sources together."""
        years: dict[int, list[tuple[int, Note]]] = {}
        for order, note in enumerate(self.lived.diary):
            if Deed.DEPOSIT <= note.deed <= Deed.CARRIED and note.amount:
                years.setdefault(note.about, []).append((order, note))
        for year, some in sorted(years.items()):
            order, last = some[-1]
            day = date_of(last.day, self.start)
            if last.deed != Deed.DEPOSIT:
                day = finish_date(last.day, self.start)
            amounts = {deed: sum(note.amount for _, note in some if note.deed == deed) for deed in OF_A_YEAR}
            clauses = [
                self.say(f"money_of_year.{word}", amount=say_money(amounts[deed], self.lang), next=year + 1)
                for deed, word in OF_A_YEAR.items()
                if amounts[deed]
            ]
            subject = self.say("money_of_year", year=year)
            yield (
                day,
                order,
                Sentence(day, self.say("sentence", subject=subject, said="; ".join(clauses)), "money"),
            )

    # -- events and milestones ---------------------------------------------------------------------------

    def _events(self) -> Iterator[tuple[date, int, Sentence]]:
        began: dict[int, float] = {}
        holding_up = self._holding_up() if self.is_brief else frozenset[tuple[int, float]]()
        for order, note in enumerate(self.lived.diary):
            if note.deed not in (Deed.BEGAN, Deed.ENDED) or note.who not in self.choice.events:
                continue
            if self.is_brief and (note.deed == Deed.ENDED or (note.who, note.day) not in holding_up):
                continue
            event = self.plan.events[note.who]
            title = event.title[self.lang]
            if note.deed == Deed.BEGAN:
                began[note.who] = note.day
                does = dict.fromkeys(EFFECTS[effect.does] for effect in event.effects)
                said = [self.say(f"effect.{word}") for word in does if word]
                key = "event_began" if said else "event_began_only"
                day, text = date_of(note.day, self.start), self.say(key, what=title, does="; ".join(said))
                if self.is_brief and said:
                    text = self._in_one_sentence(note, title, "; ".join(said))
            else:
                day, lasted = finish_date(note.day, self.start), apart(began[note.who], note.day).whole
                text = self.say("event_ended", what=title, days=self.days(lasted))
            yield day, order, Sentence(day, text, "event")

    def _in_one_sentence(self, began: Note, title: str, does: str) -> str:
        """An event from its beginning to its end."""
        [end] = [end for begin, end in self._in_force[began.who] if begin == began.day]
        days = self.days(apart(began.day, end).whole)
        return self.say("event_lasted", what=title, days=days, does=does)

    def _holding_up(self) -> frozenset[tuple[int, float]]:
        """Events, with their first instants, that held up a milestone or did more than slow work."""
        found = {
            (note.who, note.day)
            for note in self.lived.diary
            if note.deed == Deed.BEGAN
            and any(one.does not in SLOWS for one in self.plan.events[note.who].effects)
        }
        for chain in self.lived.chains:
            upto = 0.0
            for stretch in chain:
                since, upto = upto, upto + stretch.days
                paces = self.plan.paces[self.plan.pace_of[stretch.activity]]
                found |= {
                    (event, begin)
                    for event, _ in (paces if stretch.cause == Cause.STOPPED else ())
                    for begin, end in self._in_force.get(event, ())
                    if begin < upto and since < end
                }
        return frozenset(found)

    def _milestones(self) -> Iterator[tuple[date, int, Sentence]]:
        """Milestones reached, voided or blocked, and each deadline that passed before."""
        after_all = len(self.lived.diary)
        yield from self._deadlines_passed(after_all)
        for place in sorted(self.choice.milestones):
            title = self.plan.milestones[place].title[self.lang]
            reached, void = self.lived.outcomes.day[0, place], self.lived.outcomes.void[0, place]
            if isfinite(reached):
                day = finish_date(reached, self.start)
                text = self.say("reached", what=title, deadlines="; ".join(self.deadlines(place)))
                yield day, after_all, Sentence(day, text, "milestone")
            elif isfinite(void):
                day = date_of(void, self.start)
                yield day, after_all, Sentence(day, self.say("voided", what=title), "milestone")
            elif (blocked := self.blocked_on(place)) is not None:
                yield blocked, after_all, Sentence(blocked, self.say("blocked", what=title), "milestone")

    def _deadlines_passed(self, order: int) -> Iterator[tuple[date, int, Sentence]]:
        """Each deadline by which something was not reached, with all of which that is so."""
        missed: dict[tuple[date, str], list[str]] = {}
        for place in sorted(self.choice.milestones):
            one = self.plan.milestones[place]
            over = min(self.lived.outcomes.day[0, place], self.lived.outcomes.void[0, place])
            for deadline in one.deadlines:
                if deadline.instant < over and deadline.instant <= self.plan.horizon:
                    end = finish_date(deadline.instant, self.start), say_deadline(deadline.text, self.lang)
                    missed.setdefault(end, []).append(self.say("quoted", what=one.title[self.lang]))
        for (day, by), titles in missed.items():
            key = "deadline_passed" if len(titles) == 1 else "deadline_passed_many"
            text = self.say(key, what=self.listed(titles), count=say_number(len(titles), self.lang), date=by)
            yield day, order, Sentence(day, text, "warning")

    def blocked_on(self, milestone: int) -> date | None:
        """The day from which on a milestone can't be reached."""
        days = [note.day for note in self.lived.diary if note.deed == Deed.BLOCKED and note.who == milestone]
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


def _dearness(told: Told, cost: Mapping[int, float]) -> tuple[float, float]:
    """Days that something cost the milestones; where that is none, the days it waited come into it."""
    waits = (*told.waits.values(), *told.before.values())
    return sum(cost[who] for who in set(told.who)), sum(days.exact for days in waits)


def _whole_days(late: float) -> int:
    """Days late, counted in dates: anything after the last instant is a day late; negative is early."""
    return -int(-late // 1)


def _in_force(diary: Iterable[Note], horizon: float) -> dict[int, list[tuple[float, float]]]:
    """When each event was in force."""
    spans: dict[int, list[tuple[float, float]]] = {}
    for note in diary:
        if note.deed == Deed.BEGAN:
            spans.setdefault(note.who, []).append((note.day, horizon))
        elif note.deed == Deed.ENDED:
            spans[note.who][-1] = (spans[note.who][-1][0], note.day)
    return spans


def _first_start(diary: Iterable[Note]) -> dict[int, float]:
    """The instant at which each activity first began."""
    return {note.who: note.day for note in reversed(list(diary)) if note.deed == Deed.STARTED}


def _openings(lived: Lived) -> frozenset[int]:
    """The places in the diary of what each source holds at the start."""
    first: dict[int, int] = {}
    for place, note in enumerate(lived.diary):
        if note.deed == Deed.DEPOSIT and note.day == 0.0 and _has_opening(lived.plan, note.who):
            first.setdefault(note.who, place)
    return frozenset(first.values())


def _has_opening(plan: Plan, source: int) -> bool:
    """Whether a source holds money at the start; that comes before all other money of the first day."""
    said = f"capital.{plan.capital[source].name}.opening"
    return any(plan.quantities[deposit.amount].name == said for deposit in plan.capital[source].deposits)


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
    What.HANDED_OVER: Telling._said_handed_over,
    What.DONE: Telling._said_done,
    What.SKIPPED: Telling._said_skipped,
}

OF_A_YEAR = {Deed.DEPOSIT: "deposit", Deed.CARRIED: "carried", Deed.LAPSED: "lapsed"}
"""What happens to the money of a year, in the order in which it is said."""

SLOWS = (Does.PACE, Does.FREEZE, Does.MULTIPLY, Does.ADD, Does.DURATION, Does.CHANCE)
"""What only makes work longer: told in brief where it held up a milestone."""

PLAIN = {
    Cause.LAG: "set_time",
    Cause.LOGIC: "logic",
    Cause.CAPITAL: "turn",
    Cause.CREW: "turn",
    Cause.WORK: "work",
    Cause.SEASON: "season",
    Cause.HOLD: "hold",
}
"""The words for a wait of which nothing more is known."""

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
    Does.FREEZE: "freeze",
}
"""What an event does, as far as its beginning says it; voids and blocks are told by themselves."""
