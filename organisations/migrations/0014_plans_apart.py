"""What a file would change stands apart from what was changed; indexes go that others do the work of."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Files that were checked and not yet applied are read again, and shown anew.
READ_AGAIN = """
DELETE FROM organisations_line;
UPDATE organisations_change SET of_child_id = NULL, of_adult_id = NULL
WHERE of_child_id IS NOT NULL OR of_adult_id IS NOT NULL;
DELETE FROM organisations_change
USING organisations_import i WHERE roll_import_id = i.id AND i.applied_at IS NULL;
UPDATE organisations_change SET facts = '{}' WHERE roll_import_id IS NOT NULL AND facts <> '{}';
UPDATE organisations_import SET checked_at = NULL, applying_since = NULL, attempts = 0, reading_since = now()
WHERE applied_at IS NULL AND refused_at IS NULL AND checked_at IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0013_names_of_many'),
    ]

    operations = [
        migrations.RunSQL(READ_AGAIN, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.TextField()),
                ('key', models.TextField()),
                ('row', models.IntegerField()),
                ('school_id', models.BigIntegerField(null=True)),
                ('given_name', models.TextField()),
                ('family_name', models.TextField()),
                ('number', models.TextField()),
                ('upn', models.TextField()),
                ('email', models.TextField()),
                ('name_key', models.TextField()),
                ('phone_key', models.TextField()),
                ('facts', models.JSONField()),
                ('disagrees', models.BooleanField()),
                ('is_unclear', models.BooleanField()),
                ('is_new', models.BooleanField()),
                ('child_id', models.BigIntegerField(null=True)),
                ('adult_id', models.BigIntegerField(null=True)),
            ],
            options={
                'verbose_name': 'person in a file',
                'verbose_name_plural': 'people in a file',
                'db_table': 'roll_person',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Planned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('child', 'Child'), ('adult', 'Adult'), ('contact', 'Contact')], max_length=10)),
                ('kind', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('left', 'Left'), ('gone', 'No longer a contact'), ('unclear', 'Unclear'), ('same', 'Unchanged'), ('merged', 'Merged'), ('unmerged', 'Two records again')], max_length=10)),
                ('row', models.PositiveIntegerField(null=True)),
                ('given_name', models.CharField(blank=True, max_length=100)),
                ('family_name', models.CharField(blank=True, max_length=100)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('facts', models.JSONField(default=dict)),
                ('key', models.CharField(blank=True, max_length=70)),
                ('name_key', models.TextField(blank=True)),
                ('child_name', models.CharField(blank=True, max_length=201)),
            ],
            options={
                'verbose_name': 'planned change of the roll',
                'verbose_name_plural': 'planned changes of the roll',
                'ordering': ['about', 'family_name', 'given_name', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='change',
            name='one_change_per_import',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='organisatio_roll_im_2ca01e_idx',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='organisatio_roll_im_8b01d6_idx',
        ),
        migrations.RemoveField(
            model_name='change',
            name='email',
        ),
        migrations.RemoveField(
            model_name='change',
            name='key',
        ),
        migrations.RemoveField(
            model_name='change',
            name='name_key',
        ),
        migrations.RemoveField(
            model_name='change',
            name='number',
        ),
        migrations.RemoveField(
            model_name='change',
            name='of_adult',
        ),
        migrations.RemoveField(
            model_name='change',
            name='of_child',
        ),
        migrations.RemoveField(
            model_name='change',
            name='phone_key',
        ),
        migrations.RemoveField(
            model_name='change',
            name='phone',
        ),
        migrations.RemoveField(
            model_name='change',
            name='school',
        ),
        migrations.RemoveField(
            model_name='change',
            name='upn',
        ),
        migrations.RemoveField(
            model_name='line',
            name='of_adult',
        ),
        migrations.RemoveField(
            model_name='line',
            name='of_child',
        ),
        migrations.AlterField(
            model_name='adult',
            name='controller',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='kept_adults', to='organisations.organisation'),
        ),
        migrations.AlterField(
            model_name='adult',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='organisations.adult'),
        ),
        migrations.AlterField(
            model_name='adultknownas',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AlterField(
            model_name='change',
            name='adult',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='organisations.adult'),
        ),
        migrations.AlterField(
            model_name='change',
            name='by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='change',
            name='child',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='organisations.child'),
        ),
        migrations.AlterField(
            model_name='change',
            name='roll_import',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='organisations.import'),
        ),
        migrations.AlterField(
            model_name='child',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='organisations.child'),
        ),
        migrations.AlterField(
            model_name='child',
            name='school',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='pupils', to='organisations.organisation'),
        ),
        migrations.AlterField(
            model_name='childknownas',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AlterField(
            model_name='contact',
            name='adult',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='organisations.adult'),
        ),
        migrations.AlterField(
            model_name='line',
            name='roll_import',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='organisations.import'),
        ),
        migrations.AddIndex(
            model_name='adult',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='merged_adults'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('kind', 'merged')), fields=['at'], name='merges'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('by__isnull', False)), fields=['by'], name='changes_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('child__isnull', False)), fields=['child'], name='changes_of_a_child'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('adult__isnull', False)), fields=['adult'], name='changes_of_an_adult'),
        ),
        migrations.AddIndex(
            model_name='child',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='merged_children'),
        ),
        migrations.AddField(
            model_name='planned',
            name='adult',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.adult'),
        ),
        migrations.AddField(
            model_name='planned',
            name='child',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.child'),
        ),
        migrations.AddField(
            model_name='planned',
            name='roll_import',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='planned', to='organisations.import'),
        ),
        migrations.AddField(
            model_name='planned',
            name='school',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddIndex(
            model_name='planned',
            index=models.Index(fields=['roll_import', 'about', 'kind'], name='organisatio_roll_im_16db6f_idx'),
        ),
    ]
