"""Days as people say them."""

from datetime import date, timedelta

OLD_DAYS = 7
TOMORROW = timedelta(days=1)
FAR = timedelta(days=730)
NEAR_ONLY = "Choose a day from today on, within two years."


def is_near(day: date, today: date) -> bool:
    """Whether a day can be one to be reminded on; another is a slip of the hand."""
    return today <= day <= today + FAR


def day_name(day: date, today: date) -> str:
    """ "Today", "Tomorrow", "Fri 27 Nov", and the year when it is another one."""
    if day == today:
        return "Today"
    if day == today + timedelta(days=1):
        return "Tomorrow"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%a} {day.day} {day:%b}{year}"


def next_words(day: date, today: date) -> str:
    """ "tomorrow", or the weekday of a day that is soon."""
    return "tomorrow" if day == today + timedelta(days=1) else f"{day:%A}"


def due_words(due: date, today: date) -> str:
    """When something is due; late is said as waiting, never as a reproach."""
    if due >= today:
        return day_name(due, today)
    if due == today - timedelta(days=1):
        return "Waiting since yesterday"
    if due > today - timedelta(days=7):
        return f"Waiting since {due:%A}"
    year = f" {due.year}" if due.year != today.year else ""
    return f"Waiting since {due.day} {due:%B}{year}"


def ago(day: date, today: date) -> str:
    days = (today - day).days
    if days <= 1:
        return "today" if days <= 0 else "yesterday"
    if days < 14:
        return f"{days} days ago"
    if days < 60:
        return f"{days // 7} weeks ago"
    return f"{days // 30} months ago"


def age(since: date, today: date) -> str:
    """ "waiting 9 days", from a week on; nothing before."""
    days = (today - since).days
    if days < OLD_DAYS:
        return ""
    return f"waiting {days} days" if days < 60 else f"waiting {days // 30} months"
