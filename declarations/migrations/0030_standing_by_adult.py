"""What an adult is asked now is found by the adult alone, also by a database that has not looked at its tables yet."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("declarations", "0029_piles")]
    operations = [
        migrations.AddIndex(
            "request",
            models.Index(condition=Q(("cancelled_at__isnull", True)), fields=["adult"], name="standing_by_adult"),
        ),
    ]
