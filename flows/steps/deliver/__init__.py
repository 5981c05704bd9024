"""Channels: what each service takes, when it may be disturbed, and the sending itself."""
