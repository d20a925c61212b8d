"""The roll as the school's own records tell it: the files brought in, what each would change, what it said before."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NameKey(models.GeneratedField):
    """Two spellings of one name have the same key: no capitals, accents, spaces, hyphens or apostrophes."""

    def __init__(self, **kwargs):
        kwargs |= {
            "expression": models.Func("given_name", "family_name", function="roll_name_key"),
            "output_field": models.TextField(),
            "db_persist": True,
        }
        super().__init__(**kwargs)


class PhoneKey(models.GeneratedField):
    """The last ten digits: 07700 900123 and +44 7700 900123 are one number."""

    def __init__(self, **kwargs):
        kwargs |= {
            "expression": models.Func("phone", function="roll_phone_key"),
            "output_field": models.TextField(),
            "db_persist": True,
        }
        super().__init__(**kwargs)


class Import(models.Model):
    """One file of a school's own records: read, looked at, applied, perhaps undone. Dates say how far it is."""

    class Format(models.TextChoices):
        TABLE = "table", _("Spreadsheet (CSV)")
        WORKBOOK = "workbook", _("Spreadsheet (Excel)")
        CTF = "ctf", _("Common Transfer File")
        ONEROSTER = "oneroster", _("OneRoster")
        SCHOOL_DATA_SYNC = "sds", _("School Data Sync")

    class Holds(models.TextChoices):
        EVERYONE = "everyone", _("Every child on our roll")
        SOME = "some", _("Only some children, such as new starters or one year group")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to be looked at")
        READING = "reading", _("Being read")
        CHECKED = "checked", _("Waiting for your decision")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")
        REFUSED = "refused", _("Could not be used")

    FORMATS_WITH_COLUMNS = (Format.TABLE, Format.WORKBOOK)

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    file = models.FileField(upload_to="roll/%Y/%m/", max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=20, choices=Format)
    holds = models.CharField(max_length=10, choices=Holds)
    layout = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reading_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    applying_since = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("file for the roll")
        verbose_name_plural = _("files for the roll")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(
                name="imports_under_way",
                fields=["uploaded_at"],
                condition=Q(applied_at__isnull=True, refused_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(name="checked_before_applied", condition=Q(applied_at=None) | ~Q(checked_at=None)),
            models.CheckConstraint(name="applied_before_undone", condition=Q(undone_at=None) | ~Q(applied_at=None)),
            models.CheckConstraint(name="applied_by_somebody", condition=Q(applied_at=None) | ~Q(applied_by=None)),
        ]

    def __str__(self):
        return self.file_name

    @property
    def state(self):
        steps = {
            self.State.REFUSED: self.refused_at,
            self.State.UNDONE: self.undone_at,
            self.State.APPLIED: self.applied_at,
            self.State.APPLYING: self.applying_since,
            self.State.CHECKED: self.checked_at,
            self.State.READING: self.reading_since,
        }
        return next((state for state, at in steps.items() if at), self.State.UPLOADED)

    @property
    def told(self):
        """What it would change, or has changed."""
        if self.applied_at:
            return self.changes.select_related("child")
        return self.planned.defer("facts")

    @property
    def has_columns(self):
        return self.format in self.FORMATS_WITH_COLUMNS


class Line(models.Model):
    """What one row of a file says about one child and one of their adults. Gone once the file is applied."""

    roll_import = models.ForeignKey(Import, models.CASCADE, related_name="lines", db_constraint=False)
    row = models.PositiveIntegerField()
    child_key = models.CharField(max_length=32)
    adult_key = models.CharField(max_length=32, blank=True)
    child = models.JSONField()
    adult = models.JSONField(default=dict)
    contact = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("line of a file")
        verbose_name_plural = _("lines of files")

    def __str__(self):
        return f"{self.roll_import}, row {self.row}"


class About(models.TextChoices):
    CHILD = "child", _("Child")
    ADULT = "adult", _("Adult")
    CONTACT = "contact", _("Contact")


class Person(models.Model):
    """One child or adult of a file while it is compared with the roll, with all that its lines say of them.

    A temporary table that gathering.py makes: it lasts as long as the transaction, and everybody has their own.
    """

    about = models.TextField()
    key = models.TextField()
    row = models.IntegerField()
    school_id = models.BigIntegerField(null=True)
    given_name = models.TextField()
    family_name = models.TextField()
    number = models.TextField()
    upn = models.TextField()
    email = models.TextField()
    name_key = models.TextField()
    phone_key = models.TextField()
    facts = models.JSONField()
    disagrees = models.BooleanField()  # its lines do not all say the same
    is_unclear = models.BooleanField()
    child_id = models.BigIntegerField(null=True)  # whom on the roll it is
    adult_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("person in a file")
        verbose_name_plural = _("people in a file")
        managed = False
        db_table = "roll_person"

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.given_name} {self.family_name}".strip()


class Difference(models.Model):
    """One child, adult or contact: what was before and what is after."""

    class Kind(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        LEFT = "left", _("Left")
        GONE = "gone", _("No longer a contact")
        UNCLEAR = "unclear", _("Unclear")
        SAME = "same", _("Unchanged")
        MERGED = "merged", _("Merged")
        UNMERGED = "unmerged", _("Two records again")

    About = About

    about = models.CharField(max_length=10, choices=About)
    kind = models.CharField(max_length=10, choices=Kind)
    row = models.PositiveIntegerField(null=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)  # what else has to be known of it: see unmerging.py

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.get_kind_display()}: {self.full_name}"

    @property
    def full_name(self):
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def child_name(self):
        """Whose contact it is about."""
        return self.child.full_name if self.child else ""


class Planned(Difference):
    """What a file that was checked would change, and whom nobody could be sure of. Gone once the file is applied.

    `facts` of somebody new or unclear are all that the file says of them.
    Somebody new has their future number on the roll in `child` or `adult` already: so nothing here is bound to it.
    """

    roll_import = models.ForeignKey(Import, models.CASCADE, related_name="planned", db_constraint=False, db_index=False)
    key = models.CharField(max_length=70, blank=True)
    name_key = models.TextField(blank=True)
    child_name = models.CharField(max_length=201, blank=True)  # of a contact
    school = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    child = models.ForeignKey(
        "organisations.Child", models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    adult = models.ForeignKey(
        "organisations.Adult", models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = _("planned change of the roll")
        verbose_name_plural = _("planned changes of the roll")
        ordering = ["about", "family_name", "given_name", "pk"]
        indexes = [models.Index(fields=["roll_import", "about", "kind"])]


class Change(Difference):
    """What was changed on the roll, by a file or by hand; kept with the person, and what an undone file goes by.

    That the file, the child and the adult are there is looked at for all rows of a statement at once, not one by one:
    see the migration `told_of`.
    """

    roll_import = models.ForeignKey(
        Import, models.CASCADE, null=True, related_name="changes", db_constraint=False, db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    child = models.ForeignKey(
        "organisations.Child", models.CASCADE, null=True, related_name="changes", db_constraint=False, db_index=False
    )
    adult = models.ForeignKey(
        "organisations.Adult", models.CASCADE, null=True, related_name="changes", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = _("change of the roll")
        verbose_name_plural = _("changes of the roll")
        ordering = ["about", "family_name", "given_name", "pk"]
        indexes = [
            models.Index(fields=["roll_import", "about", "kind"]),
            models.Index(name="merges", fields=["at"], condition=Q(kind="merged")),
            models.Index(name="changes_by_somebody", fields=["by"], condition=Q(by__isnull=False)),
            models.Index(name="changes_of_a_child", fields=["child"], condition=Q(child__isnull=False)),
            models.Index(name="changes_of_an_adult", fields=["adult"], condition=Q(adult__isnull=False)),
        ]


class Finding(models.Model):
    """Something in a file that a person should look at: a row with an error, two who may be one, a shared address."""

    class Kind(models.TextChoices):
        LEFT_OUT = "left_out", _("Row left out")
        UNCLEAR = "unclear", _("Person left out")
        BLANKED = "blanked", _("Value left out")
        DIFFERS = "differs", _("Rows disagree")
        TWIN = "twin", _("Possibly the same person")
        SHARED = "shared", _("Shared e-mail address")

    roll_import = models.ForeignKey(Import, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=1_000)

    class Meta:
        verbose_name = _("finding in a file")
        verbose_name_plural = _("findings in files")
        ordering = ["row", "pk"]
        indexes = [models.Index(fields=["roll_import", "kind", "row", "id"])]

    def __str__(self):
        return self.words


class KnownAs(models.Model):
    """What one source says of a person, and the number it gives them.

    A correction made here stands until the source itself says something new. Source and person are held to be there
    as a change's are.
    """

    source = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.CharField(max_length=100, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        abstract = True


class ChildKnownAs(KnownAs):
    child = models.ForeignKey("organisations.Child", models.CASCADE, related_name="known_as", db_constraint=False)

    class Meta:
        verbose_name = _("number of a child")
        verbose_name_plural = _("numbers of children")
        constraints = [
            models.UniqueConstraint(name="one_child_per_number", fields=["source", "number"], condition=~Q(number="")),
            models.UniqueConstraint(name="child_told_once", fields=["source", "child"]),
        ]

    def __str__(self):
        return f"{self.child}: {self.number}"


class AdultKnownAs(KnownAs):
    adult = models.ForeignKey("organisations.Adult", models.CASCADE, related_name="known_as", db_constraint=False)

    class Meta:
        verbose_name = _("number of an adult")
        verbose_name_plural = _("numbers of adults")
        constraints = [
            models.UniqueConstraint(name="one_adult_per_number", fields=["source", "number"], condition=~Q(number="")),
            models.UniqueConstraint(name="adult_told_once", fields=["source", "adult", "number"]),
        ]

    def __str__(self):
        return f"{self.adult}: {self.number}"


class RememberedColumns(models.Model):
    """What the columns of a file with these headers meant, as this organisation last said."""

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+")
    headers = models.CharField(max_length=64)
    meanings = models.JSONField()

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(name="columns_remembered_once", fields=["organisation", "headers"])]

    def __str__(self):
        return f"{self.organisation}: {self.headers[:8]}"


class Verdict(models.Model):
    """Who somebody in this organisation's files is, as staff have said: this person on the roll, or nobody on it.

    `key` tells them from others in every file, so that it is asked once.
    """

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+")
    about = models.CharField(max_length=10, choices=About)
    key = models.CharField(max_length=70)
    child = models.ForeignKey("organisations.Child", models.CASCADE, null=True, related_name="verdicts")
    adult = models.ForeignKey("organisations.Adult", models.CASCADE, null=True, related_name="verdicts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("word on who somebody is")
        verbose_name_plural = _("words on who somebody is")
        constraints = [models.UniqueConstraint(name="said_who_once", fields=["organisation", "about", "key"])]

    def __str__(self):
        return f"{self.key[:8]}: {self.child or self.adult or '–'}"
