"""Template tags for the looks of the site; wording of days and tasks lives in the apps."""

from functools import lru_cache
from uuid import uuid4

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.template.base import Parser, TextNode, Token
from django.template.library import SimpleNode, parse_bits
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

UNDO = "undo:"
# URL names by the place in the navigation that is marked while they are shown.
PLACES = {
    "tasks": "board",
    "tasks:today": "today",
    "tasks:ready": "today",
    "tasks:choose": "today",
    "tasks:review": "review",
    "tasks:sample_mail": "review",
    "tasks:targets": "review",
    "tasks:preset": "review",
    "tasks:offer": "review",
    "tasks:search": "search",
    "tasks:log": "contacts",
    "tasks:promise": "contacts",
    "tasks:promise_ending": "contacts",
    "tasks:follow_up_plan": "contacts",
    "tasks:ask": "contacts",
    "tasks:ask_new": "contacts",
    "tasks:ask_edit": "contacts",
    "tasks:interaction_edit": "contacts",
    "tasks:interaction_delete": "contacts",
    "tasks:kept": "contacts",
    "tasks:kept_edit": "contacts",
    "tasks:keep": "contacts",
    "tasks:keepsake": "contacts",
    "contacts": "contacts",
    "organisations": "contacts",
    "imports": "contacts",
    "help": "help",
    "keys": "help",
    "method": "help",
    "settings": "settings",
    "account": "settings",
}


@register.simple_tag(takes_context=True)
def current_place(context: template.Context) -> str:
    """Which link of the navigation is the current one: "today", "board", …

    A context variable `nav_place` overrides it.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    if "nav_place" in context or not match:
        return str(context.get("nav_place", ""))
    name = match.view_name or ""
    page, app = name.split("_")[0], name.split(":")[0].split("_")[0]
    return PLACES.get(name) or PLACES.get(page) or PLACES.get(app, "")


@register.simple_tag
def new_key() -> str:
    """For a form that may be sent twice and counts once."""
    return str(uuid4())


@lru_cache(256)
def icon(name: str, size: str = "", fill: bool = False) -> SafeString:
    """An icon of templates/_icons.html, always decoration: the word stands beside it."""
    classes = "icon" + (f" icon-{size}" if size else "") + (" icon-fill" if fill else "")
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="#icon-{}"/></svg>',
        classes,
        name,
    )


@register.tag("icon")
def draw_icon(parser: Parser, token: Token) -> template.Node:
    """`{% icon "sun" size="s" %}`. One whose name is known is drawn when the template is read."""
    tag, *bits = token.split_contents()
    args, kwargs = parse_bits(  # type: ignore[call-arg]  # the stubs know an older one
        parser,
        bits,
        params=["name", "size", "fill"],
        varargs=None,
        varkw=None,
        defaults=("", False),
        kwonly=[],
        kwonly_defaults={},
        takes_context=False,
        name=tag,
    )
    node = SimpleNode(icon, takes_context=False, args=args, kwargs=kwargs, target_var=None)
    if any(expression.is_var for expression in [*args, *kwargs.values()]):
        return node
    return TextNode(node.render(template.Context()))


@register.filter
def hours(minutes: int | None) -> str:
    """100 -> "1 h 40", 40 -> "40 min"."""
    if minutes is None:
        return "—"
    whole, rest = divmod(int(minutes), 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest:02}" if rest else f"{whole} h"


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word: "Ana de la Cruz" -> "AC"."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"


@register.filter
def avatar_class(name: str) -> str:
    """One of four colours, always the same one for the same name."""
    return f"avatar-{sum(map(ord, str(name))) % 4 + 1}"


@register.filter
def first_input_id(field: BoundField) -> str:
    """Where a link from the error summary must lead; groups of radios have no id of their own."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def undo_url(message: Message) -> str:
    """The address in `messages.success(request, text, extra_tags=f"undo:{url}")`, or nothing."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")
