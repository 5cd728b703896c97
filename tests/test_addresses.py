"""The addresses that templates write are those that Django itself would write."""

from uuid import uuid4

import pytest
from django.template import Context, Template
from django.urls import (
    NoReverseMatch,
    clear_script_prefix,
    get_script_prefix,
    reverse,
    set_script_prefix,
)

from jobsearch.addresses import address
from tests.security.urls import TABLE


def django_says(name, *args):
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def we_say(name, *args):
    try:
        return address(name, *args)
    except NoReverseMatch:
        return None


@pytest.fixture(params=["/", "/below/"])
def _prefix(request):
    before = get_script_prefix()
    set_script_prefix(request.param)
    yield
    clear_script_prefix() if before == "/" else set_script_prefix(before)


@pytest.mark.usefixtures("_prefix")
def test_each_address_of_the_product_is_the_same():
    # Ids twice: the second time is what is remembered of the first.
    ids = [uuid4(), uuid4(), str(uuid4())]
    others = [3, "a token:with/what & not", "", None, str(uuid4()).upper()]
    for name in TABLE:
        for args in [(), *((each,) for each in [*ids, *others]), (ids[0], ids[1]), (ids[0], 2)]:
            assert we_say(name, *args) == django_says(name, *args), (name, args)
    assert django_says("contacts:contact", ids[2])  # or none of this means anything


def written(template, **context):
    return Template(template).render(Context(context))


def test_the_tag_writes_them():
    pk = uuid4()
    assert written("{% url 'contacts:contact' pk %}", pk=pk) == f"/contacts/{pk}/"
    assert written("{% url name %}", name="tasks:today") == "/"
    assert written("{% url 'contacts:contact' pk=pk %}", pk=pk) == f"/contacts/{pk}/"
    assert written("{% url 'tasks:log' as here %}<{{ here }}>") == "</log/>"


def test_the_tag_says_nothing_of_what_there_is_not_only_where_it_is_kept():
    assert written("{% url 'nowhere' as here %}<{{ here }}>") == "<>"
    with pytest.raises(NoReverseMatch, match="'nowhere'"):
        written("{% url 'nowhere' %}")
