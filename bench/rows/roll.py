"""The roll brought in from a school's own records: sent, read, compared, applied."""

import csv
import io
import resource
from statistics import median

from django.core.files.base import File
from django.db import connection

from bench import crowd
from bench import stage as stages
from bench.figures import Figure
from organisations.models import Adult, Child, Contact, Organisation, User
from organisations.roll import imports

HEADERS = (
    "School,UPN,Pupil ID,Pupil forename,Pupil surname,Year group,Class,"
    "Contact ID,Contact forename,Contact surname,Relationship,Parental responsibility,Email,Mobile"
).split(",")


def figures(stage, sizes):
    """Each trust's roll is written as a file and brought to trusts that have none yet, the baseline in between."""
    took, counts = [], []
    for adults in sizes.trusts:
        known = crowd.trust(adults, sizes.seed)
        path = stage.folder / f"roll-{adults}.csv"
        before = after = _most_memory()
        seconds, baseline = [], []
        for turn in range(max(2, sizes.repeats // 2)):
            fresh = _empty_like(known, turn)
            _write(path, known, fresh)
            seconds.append(stages.timed(lambda path=path, fresh=fresh: _bring(path, fresh))[0])
            after = after if turn else _most_memory()  # later there is the baseline's in it
            copied, rows = stages.timed(lambda path=path, fresh=fresh: _copied(path, fresh))
            baseline.append(copied)
        took.append(median(seconds))
        counts.append((Child.objects.filter(school__trust=fresh).count(), fresh.kept_adults.count()))
    children, grown = counts[-1]
    yield Figure(
        f"Roll of {children:,} children and {grown:,} adults",
        "Seconds from the file to the roll: read, checked against what is there, held to that check, applied.",
        took[-1],
        median(baseline),
        "csv.reader and COPY of the same rows",
        "s",
        20,
        notes=[
            f"{rows / took[-1]:,.0f} of its {rows:,} rows a second.",
            f"{len(seconds)} times, the middle one counts: {_list(seconds)} s; baseline {_list(baseline)} s.",
            f"Most memory before the largest {before:.0f} MB, after it {after:.0f} MB.",
        ],
        growth=[(adults, seconds) for (_children, adults), seconds in zip(counts, took, strict=True)],
    )


def _list(seconds):
    return ", ".join(f"{each:.3g}" for each in seconds)


def _empty_like(known, turn):
    """A trust with as many schools, and nobody on its roll."""
    slug = f"{known.slug}-empty-{turn}"
    office = "office@empty.example"
    trust = Organisation.objects.create(name="Empty Trust", slug=slug, kind="trust", office_email=office)
    schools = known.schools.count()
    Organisation.objects.bulk_create(
        Organisation(name=f"Empty {number:03}", slug=f"{slug}-{number}", trust=trust, office_email=office)
        for number in range(schools)
    )
    return trust


def _write(path, known, fresh):
    """Every contact of the known trust as a row, in the names of the fresh one's schools."""
    names = dict(zip(known.schools.order_by("pk"), fresh.schools.order_by("pk"), strict=True))
    contacts = Contact.objects.filter(child__school__trust=known).select_related("child__school", "adult")
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for contact in contacts.order_by("child", "pk").iterator():
            child, adult = contact.child, contact.adult
            writer.writerow(
                [
                    names[child.school].name, "", child.pk, child.given_name, child.family_name, child.year_group,
                    child.class_name, adult.pk, adult.given_name, adult.family_name, contact.relationship,
                    "T" if contact.parental_responsibility else "F", adult.email, adult.phone,
                ]
            )  # fmt: skip


def _bring(path, trust):
    by = User.objects.first()
    with path.open("rb") as file:
        roll_import = imports.receive(trust, File(file, name=path.name), holds="everyone", by=by)
    imports.settle_columns(roll_import, roll_import.layout["meanings"])
    imports.finish(roll_import.pk)
    roll_import.refresh_from_db()
    if not roll_import.checked_at:
        raise ValueError(f"The roll was refused: {roll_import.refusal}")
    imports.decide(roll_import, by=by)
    imports.finish(roll_import.pk)
    roll_import.refresh_from_db()
    if not roll_import.applied_at:
        raise ValueError(f"The roll was not applied: {roll_import.refusal}")


def _copied(path, trust):
    """The baseline: the file read by csv.reader, and the rows that came of it copied to tables without rules."""
    with path.open(newline="") as file:
        rows = sum(1 for _row in csv.reader(file))
    with connection.cursor() as cursor:
        for model, condition in (
            (Child, f"school_id IN (SELECT id FROM organisations_organisation WHERE trust_id = {trust.pk})"),
            (Adult, f"controller_id = {trust.pk}"),
            (Contact, f"adult_id IN (SELECT id FROM organisations_adult WHERE controller_id = {trust.pk})"),
        ):
            table, copied = model._meta.db_table, io.StringIO()
            cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {condition}) TO STDOUT", copied)
            copied.seek(0)
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table})")
            cursor.copy_expert(f"COPY bench_{table} FROM STDIN", copied)
            cursor.execute(f"DROP TABLE bench_{table}")
    return rows


def _most_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
