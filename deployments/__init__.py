"""How it runs unattended.

registry.py   what is deployed: the monitor, and one digest per appointment of a watchlist
server.py     a Prefect server with its UI as a child process
processes.py  processes that are started here and never outlive us
serve.py      the process that starts the scheduled runs
up.py         both of them, supervised: `tocsin up`
"""
