"""A list on trial: what it finds in articles that are kept, counted."""
