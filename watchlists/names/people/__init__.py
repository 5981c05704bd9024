"""People: the parts of their names, where they are filed, and what an article says of them."""
