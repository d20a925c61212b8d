"""A document is dropped in, read by the worker, looked at by a person, and becomes a draft."""

from datetime import timedelta
from html import escape
from pathlib import PurePath

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from policies import importing, lifecycle
from policies.errors import WrongState
from policies.importing import draft, kept
from policies.models import Upload

# A claim older than this belongs to a worker that died: reading takes no longer (CELERY_TASK_TIME_LIMIT).
CLAIM_LASTS = timedelta(minutes=6)
MOST_ATTEMPTS = 3
UNDECIDED = timedelta(days=14)


def receive(organisation, file, *, by, policy=None):
    """Keep a file until the worker has read it; `policy` is the one whose next version it may become."""
    name = PurePath(file.name).name[-200:]
    return Upload.objects.create(organisation=organisation, by=by, policy=policy, filename=name, file=file)


def owed():
    """Uploads that nobody is reading."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM_LASTS)
    return Upload.objects.filter(free, parsed__isnull=True, refusal="")


def read(pk):
    """Read one file and keep what was understood, or why it cannot be read. The file itself goes."""
    claimed = owed().filter(pk=pk).update(claimed_at=timezone.now(), attempts=F("attempts") + 1)
    upload = Upload.objects.filter(pk=pk).first()
    if not claimed or upload is None:
        return
    if upload.attempts > MOST_ATTEMPTS:
        why = _("Reading this file stopped the reader each time. Save it as plain text and try again.")
        _settle(upload, refusal=why)
        return
    try:
        with upload.file.open() as content:
            parsed = importing.read(content, upload.filename, lambda done, of: _tell(pk, done, of))
    except importing.CannotRead as refusal:
        _settle(upload, refusal=str(refusal))
    else:
        _settle(upload, parsed=kept.as_json(parsed))


def progress(upload):
    """{"done", "of"}: how many pages of a long file are read, or None."""
    return cache.get(f"upload-{upload.pk}")


def understood(upload):
    """What was read, as a ParsedCode."""
    return kept.from_json(upload.parsed)


@transaction.atomic
def make_draft(upload, *, by, title, policy=None, replace=False, put_back=(), use_letter=False, **settings):
    """A draft of what was read: of a new policy with these settings, or the next version of `policy`.

    `replace`: an unfinished draft of that policy may go; a file it was made of is then undecided again.
    `put_back`: numbers of left-out lines that stand at the end after all. `use_letter`: the letter that came in the
    same file becomes the covering letter.
    """
    upload = Upload.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=upload.pk)
    if upload.state != Upload.State.READ:
        raise WrongState(_("A draft has been made of this file already."))
    parsed = understood(upload)
    told = {"by": by, "title": title, "source": upload.filename}
    if policy:
        version = draft.make_next(parsed, policy, replace=replace, **told)
        Upload.objects.filter(version=version).update(version=None)
    else:
        version = draft.make_draft(parsed, upload.organisation, **told, **settings)
    lines = "".join(f"<p>{escape(parsed.left_out[number].what)}</p>" for number in put_back)
    letter = "\n\n".join(text for each in parsed.attachments for text in each.paragraphs)
    letter = letter if use_letter else version.covering_letter
    version = lifecycle.edit(version, by=by, body=version.body + lines, covering_letter=letter)
    upload.version = version
    upload.save(update_fields=["version"])
    return version


def forget_the_undecided():
    """Throw away what nobody has made a draft of within two weeks."""
    for upload in Upload.objects.filter(version=None, created_at__lt=timezone.now() - UNDECIDED):
        upload.file.delete(save=False)
        upload.delete()


def _tell(pk, done, of):
    cache.set(f"upload-{pk}", {"done": done, "of": of}, CLAIM_LASTS.total_seconds())


def _settle(upload, **outcome):
    Upload.objects.filter(pk=upload.pk).update(**outcome)
    upload.file.delete(save=False)
