"""What is imported while the faults happen: stories of three documents that tell of one meeting, of invented people."""

from datetime import date, timedelta

from sources.acceptance import Package

CHAPTER = 12
"""Stories after which the record begins anew."""

FIRST_DAY = date(2019, 1, 8)
# Country and adjective of the host and of the guest, and the host's city.
PLACES = (
    ("Chile", "Chilean", "Peru", "Peruvian", "Arica"),
    ("Portugal", "Portuguese", "Morocco", "Moroccan", "Faro"),
    ("Finland", "Finnish", "Estonia", "Estonian", "Turku"),
    ("Kenya", "Kenyan", "Uganda", "Ugandan", "Kisumu"),
)
PEOPLE = (
    ("Rosa Llanquileo", "Julio Mamani"), ("Tiago Vilhena", "Younes Tazarine"), ("Aino Kivelä", "Priit Saaremets"),
    ("Wanjiru Mbatia", "Okello Namutebi"), ("Ernesto Pichún", "Yolanda Quisbert"), ("Beatriz Monforte", "Hicham Ouazene"),
    ("Eero Lehtovaara", "Maarja Tammsalu"), ("Odhiambo Kilonzo", "Nakato Ssemwogerere"), ("Valeria Curiñanco", "Tomás Huarachi"),
    ("Rui Sampedro", "Samira Benjelloul"), ("Kaisa Rautalampi", "Andres Viljandik"), ("Achieng Kamotho", "Mugisha Byaruhanga"),
)  # fmt: skip
MATTERS = ("customs posts", "a railway bridge", "fishing rights", "a power line")


def packages(number: int) -> list[Package]:
    """The documents of story `number`: the meeting as planned, as held, and as another desk tells of it."""
    number %= CHAPTER
    host, host_adjective, guest, guest_adjective, city = PLACES[number % len(PLACES)]
    receives, comes = PEOPLE[number]
    day = FIRST_DAY + timedelta(days=30 * number)
    told, matter = f"{day:%B} {day.day}, {day.year}", MATTERS[number // len(PLACES) % len(MATTERS)]
    before = day - timedelta(days=6)
    texts = {
        "planned": f"{city.upper()}, {before:%B} {before.day}, {before.year} - {host_adjective} Foreign Minister {receives} will"
        f" meet the {guest_adjective} foreign minister, {comes}, in {city} on {told}, the foreign ministry said."
        f" The two ministers are expected to talk about {matter} and to sign a short agreement at the town hall.\n",
        "held": f"{city.upper()}, {host}, {told} - {host_adjective} Foreign Minister {receives} received {guest_adjective}"
        f" Foreign Minister {comes} in {city} on {day:%A} for talks on {matter}.\n\n"
        f'"We have found a fair solution for {matter}," {comes.split()[-1]} told reporters.\n',
        "told": f"The foreign ministers of {host} and {guest}, {receives} and {comes}, met in {city} on {told} to talk about"
        f" {matter}. {receives.split()[-1]} said that work would begin in spring.\n",
    }
    return [_package(f"story-{number}-{name}", text) for name, text in texts.items()]


def _package(name: str, text: str) -> Package:
    content = text.encode()
    return Package(f"{name}.txt", name, "text", content, len(content))
