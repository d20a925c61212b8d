"""Paper: the words of a version, and the signed copy with its evidence page."""


def signed_copy(declaration):
    """The words shown, the declaration and the evidence, as the bytes of one PDF."""
    return b"%PDF-"
