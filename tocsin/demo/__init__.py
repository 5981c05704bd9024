"""The small news site of `tocsin demo`: an invented press on loopback, in four languages.

content/       what was written: articles, outlets, the furniture of their pages
press.py       the content as values, and when each piece came out
pages.py       an outlet's pages, with everything that surrounds an article on a real site
feeds.py       an outlet's feed: RSS 2.0, Atom 1.0, RSS 1.0 or JSON Feed 1.1
server.py      one outlet on one port, with conditional answers
site.py        `DemoSite`: all of it, started and stopped together
home.py        the folder in which the demo works
watchlist.py   the watchlist that is pointed at it
"""

from tocsin.demo.home import demo_home, enter
from tocsin.demo.press import Article, Outlet, Piece
from tocsin.demo.server import Request
from tocsin.demo.site import DemoSite, FeedLine
from tocsin.demo.watchlist import write_watchlist

__all__ = ["Article", "DemoSite", "FeedLine", "Outlet", "Piece", "Request", "demo_home", "enter", "write_watchlist"]
