"""How much is measured: every size can be given in the environment, as BENCH_<NAME>."""

import os
from dataclasses import dataclass, field


def _size(name, default):
    return field(default_factory=lambda: int(os.environ.get(f"BENCH_{name}", default)))


@dataclass(frozen=True)
class Sizes:
    """The defaults keep the whole run within some minutes on four cores."""

    adults: int = _size("ADULTS", 100_000)  # of the large trust; the others have a tenth and a hundredth
    seed: int = _size("SEED", 1)
    seconds: int = _size("SECONDS", 5)  # of load on each page
    repeats: int = _size("REPEATS", 7)  # of what takes long by itself; the middle one counts
    pdfs: int = _size("PDFS", 2_000)
    messages: int = _size("MESSAGES", 10_000)

    @property
    def trusts(self):
        """Adults of the small, the middle and the large trust."""
        return [max(20, self.adults // 100), max(20, self.adults // 10), self.adults]
