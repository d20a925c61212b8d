"""Who takes part: organisations, their staff, and the adults and children on their roll."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations import brand, letters
from organisations.roll.models import AdultKnownAs, NameKey, PhoneKey


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, full_name, password=None):
        """A person who can log in; without a password only a reset link lets them in."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A member of staff's login. What they may do is said by StaffMember, per organisation."""

    username = first_name = last_name = None
    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=200)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.full_name

    def get_full_name(self):
        return self.full_name


class Organisation(models.Model):
    """A school, or a trust that owns schools. Identity is ours: a URN changes when a school academises."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("School")
        TRUST = "trust", _("Trust")

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SCHOOL)
    trust = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="schools")
    urn = models.CharField("URN", max_length=10, blank=True)
    head_name = models.CharField(max_length=200, blank=True)
    office_email = models.EmailField()
    office_phone = models.CharField(max_length=30, blank=True)
    complaints_url = models.URLField(blank=True)
    brand_colour = models.CharField(max_length=7, default="#0b5b57")
    logo_digest = models.CharField(max_length=12, blank=True, editable=False)  # of its picture; "" shows the initials

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="a_trust_belongs_to_no_trust", condition=Q(kind="school") | Q(trust__isnull=True)
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_trust(self):
        return self.kind == self.Kind.TRUST

    @property
    def controller(self):
        """The data controller that keeps the roll: the trust, or a school on its own (UK GDPR art. 4(7))."""
        return self.trust or self

    @property
    def initials(self):
        # Scripts without capitals have their first letters, too.
        words = [word for word in self.name.split() if word[0].isupper()] or self.name.split()
        return "".join(word[0] for word in words[:2])

    @property
    def theme_digest(self):
        return brand.digest(self.brand_colour)

    def reached(self):
        """The organisations whose rows this one may see: itself and, for a trust, its schools."""
        return Organisation.objects.filter(Q(pk=self.pk) | Q(trust=self.pk))

    def owners(self):
        """Whose policies apply here: its own and its trust's."""
        return Organisation.objects.filter(pk__in=[self.pk, self.trust_id or self.pk])

    @property
    def adults(self):
        """Adults with a child at this organisation, on roll or gone."""
        return Adult.objects.filter(controller=self.controller).at(self)

    @property
    def children(self):
        return Child.objects.filter(school__in=self.reached(), merged_into=None)


class Logo(models.Model):
    """The picture that an organisation is known by, drawn anew by logo.py."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="logo")
    picture = models.BinaryField()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self):
        return f"Logo of {self.organisation}"


class Role(models.TextChoices):
    """What a member of staff may do in one organisation."""

    OFFICE = "office", _("Office")
    HEAD = "head", _("Head")
    APPROVER = "approver", _("Approver")
    TRUST = "trust", _("Trust officer")
    VIEWER = "viewer", _("Viewer")


class StaffMember(models.Model):
    """One person's role in one organisation. A leaver keeps the row, so history keeps its names."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="staff")
    role = models.CharField(max_length=10, choices=Role)
    left_at = models.DateTimeField(null=True, blank=True)
    # Whoever had a log-in elsewhere is an address here until they come: an inviter must not learn whose it is.
    is_introduced = models.BooleanField(default=True, db_default=True, editable=False)

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        constraints = [
            models.UniqueConstraint(
                name="one_post_per_organisation",
                fields=["user", "organisation"],
                condition=Q(left_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.shown_as}, {self.get_role_display()}"

    @property
    def shown_as(self):
        """What colleagues see of them."""
        return self.user.full_name if self.is_introduced else self.user.email


class AdultQuerySet(models.QuerySet):
    def at(self, organisation):
        """Adults with a child at this organisation (a trust: at any of its schools), on roll or gone.

        Also those whom its own records knew, and those merged into one of them: what they answered stays within the
        office's reach when their last contact here is gone.
        """
        if organisation.is_trust:
            return self.filter(controller=organisation, forgotten_at=None)
        # Three short lists put together: tried adult by adult, they would be read for everybody whom a trust knows.
        here = Contact.objects.filter(child__school=organisation).order_by()
        merged = Adult.objects.filter(merged_into__in=here.values("adult")).order_by()
        known = AdultKnownAs.objects.filter(source=organisation)
        known_here = here.values("adult").union(merged.values("pk"), known.values("adult"))
        return self.filter(pk__in=known_here, forgotten_at=None)

    def with_letters(self, word):
        """Those in whose names or e-mail address this word stands; it has no spaces."""
        return self.filter(letters.stand_in(letters.OF_AN_ADULT, word))

    def may_be_asked(self):
        """Leaves out adults whom staff have marked not to be contacted."""
        return self.filter(contact_rule=Adult.ContactRule.NORMAL)

    def with_children_in(self, schools, year_groups=()):
        """Adults with a child on roll today in these schools (and, when given, these year groups)."""
        children = Child.objects.on_roll().filter(school__in=schools)
        if year_groups:
            children = children.filter(year_group__in=year_groups)
        links = Contact.objects.filter(adult=models.OuterRef("pk"), child__in=children)
        return self.filter(models.Exists(links))


class Adult(models.Model):
    """A parent or carer. Kept by the data controller, so one person with children at two schools is one."""

    class ContactRule(models.TextChoices):
        NORMAL = "normal", _("May be contacted")
        NO_CONTACT = "no_contact", _("Do not contact")
        COURT_ORDER = "court_order", _("Court order: do not contact")
        CORPORATE_PARENT = "corporate_parent", _("Looked-after child: ask the local authority")

    controller = models.ForeignKey(
        Organisation, models.PROTECT, related_name="kept_adults", db_constraint=False, db_index=False
    )
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=254, blank=True)  # as on an envelope, a line each; the last is the postcode
    language = models.CharField(max_length=10, default="en-gb")
    contact_rule = models.CharField(max_length=20, choices=ContactRule, default=ContactRule.NORMAL)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    name_key = NameKey()
    phone_key = PhoneKey()
    last_here_on = models.DateField(null=True, blank=True, editable=False)  # when what told so is gone itself
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)
    children = models.ManyToManyField("Child", through="Contact", related_name="adults")

    objects = AdultQuerySet.as_manager()

    class Meta:
        verbose_name = _("adult")
        verbose_name_plural = _("adults")
        ordering = ["family_name", "given_name", "pk"]
        indexes = [
            models.Index(fields=["controller", "family_name", "given_name", "id"]),
            models.Index(fields=["controller", "name_key"]),
            models.Index("controller", Lower("email"), name="adults_by_email"),
            models.Index(name="merged_adults", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
            letters.by_any_part("adults_by_any_part", letters.OF_AN_ADULT),
        ]
        constraints = [
            models.CheckConstraint(
                name="nobody_is_merged_into_themselves",
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("pk")),
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        if self.forgotten_at:
            return _("Adult number %(number)s, details removed") % {"number": self.pk}
        return f"{self.given_name} {self.family_name}".strip()

    def school(self):
        """The school that writes to this adult: that of their first child on roll, or None."""
        child = Child.objects.first_of(self.pk).select_related("school").first()
        return child and child.school


class ChildQuerySet(models.QuerySet):
    def on_roll(self):
        today = timezone.localdate()
        return self.filter(joined_on__lte=today).filter(Q(left_on__isnull=True) | Q(left_on__gt=today))

    def with_letters(self, word):
        """Those in whose names this word stands; it has no spaces."""
        return self.filter(letters.stand_in(letters.OF_A_CHILD, word))

    def first_of(self, adult_id):
        """The children of an adult on roll today, the one who came first first."""
        return self.on_roll().filter(adults=adult_id).order_by("pk")


class Child(models.Model):
    """A pupil. Applicants have no row, so nobody is asked before admission (SSFA 1998 s111(4))."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="pupils", db_constraint=False, db_index=False)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100, blank=True)
    upn = models.CharField("UPN", max_length=13, blank=True)
    year_group = models.CharField(max_length=10, blank=True)
    class_name = models.CharField(max_length=50, blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="merged", db_index=False
    )
    name_key = NameKey()

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_upn_per_school", fields=["school", "upn"], condition=~Q(upn="")),
            models.CheckConstraint(
                name="merged_children_have_left", condition=Q(merged_into=None) | Q(left_on__isnull=False)
            ),
            models.CheckConstraint(
                name="left_after_joining", condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("joined_on"))
            ),
        ]
        indexes = [
            models.Index(fields=["school", "year_group", "class_name"]),
            models.Index(fields=["school", "name_key"]),
            models.Index(name="merged_children", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
            letters.by_any_part("children_by_any_part", letters.OF_A_CHILD),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.given_name} {self.family_name}".strip()


class Contact(models.Model):
    """This adult is a contact of this child, as the school's own records say."""

    class Relationship(models.TextChoices):
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        STEP_PARENT = "step_parent", _("Step-parent")
        GRANDPARENT = "grandparent", _("Grandparent")
        FOSTER_CARER = "foster_carer", _("Foster carer")
        GUARDIAN = "guardian", _("Guardian")
        OTHER = "other", _("Someone else")

    adult = models.ForeignKey(Adult, models.CASCADE, related_name="contacts", db_constraint=False, db_index=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="contacts", db_constraint=False)
    relationship = models.CharField(max_length=20, choices=Relationship)
    parental_responsibility = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=1)
    said = models.JSONField(default=dict, blank=True)  # by the school's own records, when they brought this contact

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["priority", "adult_id", "child_id"]  # those of one rank as they came to the roll
        constraints = [models.UniqueConstraint(name="one_contact_per_child", fields=["adult", "child"])]

    def __str__(self):
        return f"{self.adult}, {self.get_relationship_display()}"


class Event(models.Model):
    """Something that happened, for ever: the database refuses to change or delete it.

    Number and hash come a moment later, once: they chain the events of one organisation (see ledger.py).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    verb = models.CharField(max_length=50)
    about_type = models.CharField(max_length=30)
    about_id = models.BigIntegerField()
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    number = models.PositiveBigIntegerField(null=True, editable=False)
    hash = models.CharField(max_length=64, null=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["about_type", "about_id", "at"]),
            models.Index(name="waiting_for_the_chain", fields=["organisation", "id"], condition=Q(hash__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(name="one_event_per_number", fields=["organisation", "number"]),
            models.CheckConstraint(
                name="numbered_and_hashed_at_once",
                condition=Q(number__isnull=True, hash__isnull=True) | Q(number__gte=1, hash__regex="^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self):
        return f"{self.verb} {self.about_type} {self.about_id}"
