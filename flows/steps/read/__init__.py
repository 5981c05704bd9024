"""Pages: the article, without what surrounds it."""
