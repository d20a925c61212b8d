"""A made-up trust of any size, to measure the portal by: families, answers and letters written straight into the
tables with COPY. Chance decides, and the same seed always in the same way."""
