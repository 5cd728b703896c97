"""Links and texts that were kept: how they are added, found, taken back, and whose they are."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts import merging
from tasks.keeping import title_for
from tasks.models import Keepsake
from tasks.search import find
from tests.factories import make_contact, make_organisation, make_task

pytestmark = pytest.mark.django_db
ALL = reverse("tasks:kept")
KEEP = reverse("tasks:keep")


def keep(client, about=None, **fields):
    name = about and about._meta.model_name
    address = f"{KEEP}?{name}={about.pk}" if about else KEEP
    return client.post(address, fields)


def of(name, *keepsake):
    return reverse(f"tasks:{name}", args=[one.pk for one in keepsake])


@pytest.fixture
def priya(ana):
    return make_contact(ana, "Priya")


@pytest.fixture
def note(ana, priya):
    return Keepsake.objects.create(
        owner=ana, contact=priya, title="Talk", link="https://example.com/x", text="On maps"
    )


def test_a_link_is_called_after_its_site_and_never_opened(as_ana, ana):
    answer = keep(as_ana, link="www.Example.com:8080/deep/page?x=1")
    one = ana.keepsakes.get()
    assert (one.title, one.link) == ("example.com", "https://www.Example.com:8080/deep/page?x=1")
    assert answer.url == ALL


@pytest.mark.parametrize("make", [make_contact, make_organisation, make_task])
def test_it_is_kept_with_a_person_a_place_or_a_task_from_their_page(as_ana, ana, make):
    about = make(ana)
    page = as_ana.get(about.get_absolute_url()).content.decode()
    assert f"{KEEP}?{about._meta.model_name}={about.pk}" in page
    answer = keep(as_ana, about, text="They like maps.\nAnd boats.")
    assert answer.url == about.get_absolute_url()
    one = ana.keepsakes.get()
    assert (one.about, one.title) == (about, "They like maps.")
    page = as_ana.get(about.get_absolute_url()).content.decode()
    assert f'href="{one.get_absolute_url()}"' in page


def test_the_same_form_sent_twice_keeps_one(as_ana, ana, priya):
    for _ in range(2):
        keep(as_ana, priya, text="Maps", key="k1")
    assert ana.keepsakes.count() == 1
    keep(as_ana, priya, text="Maps", key="k2")
    keep(as_ana, priya, text="Boats", key="k1")
    assert ana.keepsakes.count() == 3


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "link"),
        ({"title": "Only a title"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://example.com/x"}, "link"),
        ({"link": "javascript://example.com/%0aalert(1)"}, "link"),
        ({"link": "data:text/html,x"}, "link"),
        ({"link": "two words"}, "link"),
        ({"link": "https://" + "x" * 1000 + ".example"}, "link"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "words", "title": "x" * 201}, "title"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(as_ana, ana, fields, wrong):
    answer = keep(as_ana, **fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [wrong]
    assert not ana.keepsakes.exists()


def test_a_link_leads_away_without_saying_from_where(as_ana, note):
    page = as_ana.get(note.get_absolute_url()).content.decode()
    assert '<a href="https://example.com/x" rel="noopener noreferrer" target="_blank">' in page


def test_a_link_that_is_a_program_is_no_link(as_ana, note):
    Keepsake.objects.update(link="javascript:alert(1)")
    for address in (note.get_absolute_url(), ALL):
        assert "javascript:alert" not in as_ana.get(address).content.decode()


def test_it_can_be_changed(as_ana, note):
    answer = as_ana.post(of("kept_edit", note), {"title": "", "link": "", "text": "On boats"})
    assert answer.url == note.get_absolute_url()
    note.refresh_from_db()
    assert (note.title, note.link, note.text) == ("On boats", "", "On boats")


def test_deleting_is_taken_back_exactly(as_ana, ana, priya, note):
    answer = as_ana.post(of("kept_delete", note))
    assert answer.url == priya.get_absolute_url()
    assert not ana.keepsakes.exists()
    as_ana.post(of("kept_back", note))
    again = ana.keepsakes.get()
    assert (again, again.created_at, again.contact) == (note, note.created_at, priya)
    as_ana.post(of("kept_back", note))  # twice is once
    assert ana.keepsakes.count() == 1


def test_what_was_kept_with_somebody_goes_with_them(as_ana, ana, priya, note):
    page = as_ana.get(reverse("contacts:delete", args=[priya.pk])).content.decode()
    assert "1 thing you kept with them" in page
    as_ana.post(of("kept_delete", note))
    priya.delete_for_good()
    assert as_ana.post(of("kept_back", note)).status_code == 404
    assert not ana.keepsakes.exists()


def test_only_the_visit_that_deleted_it_brings_it_back(as_ana, client, ben, note):
    as_ana.post(of("kept_delete", note))
    client.force_login(ben)
    assert client.post(of("kept_back", note)).status_code == 404


@pytest.mark.parametrize("words", ["maps", "MÁPS on", "example.com", "talk maps", "talk"])
def test_it_is_found_by_any_word_of_it(as_ana, ana, note, words):
    Keepsake.objects.create(owner=ana, title="Something else", text="boats")
    found = {group.name: group.results for group in find(ana, words, 5)}
    assert [(one.name, one.about) for one in found["Kept"]] == [("Talk", "With Priya")]
    assert found["Kept"][0].url == note.get_absolute_url()
    assert [one.title for one in as_ana.get(ALL, {"q": words}).context["page"]] == ["Talk"]
    menu = as_ana.get(reverse("tasks:search"), {"q": words}, headers={"HX-Request": "true"})
    assert note.get_absolute_url() in menu.content.decode()


@pytest.mark.parametrize("query", ["?q=%00", "?page=x", "?q=" + "x" * 5000, "?q=%25"])
def test_nonsense_in_the_address_does_no_harm(as_ana, note, query):
    assert as_ana.get(ALL + query).status_code == 200


@pytest.mark.parametrize("where", ["contact=nonsense", "contact=\0", "task=1"])
def test_with_what_is_not_there_nothing_is_kept(as_ana, ana, where):
    assert as_ana.post(f"{KEEP}?{where}", {"text": "x"}).status_code == 404
    assert not ana.keepsakes.exists()


def test_a_stranger_sees_and_changes_nothing_of_it(client, ben, ana, priya, note):
    client.force_login(ben)
    assert keep(client, priya, text="x").status_code == 404
    for name in ("keepsake", "kept_edit"):
        assert client.get(of(name, note)).status_code == 404
    for name in ("kept_edit", "kept_delete", "kept_back"):
        assert client.post(of(name, note), {"text": "x"}).status_code == 404
    assert list(client.get(ALL).context["page"]) == []
    assert [group.name for group in find(ben, "maps", 5)] == ["Do"]
    assert ana.keepsakes.get().text == "On maps"


def test_many_take_no_more_queries_than_few(as_ana, ana, priya, django_assert_max_num_queries):
    pages = [ALL, priya.get_absolute_url()]
    for count in (2, 60):
        for _ in range(count):
            Keepsake.objects.create(owner=ana, title="Talk", task=make_task(ana))
            Keepsake.objects.create(owner=ana, title="Talk", contact=priya)
        for page in pages:
            as_ana.get(page)
            with django_assert_max_num_queries(15):
                as_ana.get(page)


@pytest.mark.parametrize(
    ("link", "text", "title"),
    [
        ("https://www.example.com/a", "", "example.com"),
        ("https://[::1]/", "", "::1"),
        ("", "\n\n  They said:\nmaps", "They said:"),
        ("", "word " * 40, ("word " * 16).strip()[:79].rstrip() + "…"),
        ("", "", ""),
    ],
)
def test_a_title_is_guessed_from_the_site_or_the_first_line(link, text, title):
    assert title_for(link, text) == title


def test_a_long_site_gives_a_title_that_fits(as_ana, ana):
    site = ".".join(["a" * 60] * 4)
    keep(as_ana, link=f"https://{site}/x")
    assert ana.keepsakes.get().title == site[:200]


def test_what_was_kept_with_somebody_comes_back_to_whom_they_became(as_ana, ana, priya, note):
    as_ana.post(of("kept_delete", note))
    other = make_contact(ana, "Pria")
    merging.merge(other, priya, timezone.now())
    as_ana.post(of("kept_back", note))
    assert ana.keepsakes.get().contact == other


def test_what_is_kept_with_a_planned_follow_up_is_not_lost_with_it(as_ana, ana, priya):
    task = ana.tasks.plan_follow_up(ana, priya, timezone.now().date())
    assert task.is_untouched
    keep(as_ana, task, text="What to say")
    assert not task.is_untouched
