"""Levels and the ladder, as their user sets them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.layout import HTML, Column, Div, Row
from django import forms
from django.db import transaction
from django.db.models import Max

from contacts.forms import visible
from contacts.ladder import RUNGS, Rule
from contacts.ladder import Rung as Step
from contacts.levels import LEVEL_CHOICES, LEVELS, level_choices
from contacts.models import Rung
from jobsearch.crispy import PageHelper
from jobsearch.models import User

MOST_RUNGS = 30
NEW = "new"  # the row for one more
RESETS = """<p class="cluster space-wide"><span class="muted">Back to ours:</span>
<button class="btn btn-small" name="reset" value="names">Names</button>
<button class="btn btn-small" name="reset" value="rungs">Asks</button>
<button class="btn btn-small" name="reset" value="rules">Adjustments</button></p>"""


class LevelForm(forms.Form):
    def __init__(self, *args: Any, names: Sequence[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["level"]).choices = level_choices(names)

    level = forms.TypedChoiceField(
        label="How well do you know each other?",
        choices=LEVEL_CHOICES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how well you know each other.",
            "invalid_choice": "Choose one of the six levels.",
        },
    )


class SuggestionForm(forms.Form):
    """What the user says to the level that the log suggests."""

    answer = forms.ChoiceField(choices=[("set", "Set"), ("keep", "Keep")])
    level = forms.TypedChoiceField(choices=LEVEL_CHOICES, coerce=int)


class LadderForm(forms.Form):
    """The names of the levels, the rungs and the adjustments, all on one page."""

    def __init__(self, *args: Any, owner: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owner = owner
        there = {step.number: step for step in owner.rungs.ladder()}
        self.is_full = len(there) >= MOST_RUNGS
        # A window that was opened before leaves alone what another one has added since.
        self.steps = {
            number: step
            for number, step in there.items()
            if not self.is_bound or f"words_{number}" in self.data
        }
        self._add_names()
        self._add_rungs()
        for rule in Rule:
            self.fields[f"rule_{rule.value}"] = forms.BooleanField(
                label=rule.words, required=False, initial=rule.value not in owner.ladder_rules_off
            )
        self.helper = PageHelper(self, "Save", *self._layout())
        self.helper.layout.append(HTML(RESETS))  # behind Save, which Enter presses

    @property
    def rows(self) -> list[int | str]:
        """The numbers there are, highest first, and an empty row."""
        return [*reversed(self.steps), *([] if self.is_full else [NEW])]

    def _add_names(self) -> None:
        own = [*self.owner.level_names, *[""] * len(LEVELS)]
        for level in LEVELS:
            self.fields[f"level_{level.number}"] = forms.CharField(
                label=f"Level {level.number}",
                required=False,
                max_length=40,
                initial=own[level.number] or level.name,
            )

    def _add_rungs(self) -> None:
        for number in self.rows:
            step = self.steps.get(number) if isinstance(number, int) else None
            label = f"Ask {number}" if step else "Your own (optional)"
            self.fields[f"words_{number}"] = forms.CharField(
                label=label, required=False, max_length=120, initial=step.words if step else ""
            )
            self.fields[f"needs_{number}"] = forms.TypedChoiceField(
                label="Needs",
                coerce=int,
                choices=level_choices(self.owner.level_names)[1:],
                initial=step.needs if step else 2,
            )
            self.fields[f"cost_{number}"] = forms.ChoiceField(
                label="Costs them",
                choices=Rung.Cost.choices,
                initial=step.cost if step else Rung.Cost.NONE,
            )

    def _layout(self) -> list[Any]:
        names = [Column(f"level_{level.number}") for level in LEVELS]
        rungs = [
            Div(
                f"words_{number}",
                f"needs_{number}",
                f"cost_{number}",
                css_class="form-trio form-rung",
            )
            for number in self.rows
        ]
        return [
            _card("Names of the levels", "An empty name is ours again.", Row(*names)),
            _card(
                "The asks",
                "What each needs, and what it costs their reputation. Highest first. Without words "
                "one of ours is as it was, and one of yours goes.",
                Div(*rungs),
            ),
            _card(
                "Adjustments",
                "How what you know of an ask changes what it needs. Our reading; switch off what "
                "does not fit yours.",
                Div(*[f"rule_{rule.value}" for rule in Rule], css_class="switches"),
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in [name for name in data if name.startswith(("level_", "words_"))]:
            try:
                data[name] = visible(data[name])
            except forms.ValidationError as error:
                self.add_error(name, error)
        return data

    @transaction.atomic
    def save(self) -> None:
        data, owner = self.cleaned_data, self.owner
        names = [data[f"level_{level.number}"] for level in LEVELS]
        owner.level_names = [
            "" if name == level.name else name for name, level in zip(names, LEVELS, strict=True)
        ]
        owner.ladder_rules_off = [rule.value for rule in Rule if not data[f"rule_{rule.value}"]]
        owner.save(update_fields=["level_names", "ladder_rules_off"])
        for number in self.steps:
            self._save_rung(number)
        if not self.is_full and data[f"words_{NEW}"]:
            self._add_rung()

    def _said(self, row: int | str) -> dict[str, Any]:
        return {name: self.cleaned_data[f"{name}_{row}"] for name in ("words", "needs", "cost")}

    def _add_rung(self) -> None:
        """Behind all there are; sent twice, it is there once: save() lets in one at a time."""
        said, owner = self._said(NEW), self.owner
        if owner.rungs.filter(**said).exists():
            return
        last = [owner.asks.aggregate(last=Max("rung"))["last"] or 0]
        last += [step.number for step in owner.rungs.ladder()]
        owner.rungs.create(number=max(last) + 1, **said)

    def _save_rung(self, number: int) -> None:
        said = self._said(number)
        ours = next((step for step in RUNGS if step.number == number), None)
        as_ours = ours and said == {"words": ours.words, "needs": ours.needs, "cost": ours.cost}
        if not said["words"] or as_ours:
            self.owner.rungs.filter(number=number).delete()
        elif self._differs(said, self.steps[number]):
            self.owner.rungs.update_or_create(owner=self.owner, number=number, defaults=said)

    @staticmethod
    def _differs(said: dict[str, Any], step: Step) -> bool:
        return said != {"words": step.words, "needs": step.needs, "cost": step.cost}


class ResetForm(forms.Form):
    """One part as it came."""

    reset = forms.ChoiceField(choices=[(part, part) for part in ("names", "rungs", "rules")])

    def save(self, owner: User) -> None:
        part = self.cleaned_data["reset"]
        if part == "rungs":
            owner.rungs.filter(number__lte=len(RUNGS)).delete()
        elif part == "names":
            owner.level_names = []
        else:
            owner.ladder_rules_off = []
        owner.save(update_fields=["level_names", "ladder_rules_off"])


def _card(heading: str, words: str, fields: Any) -> Div:
    return Div(
        HTML(f"<h2>{heading}</h2><p class='form-text'>{words}</p>"),
        fields,
        css_class="card card-pad form-section",
    )
