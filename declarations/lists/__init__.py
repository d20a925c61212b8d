"""Lists that somebody looks at again and again: choices of the board under a name."""
