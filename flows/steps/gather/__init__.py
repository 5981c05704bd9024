"""Feeds and pages over HTTP: fetched within limits that no server can stretch, parsed, and asked again in time."""
