"""The roll as the school's own records tell it, and keys by which two spellings of a name or number are one."""

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import organisations.roll.models
from django.conf import settings
from django.db import migrations, models

# Immutable, so that columns can be generated from them. Accents go with their combining marks; letters of every
# script stay, whatever the database's own locale knows of them.
KEYS = r"""
CREATE FUNCTION roll_name_key(given text, family text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        lower(normalize(coalesce(given, '') || coalesce(family, ''), NFKD)),
        '[\u0300-\u036f\s''’‘`´.‐‑–-]', '', 'g')
$$;
CREATE FUNCTION roll_phone_key(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 10)
$$;
"""
FORGET_KEYS = "DROP FUNCTION roll_name_key(text, text); DROP FUNCTION roll_phone_key(text);"


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_chain_events'),
    ]

    operations = [
        migrations.RunSQL(KEYS, FORGET_KEYS),
        migrations.CreateModel(
            name='AdultKnownAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=100)),
                ('said', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('about', models.CharField(choices=[('child', 'Child'), ('adult', 'Adult'), ('contact', 'Contact')], max_length=10)),
                ('kind', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('left', 'Left'), ('gone', 'No longer a contact'), ('unclear', 'Unclear'), ('same', 'Unchanged'), ('merged', 'Merged')], max_length=10)),
                ('key', models.CharField(blank=True, max_length=70)),
                ('row', models.PositiveIntegerField(null=True)),
                ('given_name', models.CharField(blank=True, max_length=100)),
                ('family_name', models.CharField(blank=True, max_length=100)),
                ('number', models.CharField(blank=True, max_length=100)),
                ('upn', models.CharField(blank=True, max_length=13)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('name_key', organisations.roll.models.NameKey(db_persist=True, expression=models.Func('given_name', 'family_name', function='roll_name_key'), output_field=models.TextField())),
                ('phone_key', organisations.roll.models.PhoneKey(db_persist=True, expression=models.Func('phone', function='roll_phone_key'), output_field=models.TextField())),
                ('facts', models.JSONField(default=dict)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['about', 'family_name', 'given_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ChildKnownAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=100)),
                ('said', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('left_out', 'Row left out'), ('unclear', 'Person left out'), ('blanked', 'Value left out'), ('differs', 'Rows disagree'), ('twin', 'Possibly the same person'), ('shared', 'Shared e-mail address')], max_length=10)),
                ('row', models.PositiveIntegerField(null=True)),
                ('column', models.CharField(blank=True, max_length=200)),
                ('words', models.CharField(max_length=1000)),
            ],
            options={
                'ordering': ['row', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('file', models.FileField(blank=True, max_length=200, upload_to='roll/%Y/%m/')),
                ('file_name', models.CharField(max_length=200)),
                ('file_size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(max_length=64)),
                ('format', models.CharField(choices=[('table', 'Spreadsheet (CSV)'), ('workbook', 'Spreadsheet (Excel)'), ('ctf', 'Common Transfer File'), ('oneroster', 'OneRoster'), ('sds', 'School Data Sync')], max_length=20)),
                ('holds', models.CharField(choices=[('everyone', 'Every child on our roll'), ('some', 'Only some children, such as new starters or one year group')], max_length=10)),
                ('layout', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('reading_since', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('figures', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('applying_since', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('refusal', models.TextField(blank=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['-uploaded_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('child_key', models.CharField(max_length=32)),
                ('adult_key', models.CharField(blank=True, max_length=32)),
                ('child', models.JSONField()),
                ('adult', models.JSONField(default=dict)),
                ('contact', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='RememberedColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headers', models.CharField(max_length=64)),
                ('meanings', models.JSONField()),
            ],
        ),
        migrations.AddField(
            model_name='adult',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='organisations.adult'),
        ),
        migrations.AddField(
            model_name='contact',
            name='said',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddIndex(
            model_name='adult',
            index=models.Index(models.F('controller'), django.db.models.functions.text.Lower('email'), name='adults_by_email'),
        ),
        migrations.AddField(
            model_name='adultknownas',
            name='adult',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_as', to='organisations.adult'),
        ),
        migrations.AddField(
            model_name='adultknownas',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='change',
            name='adult',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='organisations.adult'),
        ),
        migrations.AddField(
            model_name='change',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='change',
            name='child',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='organisations.child'),
        ),
        migrations.AddField(
            model_name='change',
            name='of_adult',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisations.change'),
        ),
        migrations.AddField(
            model_name='change',
            name='of_child',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisations.change'),
        ),
        migrations.AddField(
            model_name='change',
            name='school',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='childknownas',
            name='child',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_as', to='organisations.child'),
        ),
        migrations.AddField(
            model_name='childknownas',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='import',
            name='applied_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='import',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='import',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='import',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='finding',
            name='roll_import',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='organisations.import'),
        ),
        migrations.AddField(
            model_name='change',
            name='roll_import',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='organisations.import'),
        ),
        migrations.AddField(
            model_name='line',
            name='of_adult',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisations.change'),
        ),
        migrations.AddField(
            model_name='line',
            name='of_child',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisations.change'),
        ),
        migrations.AddField(
            model_name='line',
            name='roll_import',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='organisations.import'),
        ),
        migrations.AddField(
            model_name='rememberedcolumns',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='adult',
            name='name_key',
            field=organisations.roll.models.NameKey(db_persist=True, expression=models.Func('given_name', 'family_name', function='roll_name_key'), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='adult',
            name='phone_key',
            field=organisations.roll.models.PhoneKey(db_persist=True, expression=models.Func('phone', function='roll_phone_key'), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='child',
            name='name_key',
            field=organisations.roll.models.NameKey(db_persist=True, expression=models.Func('given_name', 'family_name', function='roll_name_key'), output_field=models.TextField()),
        ),
        migrations.AddConstraint(
            model_name='adultknownas',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('source', 'number'), name='one_adult_per_number'),
        ),
        migrations.AddConstraint(
            model_name='adultknownas',
            constraint=models.UniqueConstraint(fields=('source', 'adult', 'number'), name='adult_told_once'),
        ),
        migrations.AddConstraint(
            model_name='childknownas',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('source', 'number'), name='one_child_per_number'),
        ),
        migrations.AddConstraint(
            model_name='childknownas',
            constraint=models.UniqueConstraint(fields=('source', 'child'), name='child_told_once'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(condition=models.Q(('applied_at__isnull', True), ('refused_at__isnull', True)), fields=['uploaded_at'], name='imports_under_way'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('applied_at', None), models.Q(('checked_at', None), _negated=True), _connector='OR'), name='checked_before_applied'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('undone_at', None), models.Q(('applied_at', None), _negated=True), _connector='OR'), name='applied_before_undone'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('applied_at', None), models.Q(('applied_by', None), _negated=True), _connector='OR'), name='applied_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['roll_import', 'kind', 'row', 'id'], name='organisatio_roll_im_1a33f3_idx'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['roll_import', 'about', 'kind', 'family_name', 'given_name', 'id'], name='organisatio_roll_im_90b8ca_idx'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('roll_import', 'about', 'key'), name='one_change_per_import'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['roll_import', 'child_key', 'row'], name='organisatio_roll_im_2ca01e_idx'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['roll_import', 'adult_key', 'row'], name='organisatio_roll_im_8b01d6_idx'),
        ),
        migrations.AddConstraint(
            model_name='rememberedcolumns',
            constraint=models.UniqueConstraint(fields=('organisation', 'headers'), name='columns_remembered_once'),
        ),
        migrations.AddIndex(
            model_name='adult',
            index=models.Index(fields=['controller', 'name_key'], name='organisatio_control_b2f674_idx'),
        ),
        migrations.AddIndex(
            model_name='child',
            index=models.Index(fields=['school', 'name_key'], name='organisatio_school__b9b92a_idx'),
        ),
        migrations.AddConstraint(
            model_name='adult',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='nobody_is_merged_into_themselves'),
        ),
    ]
