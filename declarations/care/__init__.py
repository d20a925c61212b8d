"""Looking after what is known of people: how evidence is reduced, who may see, correct or remove it, who complains."""
