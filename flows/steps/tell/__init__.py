"""Digests: matches become hits, hits become one model, the model becomes mail, chat and terminal."""
