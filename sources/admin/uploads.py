"""Uploads: files that an editor chooses are accepted as one import. Nothing of them is read in the web server."""

from typing import IO, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from events.admin.display import address_of
from events.vocabulary import Priority
from sources.acceptance import open_import, packages_of_upload
from sources.delivering import deliver
from sources.models import Import, Source
from sources.readers import MEDIA
from sources.readers.csv import columns_of

MOST_FILES = 200


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=FilesInput(attrs={"accept": ",".join(MEDIA)}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [super(FilesField, self).clean(each, initial) for each in (data if isinstance(data, list) and data else [data])]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"At most {MOST_FILES} files at once; these are {len(files)}.")
        return files


class ColumnsField(forms.CharField):
    """ "text=Remarks, published=Day": which heading of a CSV file each key has, as a mapping."""

    def clean(self, value: Any) -> dict[str, str]:
        try:
            return columns_of(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class UploadForm(forms.Form):
    documents = FilesField(
        help_text=f"{', '.join(sorted(MEDIA))}. Their names are the ids of documents that have none of their own."
    )
    source = forms.ModelChoiceField(Source.objects.all(), required=False, help_text="Where they come from, if that is known.")
    columns = ColumnsField(required=False, help_text="Of CSV files whose headings differ: text=Remarks, published=Day")


def upload(model_admin: "admin.ModelAdmin[Import]", request: HttpRequest) -> HttpResponse:
    """The form, and what comes of it: the page of the import."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect(address_of(_accepted(request, form)))
    context = model_admin.admin_site.each_context(request) | {
        "title": "Upload documents",
        "opts": model_admin.model._meta,
        "form": form,
    }
    return TemplateResponse(request, "chancery/admin/upload.html", context)


def _accepted(request: HttpRequest, form: UploadForm) -> Import:
    files: list[UploadedFile] = form.cleaned_data["documents"]
    origin = f"upload by {request.user}: {', '.join(str(file.name) for file in files)}"
    batch = open_import(origin=origin, source=form.cleaned_data["source"], priority=Priority.EDITOR)
    packages = (
        package
        for file in files
        for package in packages_of_upload(
            cast(IO[bytes], file.file), name=str(file.name), size=file.size or 0, columns=form.cleaned_data["columns"]
        )
    )
    accepted = sum(deliver(batch=batch, packages=packages))
    messages.success(request, f"{accepted} accepted; a worker reads them now.")
    return batch
