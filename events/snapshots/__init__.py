"""The whole record as files, and back: what is written, what a copy is loaded from."""
