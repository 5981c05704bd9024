"""How it runs unattended.

registry.py   what is deployed: the monitor, and one digest per appointment of a watchlist
server.py     a Prefect server with its UI as a child process
serve.py      the process that starts the scheduled runs
up.py         both of them, supervised: `tocsin up`
"""
