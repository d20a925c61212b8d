"""The board counts states and finds those of one state by this index alone."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("declarations", "0013_states")]
    operations = [
        migrations.AddIndex(
            "request",
            models.Index(
                condition=Q(("cancelled_at__isnull", True)), fields=["version", "state"], name="states_by_version"
            ),
        ),
    ]
