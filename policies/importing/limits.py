"""How much may be sent in. A code of conduct is a few pages; what is far beyond that is refused unread."""

MOST_BYTES = 20 * 1024 * 1024
MOST_CHARACTERS = 200_000
MOST_LINES = 8_000

# Inside a Word file, which is an archive: a small one can unpack to gigabytes.
MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 2000
MOST_RATIO = 200

# A PDF is slow to read: about a third of a second for each page.
MOST_PAGES = 120

DEEPEST_PAGE = 60
