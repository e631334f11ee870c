"""The published form of the record: rendered from the serializers when a record changes, read by lists, details and feeds."""
