"""Who may open what. Every page names its roles; a page that names none stays shut."""

from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied

from organisations import single_sign_on, typed
from organisations.models import Organisation, Role

# A role may do what the roles beside it may do. A trust officer is head of every school of the trust.
MAY_ACT_AS = {
    Role.VIEWER: {Role.VIEWER},
    Role.APPROVER: {Role.APPROVER, Role.VIEWER},
    Role.OFFICE: {Role.OFFICE, Role.VIEWER},
    Role.HEAD: {Role.HEAD, Role.OFFICE, Role.VIEWER},
    Role.TRUST: {Role.TRUST, Role.HEAD, Role.OFFICE, Role.VIEWER},
}


def staff_only(*roles):
    """Opens a page below /o/<organisation>/ to members of staff who may act in one of these roles."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.role, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.staff_roles = roles
        return guarded

    return guard


def may(role, *roles):
    """Whether somebody with this role may act in one of these roles."""
    return bool(MAY_ACT_AS.get(role, set()) & set(roles))


def needs_second_step(request, role):
    """Whether this person must set up a second step first: roles that see names and addresses do."""
    if not settings.MFA_REQUIRED or not may(role, Role.OFFICE):
        return False
    return not single_sign_on.counts_as_second_step(request) and not is_mfa_enabled(request.user)


def post_in(user, organisation):
    """What opens this organisation to them: their own post, or that of trust officer in the school's trust."""
    reaching = user.posts.filter(left_at__isnull=True, organisation__in=[organisation.pk, organisation.trust_id])
    posts = {post.organisation_id: post for post in reaching}
    led = posts.get(organisation.trust_id)
    return posts.get(organisation.pk) or (led if led and led.role == Role.TRUST else None)


def organisations_of(user):
    """Every organisation this person reaches, a trust officer's schools included."""
    posts = user.posts.filter(left_at__isnull=True)
    own = Organisation.objects.filter(pk__in=posts.values("organisation"))
    led = Organisation.objects.filter(trust__in=posts.filter(role=Role.TRUST).values("organisation"))
    return (own | led).distinct().order_by("kind", "name")


def context(request):
    """For templates: where we are, as whom, where else this person could be, and what they have still to send."""
    organisation = getattr(request, "organisation", None)
    if organisation is None:
        return {}
    role = request.role
    return {
        "organisation": organisation,
        "role": role,
        "is_head": may(role, Role.HEAD),
        "is_office": may(role, Role.OFFICE),
        "is_approver": may(role, Role.HEAD, Role.APPROVER),
        "organisations": organisations_of(request.user),
        "typed_pages": len(typed.of(request)),
    }
