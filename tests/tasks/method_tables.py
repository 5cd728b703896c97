"""The tables of the method, written out by hand."""

# kind: category, hard, usual minutes, light
KINDS = {
    "event": ("networking", False, 90, True),
    "online": ("networking", False, 20, True),
    "connected": ("networking", False, 5, True),
    "gave": ("networking", False, 15, False),
    "introduced": ("networking", False, 15, False),
    "followed-up": ("networking", True, 15, False),
    "conversation": ("networking", True, 40, False),
    "asked": ("networking", True, 15, False),
    "promise": ("networking", True, 20, False),
    "reconnected": ("networking", True, 15, False),
    "first-message": ("networking", True, 20, False),
    "research": ("research", False, 30, False),
    "application": ("applications", False, 60, False),
    "practice": ("interview", False, 45, False),
    "interview": ("interview", False, 45, False),
    "materials": ("materials", False, 45, False),
    "skills": ("skills", False, 45, False),
    "tools": ("tools", False, 30, False),
    "wellbeing": ("wellbeing", False, 30, False),
    "unsorted": ("unsorted", False, 30, False),
}
# Per cent of a week: easy and hard networking, applications, research, interview, materials,
# skills, tools.
TARGETS = {
    "ready": [10, 15, 10, 20, 5, 25, 5, 10],
    "full": [15, 30, 20, 10, 10, 8, 4, 3],
    "interviewing": [5, 25, 10, 15, 35, 5, 3, 2],
    "employed": [10, 40, 20, 10, 10, 5, 3, 2],
}
CATEGORIES = ["networking", "applications", "research", "interview", "materials", "skills", "tools"]
RHYTHM, AT_TARGET = [0, 90, 45, 30, 30, 30], [0, 30, 21, 14, 21, 21]
# number: words, level, costs nothing of their reputation
LADDER = {
    1: ("Answer a question", 1, True),
    2: ("Tell me of openings", 2, True),
    3: ("Give me 20 minutes", 2, True),
    4: ("Look over my CV or pitch", 2, True),
    5: ("Introduce me to a colleague", 3, False),
    6: ("Tell me who decides there", 3, False),
    7: ("Pass on my CV", 3, False),
    8: ("Introduce me to who hires", 4, False),
    9: ("Recommend me", 4, False),
    10: ("Send me paid work", 4, False),
}
