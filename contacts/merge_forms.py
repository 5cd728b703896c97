from django import forms


class OtherForm(forms.Form):
    """Which of the rows is the same."""

    other = forms.UUIDField(required=False)


class PairForm(forms.Form):
    one = forms.UUIDField()
    other = forms.UUIDField()
