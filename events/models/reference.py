"""Countries, organizations, offices and who held them: what the readers know before they read."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils import timezone

from events.models.base import Record, choices, one_of, partial_date
from events.querysets import OrganizationQuerySet, PersonQuerySet
from events.vocabulary import Level, Portfolio


class Reference(models.Model):
    """What countries and organizations share: names as a list of {"name", "language"} (BCP 47)."""

    name = models.CharField(max_length=200, help_text="The usual English name.")
    names = models.JSONField(default=list, blank=True, help_text='Other names: [{"name": "Türkei", "language": "de"}].')
    seats = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, help_text='Places that stand for it, as in "Ankara says".'
    )
    wikidata = models.CharField(max_length=20, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Country(Reference):
    """A country or territory of ISO 3166-1 (and XK for Kosovo, which has a user-assigned code)."""

    code = models.CharField(primary_key=True, max_length=2, help_text="ISO 3166-1 alpha-2.")
    alpha3 = models.CharField(max_length=3, unique=True)
    numeric = models.CharField(max_length=3, unique=True, null=True, blank=True)
    demonyms = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    capital = models.CharField(max_length=100, null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "countries"
        constraints = [models.CheckConstraint(condition=models.Q(code__regex=r"^[A-Z]{2}$"), name="country_code_alpha2")]


class Organization(Reference):
    """An international organization that can be a party to a meeting."""

    slug = models.SlugField(primary_key=True, max_length=60)
    short = models.CharField(max_length=60, unique=True, help_text="The usual short form: UN, EU, Arab League.")
    members = models.ManyToManyField(Country, blank=True, related_name="organizations")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]


class Person(Record):
    """Somebody who acts for a country or organization. A merged person points to the survivor."""

    name = models.CharField(max_length=200, help_text="The fullest usual form, without titles.")
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="persons")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="persons")
    wikidata = models.CharField(max_length=20, null=True, blank=True, db_index=True)
    is_reference = models.BooleanField(
        default=False, help_text="Known from reference data or an editor: stays even where no document names the person."
    )
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when no document names the person any more, or an editor has deleted it."
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name", "id"], name="person_by_name")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="person_name_not_empty"),
            # Elsewhere editors pin it, and two whom they give the same one are shown to be merged, not refused at an import.
            models.UniqueConstraint(fields=["wikidata"], condition=models.Q(is_reference=True), name="person_wikidata_once"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="person_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonName(models.Model):
    """A spelling of a person's name: as reference data gives it or as a document writes it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True, editable=False, help_text="events.names.fold(name)")
    keys = ArrayField(models.CharField(max_length=60), default=list, editable=False, help_text="events.names.keys(name)")
    language = models.CharField(max_length=12, null=True, blank=True)
    is_reference = models.BooleanField(default=False, help_text="From reference data or an editor, not from a document.")

    class Meta:
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["keys"], name="person_name_keys"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="person_name_trigrams"),
            models.Index(fields=["person"], condition=models.Q(is_reference=True), name="person_name_of_reference"),
        ]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="person_name_once")]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """An office of a country or an organization."""

    title = models.CharField(max_length=200)
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="offices")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="offices")
    portfolio = models.CharField(max_length=20, null=True, blank=True, choices=choices(Portfolio))
    level = models.CharField(max_length=20, choices=choices(Level))

    class Meta:
        ordering = ["country", "organization", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__isnull=False) ^ models.Q(organization__isnull=False),
                name="office_of_country_or_organization",
            ),
            models.UniqueConstraint(fields=["title", "country", "organization"], nulls_distinct=False, name="office_title_once"),
            one_of(Level, "level", "office_level_known"),
            one_of(Portfolio, "portfolio", "office_portfolio_known", nullable=True),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.country_id or self.organization_id}"


class Tenure(models.Model):
    """Who held an office from when to when; an unknown or open end is null."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="tenures")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tenures")
    from_earliest = models.DateField(null=True, blank=True)
    from_latest = models.DateField(null=True, blank=True)
    to_earliest = models.DateField(null=True, blank=True)
    to_latest = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["office", "from_earliest"]
        constraints = [
            models.UniqueConstraint(fields=["office", "person", "from_earliest"], nulls_distinct=False, name="tenure_once"),
            partial_date("from", "tenure_from_is_partial_date"),
            partial_date("to", "tenure_to_is_partial_date"),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.office}"
