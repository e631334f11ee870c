"""The documentation of docs/, served at /docs/."""
