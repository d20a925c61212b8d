"""How messages reach people: when, by which way, in whose words, and what is noticed when they do not."""
