"""Organizations: their names, where they are filed, and how an article goes on to call them."""
