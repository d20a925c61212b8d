"""The operators' own pages (Django's admin): for superusers with a second step, at an address only they know.

Operators may mend who takes part. What was published, asked, said and written down they may read, and nothing else:
no page adds, changes or removes it, whoever asks, and the database refuses besides.
"""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from organisations import history


class OperatorsSite(admin.AdminSite):
    """Logs nobody in itself: the portal's own log-in counts guesses and asks for the second step."""

    site_header = site_title = gettext_lazy("Conduct Portal: operators")
    index_title = gettext_lazy("Who takes part, and what is kept")
    site_url = None

    def has_permission(self, request):
        return request.user.is_active and request.user.is_superuser and is_mfa_enabled(request.user)

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        index = reverse("operators:index")
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={index}")
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_superuser and not is_mfa_enabled(request.user):
            messages.info(request, _("Operators need a second step when they log in."))
            return redirect("mfa_index")
        raise PermissionDenied

    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_reset_password")


site = OperatorsSite(name="operators")


class OnlyMended(admin.ModelAdmin):
    """Rows that are added and changed, but never removed: history names them."""

    def has_delete_permission(self, request, obj=None):
        return False


class OnlyRead(OnlyMended):
    """Rows that nobody adds, changes or removes here. Opening one is written down in the school's history."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if row := object_id and self.get_object(request, object_id):
            history.record(self.organisation_of(row), "looked_at_by_operator", row, by=request.user)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def organisation_of(self, row):
        """Whose history tells of it."""
        return row.organisation
