"""Whether "he" or "she" can mean a person, by titles and given names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.extraction.name_keys import name_keys

if TYPE_CHECKING:
    from sources.extraction.persons import Figure

_MALE = re.compile(
    r"(?i)\b(?:mr|king|prince|pope|sir|lord|sheikh|sheik|emir|sultan|pontiff|spokesman|chairman|congressman"
    r"|ayatollah|father|imam|strongman)\b"
)
_FEMALE = re.compile(
    r"(?i)\b(?:mrs|ms|queen|princess|dame|lady|baroness|sheikha|spokeswoman|chairwoman|congresswoman|madam|madame"
    r"|first lady)\b"
)
# Given names that are women's nearly everywhere: so that "she" finds its antecedent where no title tells.
WOMEN = frozenset(
    "angela ursula kamala hillary marie maria mary anne anna anne-marie ann annie angelina christine christina "
    "catherine katherine kathleen karen kate kaja sanna magdalena mette erna jacinda theresa teresa margaret margot "
    "nancy nikki susan suzanne sarah sara samantha "
    "elizabeth elisabeth emma emily eva eve federica francesca giorgia helen helena hanna hannah isabel isabelle "
    "jane janet jen jennifer jessica joanna josephine julia julie karine kristalina laura lisa liz linda loretta "
    "lucy madeleine maia marina marine martha melanie melania "
    "michele michelle mia monica natalie natalia nathalie nicole olga paula patricia penny priti rachel rebecca "
    "rosa roza ruth salome sandra sheikha silvia simone sophie stephanie susana tatiana valerie vera veronica "
    "victoria violeta wendy yulia zuzana ngozi aminata winnie "
    "hina sherry mirjana ana annalena annegret beata brigitte carmen cecilia charlotte claudia cristina delcy dilma "
    "elina ellen evika ine ingrida iryna jadranka katrin kersti kolinda kyrsten leila lilia maria-luisa marta mayra "
    "michaela mona nadia narges ekaterina alicia amina ayesha benazir fatima khadija maryam najla reem retno sheila "
    "sri aung".split()
)


def gender_of(figure: Figure) -> str | None:
    """ "m" or "f" by titles, else by the given name; None where nothing tells it."""
    words = " ".join(c.run.prename + " " + (c.office.office.title if c.office else "") for c in figure.candidates)
    if _FEMALE.search(words):
        return "f"
    if _MALE.search(words):
        return "m"
    first = name_keys(figure.full.name)
    return "f" if len(first) > 1 and first[0] in WOMEN else None
