"""Findings about how things stand today: A7 to A11 of /help/method/#findings. Pure rules."""

from __future__ import annotations

from tasks.review.findings.finding import Finding
from tasks.review.numbers import tenths
from tasks.review.sentences import WeekFacts
from tasks.words import counted

TASKS_NAMED = 3


def keeps_moving(facts: WeekFacts) -> Finding | None:
    standing, border = facts.standing, facts.borders["A7.put-off"]
    if standing is None or not (standing.kept_moving or standing.put_off >= border):
        return None
    if standing.moving_tasks:
        text = f"“{standing.moving_tasks[0].title}” was moved three times or more."
        if len(standing.moving_tasks) > 1:
            many = counted(len(standing.moving_tasks), "task was", "tasks were")
            text = f"{many} moved three times or more, “{standing.moving_tasks[0].title}” most."
    else:
        text = f"{counted(standing.put_off, 'important task', 'important tasks')} that you put off "
        text += "wait on your board."
    because = [
        f"Moved three times or more: {standing.kept_moving}. Said from one.",
        f"Important, put off, and a week old or moved twice: {standing.put_off}. "
        f"Said from {border}.",
    ]
    named = [task.title for task in (standing.moving_tasks or standing.put_off_tasks)]
    if named:
        because.append("; ".join(f"“{title}”" for title in named[:TASKS_NAMED]) + ".")
    return Finding("A7", "repeat", text, standing.put_off >= facts.borders["A7.strong"], because)


def asking_early(facts: WeekFacts) -> Finding | None:
    asks = facts.standing.early_asks if facts.standing else 0
    if facts.standing is None or asks < max(1, facts.borders["A8.from"]):
        return None
    text = f"{counted(asks, 'ask', 'asks')} in four weeks came two steps early, or more."
    because = [
        f"Asks that needed two levels more than the person had on that day, in 28 days: {asks}. "
        f"Said from {facts.borders['A8.from']}."
    ]
    return Finding("A8", "half", text, False, because)


def more_people_than_time(facts: WeekFacts) -> Finding | None:
    standing, at = facts.standing, facts.borders
    if standing is None or standing.upkeep <= at.share("A9.over") * standing.capacity:
        return None
    takes, time = tenths(standing.upkeep), tenths(standing.capacity)
    text = f"Keeping up with everybody takes {takes} talks a week. There is time for {time}."
    because = [
        f"The sum of 7 divided by the days of each rhythm: {takes}. Your minutes for the hard "
        f"part, divided by 20: {time}. Said over {at['A9.over']}% of that."
    ]
    strong = standing.upkeep > at.share("A9.strong") * standing.capacity
    return Finding("A9", "people", text, strong, because)


def promise_slipping(facts: WeekFacts) -> Finding | None:
    if facts.standing is None or not facts.standing.slipping:
        return None
    worst = facts.standing.slipping[0]
    to = f" to {worst.name}" if worst.name else ""  # of a closed review, and deleted since
    text = f"A promise{to} {_when(worst.days)}."
    if more := len(facts.standing.slipping) - 1:
        text += f" {counted(more, 'more is', 'more are')} due by tomorrow, or waiting."
    because = [
        f"To {each.name}: {_when(each.days)}." for each in facts.standing.slipping if each.name
    ]
    because.append("Said from the day before it is due.")
    return Finding("A10", "clock", text, worst.days >= facts.borders["A10.strong"], because)


def _when(days: int) -> str:
    if days < 0:
        return "is due tomorrow"
    if days == 0:
        return "is due today"
    return f"has waited for {days} day{'' if days == 1 else 's'}"


def do_not_know(facts: WeekFacts) -> Finding | None:
    told = facts.standing.told if facts.standing else None
    if told is None or told.share is None or told.share >= facts.borders.share("A11.under"):
        return None
    part = str(told.part) if told.part else "None"
    text = f"{part} of {told.whole} people you are in touch with have heard what you look for."
    because = [
        f"Heard in the last 60 days: {told.part} of {told.whole}, {told.percent}%. "
        f"{facts.borders.say('A11.under', 'under')}"
    ]
    return Finding("A11", "chat", text, told.share < facts.borders.share("A11.strong"), because)


RULES = {
    "A7": keeps_moving,
    "A8": asking_early,
    "A9": more_people_than_time,
    "A10": promise_slipping,
    "A11": do_not_know,
}
