"""The portal's files in a bucket of S3, or of a store that speaks its language."""

from botocore.config import Config
from storages.backends.s3 import S3Storage

# As every store understands it: no checksum of the newest kind unasked.
SPOKEN = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}


class Bucket(S3Storage):
    """Nothing in it is public, and nothing is overwritten: a name that is taken gets another."""

    def __init__(self, *, endpoint_url=None, **options):
        # Stores other than Amazon's have one host name for all their buckets.
        style = {"addressing_style": "path" if endpoint_url else "auto"}
        config = Config(signature_version="s3v4", s3=style, connect_timeout=5, read_timeout=30, **SPOKEN)
        super().__init__(endpoint_url=endpoint_url, client_config=config, **options)

    def get_default_settings(self):
        """Without settings of their own: what differs is told in STORAGES."""
        own = {"file_overwrite": False, "max_memory_size": 5_000_000}  # of a file; what is more waits on disk
        return super().get_default_settings() | own
