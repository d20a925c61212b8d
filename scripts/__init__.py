"""Set-up and running: what `make` calls. Nothing in the portal imports this."""
