"""For how long what is kept. When somebody left, and whether a hold keeps them, the database says itself: the guard on
the evidence asks the same questions as the portal."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT = django.db.models.deletion.PROTECT

QUESTIONS = """
-- The last day an adult, under whatever record, had a child here; nothing while one is here, or while nobody knows.
CREATE FUNCTION adult_gone_since(person bigint) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN bool_or(child.id IS NOT NULL AND (child.left_on IS NULL OR child.left_on > current_date))
            THEN NULL ELSE greatest(max(child.left_on), max(same.last_here_on)) END
        FROM organisations_adult asked
        JOIN organisations_adult same ON same.id IN (asked.id, asked.merged_into_id)
            OR same.merged_into_id IN (asked.id, asked.merged_into_id)
        LEFT JOIN organisations_contact contact ON contact.adult_id = same.id
        LEFT JOIN organisations_child child ON child.id = contact.child_id
        WHERE asked.id = person
$$;

CREATE FUNCTION organisation_is_held(place bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM organisations_hold hold
        WHERE hold.lifted_at IS NULL AND hold.adult_id IS NULL AND hold.child_id IS NULL
        AND hold.organisation_id IN (place, (SELECT trust_id FROM organisations_organisation WHERE id = place)))
$$;

CREATE FUNCTION adult_is_held(person bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM organisations_hold WHERE lifted_at IS NULL) AND EXISTS (
        SELECT 1 FROM organisations_adult asked
        JOIN organisations_adult same ON same.id IN (asked.id, asked.merged_into_id)
            OR same.merged_into_id IN (asked.id, asked.merged_into_id)
        LEFT JOIN organisations_contact contact ON contact.adult_id = same.id
        LEFT JOIN organisations_child child ON child.id = contact.child_id
        LEFT JOIN organisations_adultknownas known ON known.adult_id = same.id
        JOIN organisations_hold hold ON hold.lifted_at IS NULL AND (
            hold.adult_id = same.id OR hold.child_id = child.id
            OR (hold.adult_id IS NULL AND hold.child_id IS NULL
                AND hold.organisation_id IN (same.controller_id, child.school_id, known.source_id)))
        WHERE asked.id = person)
$$;

CREATE FUNCTION child_is_held(person bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM organisations_hold WHERE lifted_at IS NULL) AND (
        EXISTS (SELECT 1 FROM organisations_hold WHERE lifted_at IS NULL AND child_id = person)
        OR organisation_is_held((SELECT school_id FROM organisations_child WHERE id = person))
        OR EXISTS (SELECT 1 FROM organisations_contact WHERE child_id = person AND adult_is_held(adult_id)))
$$;

CREATE FUNCTION lifted_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lifting text[] := ARRAY['lifted_at', 'lifted_by_id', 'lifted_why'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL
            AND to_jsonb(NEW) - lifting = to_jsonb(OLD) - lifting THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.lifted_at IS NOT NULL THEN
        RETURN OLD;  -- its words go with the person it was about; history keeps who placed and who lifted it
    END IF;
    RAISE EXCEPTION 'a hold is only ever lifted, once: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER lifted_once BEFORE UPDATE OR DELETE ON organisations_hold
    FOR EACH ROW EXECUTE FUNCTION lifted_once();
ALTER TABLE organisations_hold ENABLE ALWAYS TRIGGER lifted_once;
"""
UNASKED = """
DROP TRIGGER lifted_once ON organisations_hold;
DROP FUNCTION lifted_once();
DROP FUNCTION child_is_held(bigint);
DROP FUNCTION adult_is_held(bigint);
DROP FUNCTION organisation_is_held(bigint);
DROP FUNCTION adult_gone_since(bigint);
"""


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _to(model, **options):
    return models.ForeignKey(on_delete=PROTECT, to=model, **options)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0007_postal_address")]
    operations = [
        migrations.AddField("adult", "last_here_on", models.DateField(blank=True, editable=False, null=True)),
        migrations.AddField("adult", "forgotten_at", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", _id()),
                ("kind", models.CharField(max_length=30)),
                ("months", models.PositiveSmallIntegerField()),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_by", _to(settings.AUTH_USER_MODEL, related_name="+")),
                ("organisation", _to("organisations.organisation", related_name="periods")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "kind"), name="one_period_per_kind"),
                    models.CheckConstraint(condition=Q(("months__gte", 1)), name="kept_for_a_month_at_least"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", _id()),
                ("reason", models.TextField()),
                ("review_on", models.DateField()),
                ("placed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_why", models.TextField(blank=True)),
                ("adult", _to("organisations.adult", blank=True, null=True, related_name="holds")),
                ("child", _to("organisations.child", blank=True, null=True, related_name="holds")),
                ("lifted_by", _to(settings.AUTH_USER_MODEL, blank=True, null=True, related_name="+")),
                ("organisation", _to("organisations.organisation", related_name="holds")),
                ("placed_by", _to(settings.AUTH_USER_MODEL, related_name="+")),
            ],
            options={
                "ordering": ["review_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("adult", None), ("child", None), _connector="OR"), name="held_for_one_thing"
                    ),
                    models.CheckConstraint(condition=~Q(("reason", "")), name="held_for_a_reason"),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("lifted_at", None), ("lifted_by", None), ("lifted_why", "")),
                            Q(
                                ("lifted_at__isnull", False), ("lifted_by__isnull", False), ~Q(("lifted_why", ""))
                            ),
                            _connector="OR",
                        ),
                        name="lifted_by_somebody_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(QUESTIONS, UNASKED),
    ]
