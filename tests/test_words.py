"""No page, message or mail blames anybody, or talks of people as of goods (/help/method/).

Everything that somebody may read is held against the words to avoid: the texts and the visible
attributes of all templates, the strings of the scripts, and those of the Python code.
"""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
# Whole words, in any case.
AVOIDED = (
    "leads pipeline pipelines conversion conversions crush crushed crushing hustle hustling "
    "fail fails failed failing failure failures missed lazy neglect neglects neglected neglecting "
    "score scores scored overdue streak streaks just simply"
)
WORD = re.compile(rf"\b({'|'.join(AVOIDED.split())})\b", re.IGNORECASE)
# Of an organisation the word is right; nobody is one.
TARGET = re.compile(r"\btargets?\b(?!\s+organisations?\b)", re.IGNORECASE)
EXCLAIMED = re.compile(r"[\w”\"')…]!(?=[\s”\"')<]|$)")
# Where a word is right, by file and the words around it, and why.
ALLOWED = {
    ("tasks/forms/asks.py", "who leads design"): "what somebody does at work, in an example",
    ("tasks/search.py", "employers targets"): "words that somebody may type to find the page",
    ("jobsearch/ownership.py", "%(target)s"): "SQL",
}
READ_ALOUD = {"aria-label", "alt", "content", "label", "placeholder", "title", "value"}
NOT_READ = {
    "if",
    "elif",
    "url",
    "static",
    "include",
    "extends",
    "load",
    "icon",
    "block",
    "csrf_token",
}
CODE = ("contacts", "tasks", "jobsearch")
# What only whoever runs a Foothold sees: the launcher's own words and the commands'.
FOR_OPERATORS = ("migrations", "management", "local", "settings.py", "checks.py")
TOLD_TO_LOGS = {"logger", "logging", "security_log"}


def words_in(text):
    """What is wrong with this text, each with a little of what stands around it."""
    found = []
    for pattern in (WORD, TARGET, EXCLAIMED):
        for hit in pattern.finditer(text):
            around = text[max(0, hit.start() - 30) : hit.end() + 30]
            found.append(" ".join(around.split()))
    return found


class Page(HTMLParser):
    """The texts of a page, and what is read of its attributes."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts = []
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("script", "style", "code", "svg")
        self.texts += [value for name, value in attributes if name in READ_ALOUD and value]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "code", "svg")

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data)


def literals(tag):
    """The texts in a tag or filter of a template: `{{ name|default:"nobody" }}`."""
    words = tag.group(0).strip("{}%# ").split()
    if tag.group(0).startswith("{#") or (words and words[0] in NOT_READ):
        return " "
    return " " + " ".join(a or b for a, b in re.findall(r'"([^"]*)"|\'([^\']*)\'', tag.group(0)))


def texts_of_template(source):
    source = re.sub(r"{% comment %}.*?{% endcomment %}", " ", source, flags=re.DOTALL)
    tags = re.findall(r"{#.*?#}|{%.*?%}|{{.*?}}", source)
    page = Page()
    page.feed(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source))
    page.close()
    inside = [literals(re.match(r".*", tag, re.DOTALL)) for tag in tags]
    return [*page.texts, *inside]


def texts_of_script(source):
    source = re.sub(r"(?m)//.*$", "", source)
    strings = re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", source)
    return [text for several in strings for text in several if is_prose(text)]


def is_prose(text):
    """Not a name of the code: it has a space, or begins like a label."""
    return " " in text.strip() or text[:1].isupper()


class Code(ast.NodeVisitor):
    """The strings of a module that somebody may read."""

    def __init__(self):
        self.texts = []

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):  # else a docstring
            self.generic_visit(node)

    def visit_Call(self, node):
        of = getattr(node.func, "value", None)
        if not (isinstance(of, ast.Name) and of.id in TOLD_TO_LOGS):
            self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, str) and is_prose(node.value):
            self.texts.append(node.value)


def texts_of_code(source):
    code = Code()
    code.visit(ast.parse(source))
    return code.texts


def every_file():
    for path in sorted((PROJECT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt") and "admin" not in path.parts:
            yield path, texts_of_template
    for path in sorted((PROJECT / "static" / "js").glob("*.js")):
        yield path, texts_of_script
    for folder in CODE:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            if not set(FOR_OPERATORS) & set(path.relative_to(PROJECT).parts):
                yield path, texts_of_code


def wrong_in(name, texts):
    allowed = [words for file, words in ALLOWED if file == name]
    found = [hit for text in texts for hit in words_in(text)]
    return [hit for hit in found if not any(words in hit for words in allowed)]


def test_no_word_to_avoid_is_said_anywhere():
    wrong = {}
    for path, texts in every_file():
        name = str(path.relative_to(PROJECT))
        if hits := wrong_in(name, texts(path.read_text())):
            wrong[name] = hits
    assert wrong == {}


def test_every_exception_is_still_needed():
    needed = set()
    for path, texts in every_file():
        name = str(path.relative_to(PROJECT))
        hits = [hit for text in texts(path.read_text()) for hit in words_in(text)]
        needed |= {(name, words) for file, words in ALLOWED if file == name
                   if any(words in hit for hit in hits)}  # fmt: skip
    assert needed == ALLOWED.keys()


@pytest.mark.parametrize(
    "source",
    [
        "<p>You missed {{ count }} days</p>",
        '<input placeholder="Your streak">',
        '{{ name|default:"Overdue" }}',
        "{% if late %}It is OVERDUE.{% endif %}",
        "<p>Well done!</p>",
        "You failed to follow up with {{ name }}.",  # a mail in plain text
        "<p>Your targets are {{ names }}.</p>",
        "{% blocktranslate %}Simply log it{% endblocktranslate %}",
    ],
)
def test_a_word_in_a_template_or_a_mail_is_seen(source):
    assert wrong_in("templates/some.html", texts_of_template(source))


@pytest.mark.parametrize(
    "source",
    [
        'messages.success(request, f"{name} is overdue.")',
        'raise forms.ValidationError("That failed. Try again.")',
        'class Contact:\n    level = Field("score")\n    words = "Score"',
        'def subject(self):\n    return f"{self.count} leads are waiting"',
        'WORDS = {"late": "You missed it"}',
        'NUDGE = "Keep your streak"',
    ],
)
def test_a_word_in_a_message_or_a_mail_of_the_code_is_seen(source):
    assert wrong_in("tasks/some.py", texts_of_code(source))


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring may say that it failed."""',
        'logger.warning("The mail failed")',
        'STATE = "failed"',
        'LABEL = "Target organisation"',
        "# a comment: just so",
        'SIGN = "!important"',
    ],
)
def test_what_nobody_reads_may_say_anything(source):
    assert wrong_in("tasks/some.py", texts_of_code(source)) == []


def test_a_word_in_a_script_is_seen():
    assert wrong_in("static/js/some.js", texts_of_script('announce("Saving failed");'))
