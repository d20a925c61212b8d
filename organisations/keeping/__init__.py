"""For how long what is kept, what keeps it longer, and how it goes."""
