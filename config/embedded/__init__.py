"""PostgreSQL that comes with the project: started on demand, shared by the commands on one DATA_DIR, stopped by the last.

`session` is what commands use; it keeps a shared lock on DATA_DIR/postgres/users.lock for the life of the process (the
kernel lets go of it even at kill -9) and spawns, where none lives, the `supervisor`: a process of its own that runs
postgres as its child and stops it as soon as it gets that lock for itself, which is when nobody uses the server any more.
Nothing here needs Django.
"""
