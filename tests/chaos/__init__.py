"""The chaos suite, `make chaos`: real processes are injured while they work, from outside, and nothing may be lost or doubled.

Nothing in the product knows of it. A worker is stopped between two stages by a lock that somebody else holds in the database,
and killed there; brokers and databases go away behind relays; servers are crashed by their own signals.
"""
