from uuid import uuid4

from django import forms

KEY_LETTERS = 64


class SmallerForm(forms.Form):
    key = forms.CharField(required=False, max_length=KEY_LETTERS)

    @property
    def key_given(self) -> str:
        return str(self.cleaned_data.get("key") or uuid4())
