"""What must be so before the portal starts; `manage.py migrate` and `check` say so by name."""

from django.conf import settings
from django.core import checks


@checks.register()
def there_is_a_seal(app_configs, **options):
    """Without a seal no signed copy is ever finished."""
    if settings.DEMO or settings.SEAL_KEY:
        return []
    hint = 'Make one: python manage.py make_seal "Name of the school or trust". Keep it where you keep passwords.'
    return [checks.Error("SEAL_KEY is empty: signed copies cannot be sealed.", hint=hint, id="organisations.E001")]
