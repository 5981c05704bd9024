"""Everyday words: how common they are, and so what a list cannot watch for without drowning its reader."""

from watchlists.everyday.advice import Advice, Places, advise

__all__ = ["Advice", "Places", "advise"]
