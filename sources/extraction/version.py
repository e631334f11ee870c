"""Which extractor this is. It imports nothing, so that commands that read nothing need not load the language model's library."""

EXTRACTOR = "chancery-1"
