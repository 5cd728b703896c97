"""The engine with one of its safeguards taken out, to see that the ledger notices.

Each is called in a worker that the tests have forked, and in no other process.
"""


def no_fence():
    """The message goes without asking once more, and without a word to the database before."""
    from tasks.reminders import writing

    writing.fence = lambda letter: True


def no_reaper():
    from tasks.reminders import outbox

    outbox.reap = lambda: 0


def marked_before_sending():
    """What healthchecks does: done before it is begun."""
    from tasks.reminders import outbox, writing
    from tasks.reminders.smtp import Outcome, Phase, Result

    fence = writing.fence

    def fence_and_mark(letter):
        if not fence(letter):
            return False
        outbox.finish(letter.mail, Outcome(Result.ACCEPTED, Phase.ANSWER, 250))
        return True

    writing.fence = fence_and_mark


def waits_for_locks():
    """A claim without SKIP LOCKED."""
    from tasks.models import OutboundEmail

    queryset = type(OutboundEmail.objects.all())
    select_for_update = queryset.select_for_update

    def waiting(self, nowait=False, skip_locked=False, of=(), no_key=False):
        return select_for_update(self, nowait=nowait, of=of, no_key=no_key)

    queryset.select_for_update = waiting
