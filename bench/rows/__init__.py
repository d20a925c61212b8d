"""One module for each line of the table. Each has `figures(stage, sizes)`, which yields what it measured."""
