"""A school's colour made safe: contrast is measured, not hoped for (WCAG 2.2, 1.4.3 and 1.4.11)."""

import hashlib
import re

PAPER = (251, 250, 247)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
DEFAULT = "#0b5b57"
TARGET = 6.0  # above the 4.5 that WCAG asks for text, because the colour also carries tints


def stylesheet(colour):
    """Custom properties for one school's colour, as CSS."""
    brand = safe(colour)
    colours = {
        "raw": parse(colour),
        "": brand,
        "strong": mix(brand, BLACK, 0.8),
        "soft": mix(brand, WHITE, 0.08),
        "line": mix(brand, WHITE, 0.3),
    }
    rules = ";".join(f"--brand{'-' if name else ''}{name}:{to_hex(rgb)}" for name, rgb in colours.items())
    return f":root{{{rules}}}"


def digest(colour):
    """A short name for the stylesheet of this colour, so that browsers may keep it for ever."""
    return hashlib.sha256(stylesheet(colour).encode()).hexdigest()[:12]


def safe(colour):
    """The colour, darkened until text in it is readable on paper."""
    rgb = parse(colour)
    while contrast(rgb, PAPER) < TARGET and rgb != BLACK:
        rgb = tuple(int(part * 0.94) for part in rgb)
    return rgb


def contrast(one, other):
    """The ratio of WCAG 2.2, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def parse(colour):
    """#rrggbb as three numbers; anything else is the portal's own colour."""
    colour = colour if re.fullmatch(r"#[0-9a-fA-F]{6}", colour or "") else DEFAULT
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def to_hex(rgb):
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def mix(rgb, other, share):
    return tuple(round(own * share + foreign * (1 - share)) for own, foreign in zip(rgb, other, strict=True))


def _luminance(rgb):
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part):
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
