"""The only writers of the record: keyword-only, atomic, idempotent."""
