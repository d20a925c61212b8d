"""Each link was written to two indexes of its token, each time to another page of both. One is enough to find it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0042_states_of_a_handful")]
    operations = [
        migrations.AlterField("link", "token_hash", models.CharField(max_length=64)),
        migrations.AddConstraint("link", models.UniqueConstraint(fields=["token_hash"], name="one_link_per_token")),
    ]
