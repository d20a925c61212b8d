"""A document becomes a draft: read it, show what was understood, make a draft of it."""
