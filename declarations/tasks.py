"""What runs by itself. Each task fetches and calls one rule; a lost task costs a minute, not a family."""

from itertools import islice

from celery import shared_task
from django.utils import timezone

from declarations import asking, copies, links, parts, reminders, sending
from declarations.care import access_files, reduction, telling
from declarations.joining import introducing
from declarations.models import Declaration
from declarations.papers import printing, reading
from declarations.post import digests, letter_states
from organisations import anchors, ledger
from organisations.keeping import sweeping
from policies.models import Policy, PolicyVersion

EVERY = 60  # seconds between two sweeps; what one hands out and nobody has taken by the next expires
BATCH = 10_000
SWEEP_MAY_TAKE = 60 * 60  # seconds; cut off, the next hour goes on where it was
HANDFUL = 200  # messages sent over one connection


@shared_task(name="declarations.ask_adults")
def ask_adults(policy_id=None):
    """Bring requests up to date: for one policy after publishing, for all every minute."""
    if policy_id is None:
        asking.bring_all_up_to_date()
        queue_reminders.delay()
    else:
        _ask_about(_policy(policy_id))


def _ask_about(policy):
    """Everybody is asked and written to first; the requests about the words before are closed behind them."""
    several = parts.of(policy)
    if len(several) > 1 and (version := asking.make_ready(policy)):
        for part in several:
            ask_part.delay(version_id=version.pk, part=part)
        return
    asking.ask(policy)
    _finish(policy, reminders.queue_for(policy.owner.controller.pk, timezone.now()))


@shared_task(name="declarations.ask_part")
def ask_part(version_id, part):
    """Ask one part of many adults and write to them; other workers do the other parts at the same time."""
    version = PolicyVersion.objects.select_related("policy__owner__trust").get(pk=version_id)
    written = reminders.ask_part(version, part, timezone.now())
    if part == parts.PARTS - 1:  # the last to be begun
        _finish(version.policy, written)


def _finish(policy, written):
    asking.close(policy)
    if written:
        send_owed_messages.delay()


def _policy(policy_id):
    return Policy.objects.select_related("owner__trust").get(pk=policy_id)


@shared_task(name="declarations.queue_reminders")
def queue_reminders():
    """Queue first messages and reminders that are due."""
    if reminders.queue_all():
        send_owed_messages.delay()


@shared_task(name="declarations.send_owed_messages")
def send_owed_messages():
    """Hand every message that is owed to the workers, a handful at a time."""
    owed = iter(sending.to_hand_out(BATCH))
    while handful := list(islice(owed, HANDFUL)):
        send_messages.apply_async(kwargs={"message_ids": handful}, expires=EVERY)


@shared_task(name="declarations.send_messages")
def send_messages(message_ids):
    sending.send_all(message_ids)


@shared_task(name="declarations.send_message")
def send_message(message_id):
    sending.send(message_id)


@shared_task(name="declarations.follow_up_answers")
def follow_up_answers(declaration_ids):
    """Copies and receipts of answers given a moment ago."""
    for declaration_id in copies.missing().filter(pk__in=declaration_ids).values_list("pk", flat=True):
        store_copy.apply_async(kwargs={"declaration_id": declaration_id}, expires=EVERY)
    sending.send_all(sending.following(declaration_ids))


@shared_task(name="declarations.store_missing_copies")
def store_missing_copies():
    """Make the PDF of every agreement that has none yet."""
    for declaration_id in copies.missing().values_list("pk", flat=True)[:BATCH]:
        # What is not done within the minute is found again, so the queue never grows.
        store_copy.apply_async(kwargs={"declaration_id": declaration_id}, expires=EVERY)


@shared_task(name="declarations.store_copy", time_limit=copies.PRINT_MAY_TAKE.total_seconds())
def store_copy(declaration_id):
    copies.store(Declaration.objects.get(pk=declaration_id))


@shared_task(name="declarations.print_forms", time_limit=printing.PART_MAY_TAKE.total_seconds())
def print_forms(printing_id):
    """Print some of the forms, then let others have their turn."""
    if printing.print_next(printing_id):
        print_forms.delay(printing_id=printing_id)


@shared_task(name="declarations.read_pile", time_limit=reading.HANDFUL_MAY_TAKE.total_seconds())
def read_pile(pile_id):
    """Read some pages of what came back, then let others have their turn."""
    if reading.read_next(pile_id):
        read_pile.delay(pile_id=pile_id)


@shared_task(name="declarations.work_on_paper")
def work_on_paper():
    """Hand what waits to be printed or read to the workers; throw away what was fetched long ago."""
    for pile_id in reading.owed().values_list("pk", flat=True):
        read_pile.apply_async(kwargs={"pile_id": pile_id}, expires=EVERY)
    for printing_id in printing.owed().values_list("pk", flat=True):
        print_forms.apply_async(kwargs={"printing_id": printing_id}, expires=EVERY)
    printing.forget_old()


@shared_task(name="declarations.make_access_file")
def make_access_file(access_file_id):
    access_files.make(access_file_id)


@shared_task(name="declarations.make_owed_access_files")
def make_owed_access_files():
    """Hand out the answers to requests for access that wait; throw away those of last week."""
    for access_file_id in access_files.owed().values_list("pk", flat=True):
        make_access_file.apply_async(kwargs={"access_file_id": access_file_id}, expires=EVERY)
    access_files.forget_old()


@shared_task(name="declarations.chain_history")
def chain_history():
    """Chain the events that wait (whoever signs never waits for it), and write down once a day where it ends."""
    ledger.chain_all()
    anchors.drop_daily()


@shared_task(name="declarations.send_digests")
def send_digests():
    """Tell each office once a day what is stuck."""
    digests.send_all()


@shared_task(name="declarations.tell_of_complaints")
def tell_of_complaints():
    """Tell each office of the complaints that came by the form."""
    telling.tell_all()


@shared_task(name="declarations.ask_about_letters")
def ask_about_letters():
    """Learn what became of the letters that GOV.UK Notify prints."""
    letter_states.ask_about_all()


@shared_task(name="declarations.forget_expired_links")
def forget_expired_links():
    links.forget_expired()


@shared_task(name="declarations.remove_what_is_due", time_limit=SWEEP_MAY_TAKE)
def remove_what_is_due():
    """What is past its period goes; the files of answers that were reduced follow."""
    for controller in sweeping.controllers():
        sweeping.apply(controller)
    reduction.drop_files()


@shared_task(name="declarations.write_to_introduced")
def write_to_introduced():
    """Write to those who came by the school link; the links it owes go out with the next messages."""
    for introduction_id in introducing.unwritten().values_list("pk", flat=True)[:BATCH]:
        introducing.write(introduction_id)
    for introduction_id in introducing.untold().values_list("pk", flat=True)[:BATCH]:
        introducing.tell_replaced(introduction_id)
    for introduction_id in introducing.unrefused().values_list("pk", flat=True)[:BATCH]:
        introducing.tell_refused(introduction_id)
    send_owed_messages.delay()


@shared_task(name="declarations.forget_old_introductions")
def forget_old_introductions():
    introducing.forget_old()
