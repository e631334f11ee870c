"""How sure the reading of a statement is: two factors, how it is told to be speech and how its speaker is told.

Each is about the share that was right on annotated articles and on pages that nobody had read the rules on, in round figures.
"""

# How it is told to be speech.
SAID = 0.98  # a verb that says nothing else, with a clause or quoted words: "said that", "according to"
MEANT = 0.95  # a verb that may also tell an act or a thought: "criticised", "called it a mistake", "hinted that"
CARRIED_ON = 0.9  # quoted words without a verb: those of whoever spoke before, or is named behind
WITHOUT_CONTENT = 0.97  # a further factor, where what was said is an object only: "stressed the need for patience"

# How the speaker is told.
NAMED = 1.0  # a person by name
AGAIN = 0.95  # a person or body that has just spoken, by pronoun or office
BODY = 0.93  # a body with its country or organization, or several together
UNCLEAR = 0.85  # a body without a country, or a pronoun that only the sentences before explain
GUESSED = 0.75  # whoever may be meant: the country or the person told last
