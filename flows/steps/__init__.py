"""The plain functions of the pipeline: values in, values out; no Prefect, no database session, no clock.

gather/    feeds: fetch within limits, parse, decide when to ask again
read/      pages: take the article out of what surrounds it
find.py    look for the terms of a list in one article
trial/     a list on trial: what it finds in articles that are kept, counted
tell/      digests: which hits, in which words, for mail, chat and terminal
deliver/   channels: what they take, when they may be disturbed, and the sending
clean.py   text and links from outside, made safe to show
"""
