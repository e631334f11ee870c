"""How well documents are read: readings against annotations of the same form. Pure."""
