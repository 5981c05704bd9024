"""What differs between SQLite and PostgreSQL, and only here."""
