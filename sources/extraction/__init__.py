"""From a fixed text to claims: pure, no database, no clock, no network. `sources.extraction.reader.read` is the door."""
