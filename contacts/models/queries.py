"""Questions about many people at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Coalesce, Greatest, Lower

from contacts.evidence import Evidence
from contacts.models.organisations import Folded
from contacts.rhythm import ANSWER_DAYS, COOLING_AFTER, DORMANT_AFTER, MOST_UNANSWERED

if TYPE_CHECKING:
    from contacts.models.people import Contact  # noqa: F401  named in quotes; else a circle
    from jobsearch.models import User

ADVOCATE_LEVEL = 3
ORDERS: dict[str, list[OrderBy]] = {
    "recent": [F("last_contact_on").desc(nulls_last=True)],
    "longest": [F("last_contact_on").asc(nulls_last=True)],
    "level": [F("level").desc()],
    "added": [F("created_at").desc()],
}


MOST_TAGS = 20
IN_TOUCH = 2  # the level


class DaysLater(models.Func):
    """A day and a number of days after it, added the way Postgres does."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = models.DateField()


class Item(models.Func):
    """The item of an array at a place counted from 0; Postgres counts from 1."""

    template = "(%(expressions)s + 1]"
    arg_joiner = ")["
    output_field = models.IntegerField()


def may_be_contacted(today: date) -> Q:
    awake = Q(resting_until=None) | Q(resting_until__lte=today)
    return Q(do_not_contact=False) & awake


class ContactQuerySet(models.QuerySet["Contact"]):
    def with_open_tasks(self) -> ContactQuerySet:
        """Those somebody plans to do something with, by name."""
        open_task = Q(tasks__completed_at=None, tasks__dropped_at=None, tasks__owner=F("owner"))
        return self.filter(open_task).distinct().order_by("search_name", "pk")

    def active(self) -> ContactQuerySet:
        return self.filter(archived_at=None)

    def archived(self) -> ContactQuerySet:
        return self.exclude(archived_at=None)

    def at_targets(self) -> ContactQuerySet:
        return self.filter(organisation__is_target=True, organisation__owner=F("owner"))

    def advocates(self) -> ContactQuerySet:
        """Those who would put in a word, the surest first."""
        return (
            self.active().filter(level__gte=ADVOCATE_LEVEL).order_by("-level", "search_name", "pk")
        )

    def tagged(self, tag: str) -> ContactQuerySet:
        return self.filter(tags__contains=[tag])

    def with_room_for(self, tag: str) -> ContactQuerySet:
        """Who does not have the tag in any case, nor all the tags somebody can have."""
        low_tags = Cast(Lower(Cast("tags", models.TextField())), ArrayField(models.TextField()))
        there = self.annotate(low_tags=low_tags).filter(tags__len__lt=MOST_TAGS)
        return there.exclude(low_tags__contains=[tag.lower()])  # type: ignore[misc]  # holds several

    def tag_names(self) -> list[str]:
        tag = models.Func(F("tags"), function="unnest", output_field=models.TextField())
        return list(self.order_by().annotate(tag=tag).values_list("tag", flat=True).distinct("tag"))

    def in_order(self, name: str) -> ContactQuerySet:
        """By one of the names in ORDERS; by name for any other."""
        return self.order_by(*ORDERS.get(name, []), "search_name", "pk")

    def search(self, text: str, owner: User, *, best_first: bool = True) -> ContactQuerySet:
        """Whose name holds or resembles the text, or who work at such a place of the owner's."""
        from contacts.models.searching import search  # it needs models that need this

        return search(self, text, owner, best_first=best_first)

    def whose_names_begin(self, words: Iterable[str]) -> ContactQuerySet:
        """Those whose name begins with one of these whole words, accents and case aside."""
        first = models.Func(
            F("search_name"),
            Value(" "),
            Value(1),
            function="split_part",
            output_field=models.TextField(),
        )
        folded = [Folded(Value(word)) for word in words]
        # The stubs know only text here; Django takes any expression.
        return self.annotate(first_word=first).filter(first_word__in=folded)  # type: ignore[misc]

    def sharing(self, emails: Iterable[str], profile_key: str) -> ContactQuerySet:
        """Those with one of these e-mail addresses or this profile: surely the same person."""
        same = Q(low_emails__overlap=[email.lower() for email in emails])
        if profile_key:
            same |= Q(profile_key=profile_key)
        low_emails = Cast(Lower(Cast("emails", models.TextField())), ArrayField(models.TextField()))
        return self.annotate(low_emails=low_emails).filter(same)

    def with_next_follow_up(self) -> ContactQuerySet:
        """Annotates `follow_up_on`: the first date of an open task with them."""
        task: Any = self.model._meta.get_field("tasks").related_model
        theirs = task.objects.filter(contact=OuterRef("pk"), completed_at=None, dropped_at=None)
        dates = theirs.order_by().values("contact").annotate(on=Min("due_on"))
        return self.annotate(follow_up_on=Subquery(dates.values("on")))

    def with_rhythm(self) -> ContactQuerySet:
        """Annotates `rhythm_now`: days between contacts, the person's own or their level's."""
        default = Case(
            When(organisation__is_target=True, then=Item("owner__target_rhythm_days", "level")),
            default=Item("owner__rhythm_days", "level"),
        )
        return self.annotate(rhythm_now=Coalesce("rhythm_days", default, 0))

    def with_next_contact(self) -> ContactQuerySet:
        """Annotates `rhythm_now`, `next_on`, `cold_from` and `dormant_from`: see rhythm.py."""
        begin = Coalesce("last_two_way_on", "last_contact_on")
        wrote_since = When(
            last_contact_on__gt=F("last_two_way_on"),
            then=DaysLater(F("last_contact_on"), Value(ANSWER_DAYS)),
        )
        rhythm = F("rhythm_now")
        return self.with_rhythm().annotate(
            # An empty day is left out of what is compared.
            next_on=Greatest(DaysLater(begin, rhythm), Case(wrote_since)),
            cold_from=DaysLater(F("last_two_way_on"), rhythm * COOLING_AFTER),
            dormant_from=DaysLater(F("last_two_way_on"), rhythm * DORMANT_AFTER),
        )

    def of_their_rhythm(self, today: date) -> dict[str, Q]:
        """What the rhythm says about people with_next_contact(), by the name of a list."""
        awake = may_be_contacted(today)
        planned = self.model.objects.filter(
            pk=OuterRef("pk"),
            tasks__completed_at=None,
            tasks__dropped_at=None,
            tasks__due_on__isnull=False,
        )
        in_rhythm = awake & Q(rhythm_now__gt=0)
        return {
            "touch": in_rhythm & Q(next_on__lte=today) & Q(~Exists(planned)),
            "cold": in_rhythm & Q(cold_from__lt=today),
            "dormant": in_rhythm & Q(dormant_from__lt=today),
            "never": awake & Q(last_contact_on=None),
            "resting": ~awake,
        }

    def time_to_be_in_touch(self, today: date) -> ContactQuerySet:
        """Their next day has come and nothing is planned with them."""
        return self.with_next_contact().filter(self.of_their_rhythm(today)["touch"])

    def going_cold(self, today: date) -> ContactQuerySet:
        """Spoken with before, but not for more than twice their rhythm, and not resting."""
        return self.with_next_contact().filter(self.of_their_rhythm(today)["cold"])

    def long_quiet(self, today: date) -> ContactQuerySet:
        return self.with_next_contact().filter(self.of_their_rhythm(today)["dormant"])

    def never_in_touch(self, today: date) -> ContactQuerySet:
        return self.with_next_contact().filter(self.of_their_rhythm(today)["never"])

    def left_alone(self, today: date) -> ContactQuerySet:
        """Resting until a day, or not to be contacted."""
        return self.exclude(may_be_contacted(today))

    def rhythms(self, today: date) -> list[tuple[int, int]]:
        """Each rhythm that is kept with somebody, and with how many."""
        people = self.with_rhythm().filter(may_be_contacted(today)).order_by()
        # mypy does not follow with_rhythm() to its annotation.
        counted = people.values_list("rhythm_now").annotate(Count("pk"))  # type: ignore[misc]
        return [(days, many) for days, many in counted if days]

    def who_would_help(self, today: date) -> ContactQuerySet:
        """In touch or closer: those who ought to know what the user looks for."""
        return self.filter(may_be_contacted(today), level__gte=IN_TOUCH)

    def to_be_told(self, since: date, today: date) -> ContactQuerySet:
        """Who has not heard it since that day, those who never did first."""
        not_lately = Q(told_on=None) | Q(told_on__lt=since)
        first = F("told_on").asc(nulls_first=True)
        helpers = self.who_would_help(today).filter(not_lately)
        return helpers.order_by(first, "-level", "search_name")

    def with_unanswered(self) -> ContactQuerySet:
        """Annotates `unanswered`: messages in a row from me with no word from them since."""
        from contacts.models.interactions import Interaction

        log = Interaction.objects.filter(people=OuterRef("pk"))
        to_them = log.filter(direction=Interaction.Direction.TO_THEM, light=False)
        # Of the day on which they last took part, what came after that.
        heard_later = Interaction.objects.two_way().filter(
            people=OuterRef(OuterRef("pk")),
            day=OuterRef("day"),
            created_at__gt=OuterRef("created_at"),
        )
        last_word = Coalesce(OuterRef("last_two_way_on"), Value(date.min))
        since = to_them.filter(Q(day__gt=last_word) | Q(day=last_word) & Q(~Exists(heard_later)))
        count = since.order_by().values("owner").annotate(n=Count("pk")).values("n")
        return self.annotate(unanswered=Coalesce(Subquery(count), 0))

    def without_answer(self, today: date) -> ContactQuerySet:
        """Who has had so many messages in a row without an answer that a rest is due."""
        from contacts.models.interactions import Interaction, InteractionPerson

        since = Q(contact__last_two_way_on=None) | Q(
            interaction__day__gte=F("contact__last_two_way_on")
        )
        to_them = InteractionPerson.objects.filter(
            since, interaction__direction=Interaction.Direction.TO_THEM, interaction__light=False
        )
        counted = to_them.filter(contact__in=self.order_by().values("pk")).order_by()
        several = counted.values("contact").annotate(n=Count("pk")).filter(n__gte=MOST_UNANSWERED)
        # Asked for here: counted exactly for everybody, it would take minutes.
        ids = [row["contact"] for row in several]
        found = self.filter(may_be_contacted(today), pk__in=ids).with_unanswered()
        # mypy does not follow with_unanswered() to its annotation.
        return found.filter(unanswered__gte=MOST_UNANSWERED)  # type: ignore[misc]

    def waiting_on_me(self, today: date) -> ContactQuerySet:
        """The last word was theirs, or a follow-up to them is due."""
        # Whose tasks they are is said again: otherwise everybody's would be looked at.
        is_open = Q(tasks__completed_at=None, tasks__dropped_at=None, tasks__owner=F("owner"))
        due = is_open & Q(tasks__due_on__lte=today)
        return self.filter(
            Q(my_turn_since__isnull=False) | Q(pk__in=self.filter(due).values("pk"))
        ).filter(do_not_contact=False)

    def evidence(self, today: date) -> dict[UUID, Evidence]:
        """What the log holds about each of them, by id, in three queries (contacts/evidence.py)."""
        from contacts.models.evidence import gather  # it needs models that need this

        return gather(self, today)

    def with_ladder(self, today: date) -> ContactQuerySet:
        """Annotates what the ladder of each needs, for contacts/climbing.py."""
        from contacts.models.ladders import with_ladder

        return with_ladder(self, today)

    def recount(self) -> None:
        """Work out again, from the log, when each was first and last in touch, and whose turn."""
        from contacts.models.interactions import Interaction

        # By the person alone: with the owner too, Postgres may read all of their log for each.
        log = Interaction.objects.filter(people=OuterRef("pk"))
        last_word = log.newest_first().annotate(
            theirs=Case(When(direction=Interaction.Direction.FROM_THEM, then=F("day")))
        )
        met = Interaction.objects.filter(
            participants__contact=OuterRef("pk"), participants__met=True
        )
        with transaction.atomic():
            # Who waits for a lock inside UPDATE would look at the log as it was before.
            list(self.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))
            self.update(
                last_contact_on=Subquery(log.newest_first().values("day")[:1]),
                last_two_way_on=Subquery(log.two_way().newest_first().values("day")[:1]),
                my_turn_since=Subquery(last_word.values("theirs")[:1]),
                first_two_way_on=Subquery(log.two_way().order_by("day").values("day")[:1]),
                first_met_on=Subquery(met.order_by("day").values("day")[:1]),
            )
