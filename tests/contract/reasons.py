"""Why a request may be refused that is valid by the OpenAPI document: what no schema can say. The document must tell of whatever
else is a 400.
"""

import re

OF_THE_RECORD = (
    r"“.*” is no known (country code|organization's slug).*",
    r"There is no (country|organization|meeting|person) .*",
    r"This (meeting|person) (was merged into .*|is deleted\.)",
    r"They do not tell of this meeting: .*",
    r"Some of these are no spellings of this record\.",
    r"Not all of it can be split off: .*",
    r"Nobody has pinned it\.",
    r"A record is one with itself: .*",
    r"A person of reference data .*",
    r"A meeting whose start is unknown has no end: .*",
    r"It ends before it starts\.",
    r".* has this Wikidata id: .*",
    r"It is broken: take it from next or previous of a page\.",
    r"It belongs to another query: .*",
    r"Position \d+ is yet to come.*",
    r"There are more than [\d,]+ combinations: .*",
    r"The answer takes longer than \d+ seconds .*",
)
"""It depends on what there is."""

OF_ANOTHER = (
    r"It means something only beside \w+\.",
    r"Nothing is more relevant than anything else without q\.",
    r"It is for pages; \w+ holds all records\.",
    r"It is not for \w+\.",
    r"The entries of a feed are what they are\.",
    r"A query may have at most \d+ parameters\.",
    r"Send a `text` with what is known of it, .*",
    r"A page that is fetched tells this itself: .*",
)
"""It does not go with another parameter, or key of the body."""

OF_THE_WORLD = (
    r"“.*” is no day .*",
    r"'.*' is no day, month or year of the calendar\.",
    r"“.*” is no instant .*",
    r"“.*” is neither a position of the change feed nor an instant .*",
    r"The instant .* is yet to come\.",
    r"“.*” lies nowhere: .*",
    r"“.*” is no city that is known here: .*",
    r"“.*” may be one of \d+ cities: .*",
    r"“.*” is no office like .*",
    r"“.*” is no (country code|organization's slug) ?.*",
    r"“.*” is no id\.",
    r"At most 50 words and \d+ characters\.",
    r"Enter a valid URL\.",
    r"It may not be fetched: .*",
    r"It has a NUL character\.",
    r"The text holds characters that no text has .*",
)
"""A calendar, a map, a title, an address has no such thing (in an office, the code before its title), or a text cannot be stored.
`format` tells of these, but does not bind.
"""

REASONS = (*OF_THE_RECORD, *OF_ANOTHER, *OF_THE_WORLD)
REASON = re.compile("|".join(REASONS), re.DOTALL)
