"""The command `tocsin`: what a person types. Nobody imports it.

    feeds due ─► poll ─► entries ─► read ─► articles ─► match ─► hits ─► digest ─► deliveries

cli.py        the application and its one error boundary
output.py     rows as a table or as JSON Lines; messages on stderr
commands/     a file a command; each imports what it needs when it is called
demo/         the small news site of `tocsin demo`

The pipeline itself is in `flows`, names and matching in `watchlists`, what is
kept in `storage`, and running unattended in `deployments`.
"""
