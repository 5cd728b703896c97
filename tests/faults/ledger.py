"""Three witnesses joined: what the oracle expects, what the database says, what the server took."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import connection

FINAL = {"sent", "failed", "cancelled"}
ENDED = {"cancelled", "superseded", "failed"}
# How long after a change of mind a mail may still be between its fence and the server, seconds.
IN_FLIGHT = 2

OCCURRENCES = """
    SELECT u.email, t.title, r.kind, o.local_date, o.state, o.reason,
           m.message_id, m.state, m.doubts
    FROM tasks_occurrence o
    JOIN tasks_reminder r ON r.id = o.reminder_id
    JOIN jobsearch_user u ON u.id = o.owner_id
    LEFT JOIN tasks_task t ON t.id = r.task_id
    LEFT JOIN tasks_outboundemail m ON m.id = o.email_id
"""


@dataclass
class Ledger:
    """What is wrong, by name; all of it empty in a run where nothing was lost or doubled."""

    plan: object
    kills: int = 0
    expected: int = 0
    accepted: int = 0
    doubts: int = 0  # mails that were in doubt at some time
    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    doubled_in_doubt: list = field(default_factory=list)
    phantom: list = field(default_factory=list)
    stuck: list = field(default_factory=list)
    ended: list = field(default_factory=list)  # not accepted, with a reason on record
    late: list = field(default_factory=list)  # seconds

    @property
    def is_clean(self):
        return not (self.lost or self.doubled or self.phantom or self.stuck)

    def quantile(self, share):
        late = sorted(self.late) or [0.0]
        return late[min(len(late) - 1, int(share * len(late)))]

    HEAD = (
        "    seed  kills  expected  accepted  in doubt  LOST  DOUBLED  (in doubt)  PHANTOM  STUCK"
        "  ended  LATE p50    p99    max"
    )

    @property
    def line(self):
        return (
            f"{self.plan.seed:8} {self.kills:6} {self.expected:9} {self.accepted:9}"
            f" {self.doubts:9} {len(self.lost):5} {len(self.doubled):8}"
            f" {len(self.doubled_in_doubt):11}"
            f" {len(self.phantom):8} {len(self.stuck):6} {len(self.ended):6}"
            f" {self.quantile(0.5):8.1f}s {self.quantile(0.99):5.1f}s {self.quantile(1):5.1f}s"
        )

    def __str__(self):
        wrong = {
            name: getattr(self, name)[:8]
            for name in ("lost", "doubled", "phantom", "stuck", "doubled_in_doubt")
        }
        return f"{self.HEAD}\n{self.line}\n{wrong}"


def check(plan, clock, log, kills=0, changed=None):
    """`changed` is {(email, code): second} of what somebody took back, and when that was saved."""
    made = Ledger(plan, kills, len(plan.expected))
    changed = changed or {}
    lines = log.lines()
    made.accepted = len(lines)
    rows, mails = _occurrences(plan), _mails()
    made.doubts = sum(doubts > 0 for _, doubts in mails.values())
    # What has fallen due since the end of the plan may have gone, and need not.
    called_for = Counter(expected.key for expected in plan.until(max(plan.end, clock.now)))
    _doubles(made, lines, mails, called_for)
    taken = defaultdict(list)
    for line in lines:
        for code in line["codes"]:
            taken[line["to"][0], code].append(line)
    _missing(made, plan, rows, taken)
    _uncalled_for(made, called_for, lines, mails, changed)
    made.stuck += [key for key, (state, _) in mails.items() if state not in FINAL]
    for expected in plan.expected:
        if times := taken.get(expected.key):
            due = clock.real(max(expected.due_at, plan.start))
            made.late.append(max(0.0, times[0]["at"] - due))
    return made


def _occurrences(plan):
    """What became of each: {(email, code, local date): (state, reason, doubts)}."""
    digests = {person.email: person.digest_code for person in plan.people}
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(OCCURRENCES)
        for email, title, kind, day, state, reason, _, _, _ in cursor.fetchall():
            code = digests.get(email, "") if kind == "digest" else (title or "").split()[-1:]
            code = code if isinstance(code, str) else "".join(code)
            found[email, code, day].append((state, reason))
    return found


def _mails():
    with connection.cursor() as cursor:
        cursor.execute("SELECT message_id, state, doubts FROM tasks_outboundemail")
        return {message_id: (state, doubts) for message_id, state, doubts in cursor.fetchall()}


def _doubles(made, lines, mails, called_for):
    by_id, by_occurrence = Counter(), defaultdict(list)
    hashes = defaultdict(set)
    for line in lines:
        by_id[line["message_id"]] += 1
        hashes[line["message_id"]].add(line["sha256"])
        by_occurrence[tuple(line["to"]), tuple(line["codes"])].append(line["message_id"])
    for message_id, times in by_id.items():
        if times < 2:
            continue
        doubts = mails.get(message_id, ("", 0))[1]
        # One more for a doubt, and the very same bytes.
        fair = doubts >= times - 1 and times == 2 and len(hashes[message_id]) == 1
        (made.doubled_in_doubt if fair else made.doubled).append(message_id)
    for (to, codes), ids in by_occurrence.items():
        days = min((called_for[key, code] for key in to for code in codes), default=0)
        if len(set(ids)) > max(days, 1):  # the same thing under two names
            made.doubled.append((to, codes))


def _missing(made, plan, rows, taken):
    for expected in plan.expected:
        states = rows.get((expected.email, expected.code, expected.local_date), [])
        if any(state == "due" for state, _ in states):
            made.stuck.append(expected.key)
        elif expected.key not in taken:
            reasons = [reason for state, reason in states if state in ENDED and reason]
            (made.ended if reasons else made.lost).append((*expected.key, reasons))


def _uncalled_for(made, called_for, lines, mails, changed):
    for line in lines:
        keys = [(to, code) for to in line["to"] for code in line["codes"]]
        state = mails.get(line["message_id"], ("unknown", 0))
        changed_at = min((changed.get(key, float("inf")) for key in keys), default=0)
        if not (
            len(line["to"]) == 1
            and keys
            and called_for.keys() >= set(keys)
            and line["data_at"] < changed_at + IN_FLIGHT
            and (state[0] in ("sent", "sending", "in_doubt", "pending", "claimed") or state[1])
        ):
            made.phantom.append((line["to"], line["codes"], line["message_id"], *state))
