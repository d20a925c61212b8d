"""Whoever looks for somebody by name need not type accents, strokes or the right apostrophe."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import TextField, Value
from django.db.models.functions import Concat

from organisations.letters import Plain

# Immutable, because an index is made of it. Most names have plain letters only, and take the first way. What is no
# letter with a mark, but a letter of its own, is named here in both sizes: a database may know capitals of ASCII alone.
PLAIN = r"""
CREATE FUNCTION plain_letters(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(words) = char_length(words) THEN translate(upper(words), '''`', '')
    ELSE upper(replace(replace(replace(translate(
        regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'),
        'ŁłØøĐđÐðĦħı‐–''`´’‘ʼ', 'LlOoDdDdHhi--'), 'ß', 'ss'), 'æ', 'ae'), 'Æ', 'AE')) END
$$;
"""
FORGET = "DROP FUNCTION plain_letters(text);"
ADULT = Concat("given_name", Value(" "), "family_name", Value(" "), "email", output_field=TextField())
CHILD = Concat("given_name", Value(" "), "family_name", output_field=TextField())


def by_any_part(name, in_one):
    return GinIndex(OpClass(Plain(in_one), "gin_trgm_ops"), name=name)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0020_held_by_statement")]
    operations = [
        migrations.RemoveIndex("adult", "adults_by_any_part"),
        migrations.RemoveIndex("child", "children_by_any_part"),
        migrations.RunSQL(PLAIN, FORGET),
        migrations.AddIndex("adult", by_any_part("adults_by_any_part", ADULT)),
        migrations.AddIndex("child", by_any_part("children_by_any_part", CHILD)),
    ]
