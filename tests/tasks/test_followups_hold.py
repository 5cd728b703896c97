"""Whatever happens in whatever order: nothing that was proposed is skipped in silence."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.kinds import Kind
from contacts.models import Contact
from tasks import proposals
from tasks.models import Task
from tasks.situation import Situation
from tests.factories import make_contact
from tests.tasks.test_followups import log

START = date(2026, 9, 7)
ACTS = [
    (Kind.FOLLOWED_UP, "to"), (Kind.FOLLOWED_UP, "from"), (Kind.CONVERSATION, "both"),
    (Kind.EVENT, "both"), (Kind.ASKED, "to"), (Kind.FIRST_MESSAGE, "to"), (Kind.INTRODUCED, "to"),
    (Kind.RECONNECTED, "to"),
]  # fmt: skip

WEIGHTS = [1, 3, 3, 2, 1, 1, 1, 1]


def may_go(proposal, later, today):
    """Written down again, from the method: what makes a proposal pointless, of entries since."""
    reason, kinds = proposal.reason, {(kind, direction) for kind, direction in later}
    talked = any(d != "to" and k != Kind.EVENT for k, d in kinds)
    wrote = any(d != "from" and k != Kind.EVENT for k, d in kinds)
    messages = {Kind.FOLLOWED_UP, Kind.ASKED, Kind.FIRST_MESSAGE, Kind.RECONNECTED}
    wrote_again = any(d == "to" and k in messages for k, d in kinds)
    if reason in ("hello", "thank", "stay-in-touch"):
        return wrote
    if reason in ("nudge", "close"):
        return talked or wrote_again
    return reason == "somebody-else" and talked


ALWAYS = {4, 22}
SEEDS = [
    seed if seed in ALWAYS else pytest.param(seed, marks=pytest.mark.slow) for seed in range(30)
]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_proposal_stays_until_it_is_answered_or_pointless(ana, seed):
    chance, today, since = random.Random(seed), START, {}  # noqa: S311
    person = make_contact(ana, "Priya")
    for _ in range(40):
        today += timedelta(days=chance.choice([0, 0, 1, 2, 6]))
        things = Situation(ana, today, person)
        before = {p.key: p for p in things.proposals}
        unanswered = things.standings.get(person.pk)
        held = unanswered is not None and unanswered.is_to_rest
        answered = set()
        act = chance.choice(["log", "log", "log", "plan", "dismiss"])
        if act == "log":
            kind, direction = chance.choices(ACTS, WEIGHTS)[0]
            met = kind == Kind.EVENT and chance.random() < 0.5
            log(ana, person, kind, direction, day=today, met=met)
            for entries in since.values():
                entries.append((kind, direction))
        elif before:
            proposal = before[chance.choice(sorted(before))]
            answered = set(proposal.keys)
            if act == "plan" and not proposal.rests:
                proposals.plan(ana, proposal, proposal.on(today), today)
                reason = {"contact": person, "reason": proposal.reason}
                answered |= {k for k, p in before.items() if p.reason == proposal.reason}
                assert Task.objects.open().filter(**reason).count() <= 1
            else:
                proposals.dismiss(ana, proposal.keys, today)
        after = Situation(ana, today, person)
        there = {key for p in after.proposals for key in p.keys}
        resting = after.standings[person.pk].is_to_rest if after.standings else False
        for key, proposal in before.items():
            gone = key not in there and key not in answered
            entries = since.setdefault(key, [])
            if act == "log" and key not in since:
                entries.append((kind, direction))
            later = [*entries, (kind, direction)] if act == "log" else entries
            if gone and not held and not resting:
                assert may_go(proposal, later, today), (seed, act, proposal)


def test_what_waits_comes_back_when_they_answer(ana):
    """Held back by two messages without an answer, and not lost."""
    person = make_contact(ana, "Priya")
    log(ana, person, Kind.CONVERSATION, "both", day=START)
    for day in (1, 6):
        log(ana, person, day=START + timedelta(days=day))
    later = START + timedelta(days=20)
    assert [p.rests for p in Situation(ana, later, person).proposals] == [True]
    log(ana, person, direction="from", day=later)
    reasons = {p.reason for p in Situation(ana, later, person).proposals}
    assert reasons == {"tell", "stay-in-touch"}


def test_taking_out_what_was_logged_restores_what_was_proposed(ana):
    person, now = make_contact(ana, "Priya"), datetime(2026, 9, 20, tzinfo=UTC)
    log(ana, person, Kind.CONVERSATION, "both", day=START)
    today = START + timedelta(days=3)
    before = [p.key for p in Situation(ana, today, person).proposals]
    entry = log(ana, person, day=today)
    assert [p.key for p in Situation(ana, today, person).proposals] != before
    ana.removals.take_out(entry, now)
    assert [p.key for p in Situation(ana, today, person).proposals] == before
    assert Contact.objects.get().last_contact_on == START
