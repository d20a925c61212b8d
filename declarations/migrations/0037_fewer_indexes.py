"""Publishing writes hundreds of thousands of rows, and each index is written with them: those that another index can
stand in for go, one knows only the requests that have an answer, and what came back is found without all that did not."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def _key(to, name, **options):
    return models.ForeignKey(to, django.db.models.deletion.PROTECT, related_name=name, db_index=False, **options)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0036_names_of_many")]
    operations = [
        migrations.AddIndex(
            "request",
            models.Index(condition=Q(("answer__isnull", False)), fields=["answer"], name="requests_by_answer"),
        ),
        migrations.AddIndex(
            "message", models.Index(condition=Q(("bounced_at__isnull", False)), fields=["adult"], name="messages_back")
        ),
        migrations.AlterField("ask", "request", _key("declarations.request", "asks")),
        migrations.AlterField("message", "organisation", _key("organisations.organisation", "messages")),
        migrations.AlterField("request", "adult", _key("organisations.adult", "requests")),
        migrations.AlterField("request", "answer", _key("declarations.declaration", "answers", null=True, blank=True)),
        migrations.AlterField("request", "version", _key("policies.policyversion", "requests")),
    ]
