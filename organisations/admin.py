"""Operators' pages about who takes part: organisations, log-ins, posts; and the history, to read."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin, messages
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations import history, invitations, staffing
from organisations.errors import OrganisationError
from organisations.forms import ModelForm
from organisations.mailing import NOT_SENT
from organisations.models import Event, Organisation, StaffMember, User
from organisations.operators import OnlyMended, OnlyRead, site


@admin.register(Organisation, site=site)
class OrganisationAdmin(OnlyMended):
    """Schools and trusts."""

    list_display = ["name", "slug", "kind", "trust"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_filter = ["kind"]
    search_fields = ["name", "slug", "urn"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        history.record(obj, "mended_by_operator", obj, by=request.user, fields=form.changed_data)


@admin.register(User, site=site)
class UserAdmin(OnlyMended):
    """Log-ins. A new one has no password: its first post brings the invitation."""

    fields = ["full_name", "email", "is_active", "is_superuser"]
    list_display = ["full_name", "email", "is_active", "is_superuser", "last_login"]
    search_fields = ["full_name", "email"]
    actions = ["forget_second_step", "untie"]

    def save_model(self, request, obj, form, change):
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Forget the second step (after asking in person who it is)"))
    def forget_second_step(self, request, users):
        self._forget(request, users, Authenticator, "second_step_forgotten")

    @admin.action(description=gettext_lazy("Untie from the Google or Microsoft account"))
    def untie(self, request, users):
        self._forget(request, users, SocialAccount, "account_untied")

    def _forget(self, request, users, kind, verb):
        for user in users:
            kind.objects.filter(user=user).delete()
            for member in user.posts.filter(left_at=None).select_related("organisation"):
                history.record(member.organisation, verb, member, by=request.user)
        self.message_user(request, _("Done."), messages.SUCCESS)


class PostForm(ModelForm):
    """A post given or changed by the rule modules, which are asked first whether they would."""

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            with transaction.atomic():
                self.act(by=None)
                transaction.set_rollback(True)
        except OrganisationError as refusal:
            self.add_error("role", str(refusal))
        return cleaned

    def act(self, *, by):
        """Give the post, or move the person to another role."""
        role = self.cleaned_data["role"]
        if self.instance.pk:
            return staffing.move(self.instance, role=role, by=by)
        user = self.cleaned_data["user"]
        organisation = self.cleaned_data["organisation"]
        return staffing.invite(organisation, email=user.email, full_name=user.full_name, role=role, by=by)


@admin.register(StaffMember, site=site)
class StaffMemberAdmin(OnlyMended):
    """Posts, by the same rules as the head's own pages: joining, moving and leaving stand in the history."""

    form = PostForm
    fields = ["user", "organisation", "role", "left_at"]
    readonly_fields = ["left_at"]
    list_display = ["user", "organisation", "role", "left_at"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__full_name", "user__email", "organisation__name"]
    autocomplete_fields = ["user", "organisation"]
    actions = ["end"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *(["user", "organisation"] if obj else [])]

    def save_model(self, request, obj, form, change):
        member = form.act(by=request.user)
        obj.pk = member.pk
        if change:
            return
        try:
            invitations.send(member, by=request.user)
        except NOT_SENT:
            self.message_user(
                request, _("The invitation could not be sent; the head can send it again."), messages.ERROR
            )

    @admin.action(description=gettext_lazy("End these posts"))
    def end(self, request, members):
        for member in members:
            try:
                staffing.leave(member, by=request.user)
            except OrganisationError as refusal:
                self.message_user(request, f"{member}: {refusal}", messages.ERROR)


@admin.register(Event, site=site)
class EventAdmin(OnlyRead):
    """The history."""

    list_display = ["at", "organisation", "verb", "about_type", "about_id", "actor"]
    list_filter = ["organisation"]
    list_select_related = ["organisation", "actor"]
    search_fields = ["verb"]
