from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction

from contacts.models import Contact, Organisation
from jobsearch.crispy import PageHelper
from jobsearch.models import User
from tasks.keeping import title_for
from tasks.models import Keepsake, Task

KEPT = UUID("0d4a8c0e-7c0b-4f0e-9f44-3f1d0a7b6c11")  # what the ids made below are made in
KEY_LETTERS = 64


class KeepsakeForm(forms.ModelForm):
    link = forms.CharField(
        label="Link (optional)",
        required=False,
        max_length=990,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )

    # Made with the form and sent again with each try to save it.
    key = forms.CharField(required=False, widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Keepsake
        fields = ["link", "title", "text"]
        labels = {"title": "Title (optional)", "text": "Text (optional)"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, cancel: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].widget.attrs["autocomplete"] = "off"
        self.fields["title"].help_text = "Left empty, it is called after the site or the text."
        self.helper = PageHelper(self, "Keep it", "link", "title", "text", cancel=cancel)

    def clean_link(self) -> str:
        typed: str = self.cleaned_data["link"]
        if not typed:
            return ""
        link = typed if "://" in typed else f"https://{typed}"
        try:
            URLValidator(schemes=["http", "https"])(link)
        except forms.ValidationError:
            words = "Give a web address, such as example.com/portfolio."
            raise forms.ValidationError(words) from None
        return link

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        link, text = data.get("link", ""), data.get("text", "").strip()
        if not link and not text and not self.errors:
            self.add_error("link", "Add a link or a few words of text.")
        if not data.get("title"):
            data["title"] = title_for(link, text)
        return data

    def keep(self, owner: User, about: Contact | Organisation | Task | None) -> Keepsake:
        """Once for one key and what was sent with it, however often that came."""
        keepsake: Keepsake = super().save(commit=False)
        key = self.cleaned_data["key"][:KEY_LETTERS] or str(uuid4())
        words = [self.cleaned_data[name] for name in self.Meta.fields]
        said = [owner.pk, key, about and about.pk, *words]
        keepsake.pk = uuid5(KEPT, repr(said))
        keepsake.owner = owner
        if about is not None:
            setattr(keepsake, about._meta.model_name or "", about)
        try:
            with transaction.atomic():
                keepsake.save(force_insert=True)
        except IntegrityError:
            return owner.keepsakes.get(pk=keepsake.pk)
        return keepsake

    def save_changes(self) -> Keepsake:
        keepsake: Keepsake = super().save(commit=False)
        keepsake.save(update_fields=self.Meta.fields)
        return keepsake
