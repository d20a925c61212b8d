"""E-mails to members of staff whose turn it is: to approve, to go on writing, to publish, to review."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from organisations.mailing import NOT_SENT
from organisations.models import Role, User
from policies.models import Notice, PolicyVersion

Purpose, Status = Notice.Purpose, PolicyVersion.Status
HEADS, APPROVERS = (Role.HEAD, Role.TRUST), (Role.HEAD, Role.TRUST, Role.APPROVER)
# How many days before the review, at most, each notice of it goes out; the nearest one counts.
REVIEWS = ((0, Purpose.REVIEW_DUE), (30, Purpose.REVIEW_30), (90, Purpose.REVIEW_90))
MOST_ATTEMPTS = 12
BATCH = 500
LONGEST_WAIT = timedelta(hours=4)
STILL_WANTED = {
    Purpose.APPROVE: Status.IN_REVIEW,
    Purpose.SENT_BACK: Status.DRAFT,
    Purpose.PUBLISH: Status.APPROVED,
} | dict.fromkeys(Notice.REVIEWS, Status.IN_FORCE)
PAGES = {
    Purpose.APPROVE: "policies:review",
    Purpose.SENT_BACK: "policies:edit",
}


def ask_for_approval(version):
    """To everybody who may approve these words; whoever wrote some of them may not."""
    _owe(version, Purpose.APPROVE, [user for user in _staff(version, APPROVERS) if not version.is_written_by(user)])


def tell_writers(version, comment):
    """To the authors: somebody wants the words changed."""
    _owe(version, Purpose.SENT_BACK, version.authors.all(), comment=comment)


def ask_to_publish(version):
    """To the heads: the words are approved."""
    _owe(version, Purpose.PUBLISH, _staff(version, HEADS))


def find_reviews(today=None):
    """Owe the heads a notice of every review that is near or past. Run it as often as you like."""
    today = today or timezone.localdate()
    furthest = today + timedelta(days=REVIEWS[-1][0])
    due = PolicyVersion.objects.in_force().with_review_day().filter(review_day__lte=furthest)
    for version in due.select_related("policy__owner"):
        days = (version.review_day - today).days
        purpose = next(purpose for most, purpose in REVIEWS if days <= most)
        _owe(version, purpose, _staff(version, HEADS), review_on=version.review_day)


def send_owed():
    """Send every notice that waits. One that fails waits longer each time; the others go on."""
    for pk in list(_waiting().values_list("pk", flat=True)[:BATCH]):
        _send(pk)


def _owe(version, purpose, users, **about):
    rows = [Notice(version=version, user=user, purpose=purpose, **about) for user in users]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _staff(version, roles):
    posts = version.policy.owner.staff.filter(left_at=None, role__in=roles)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True)


def _waiting():
    waiting = Notice.objects.filter(sent_at=None, not_wanted_at=None, attempts__lt=MOST_ATTEMPTS)
    return waiting.filter(send_after__lte=timezone.now())


@transaction.atomic
def _send(pk):
    """The row's lock is the claim: another worker skips it, and a failure gives it back for later."""
    notice = _waiting().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    notice = notice.select_related("version__policy__owner", "user").first()
    if notice is None:
        return
    if notice.version.status != STILL_WANTED[notice.purpose]:
        Notice.objects.filter(pk=pk).update(not_wanted_at=timezone.now())
        return
    try:
        compose(notice).send()
    except NOT_SENT:
        wait = min(timedelta(minutes=2**notice.attempts), LONGEST_WAIT)
        Notice.objects.filter(pk=pk).update(attempts=F("attempts") + 1, send_after=timezone.now() + wait)
    else:
        Notice.objects.filter(pk=pk).update(attempts=F("attempts") + 1, sent_at=timezone.now())


def compose(notice):
    """The e-mail of a notice, in the portal's language."""
    policy = notice.version.policy
    page = reverse(PAGES.get(notice.purpose, "policies:policy"), args=[policy.owner.slug, policy.reference])
    context = {"notice": notice, "version": notice.version, "policy": policy, "link": settings.SITE_URL + page}
    with translation.override(settings.LANGUAGE_CODE):
        subject = f"{notice.get_purpose_display()}: {notice.version.title}"
        body = render_to_string("emails/notice.txt", context)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[notice.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
