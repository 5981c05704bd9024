"""How it runs unattended.

registry.py     what is deployed: the monitor, a digest for each appointment of a watchlist, housekeeping, the alarm
automations.py  what speaks up when a run fails, is late, or none completes
server.py       a Prefect server with its UI as a child process
environment.py  the settings of Prefect in what we start
addresses.py    who answers where
processes.py    processes that are started here and never outlive us
supervisor.py   one of them, started again when it dies
serve.py        the process that starts the scheduled runs
links.py        the page behind the links in messages
up.py           all of it, supervised: `tocsin up`
"""
