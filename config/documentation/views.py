"""Pages and pictures of the documentation."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from config.documentation.pages import FIRST, FOLDER, IMAGES, contents, names, page


@require_safe
@cache_control(public=True, max_age=300)
def show_page(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    """A page between the list of all pages and what it holds; the page before and the next one below."""
    if name not in names():
        raise Http404("There is no such page.")
    place = names().index(name)
    shown = {
        "page": page(name),
        "contents": contents(),
        "before": page(names()[place - 1]) if place else None,
        "after": page(names()[place + 1]) if place + 1 < len(names()) else None,
    }
    return render(request, "documentation/page.html", shown)


@require_safe
@cache_control(public=True, max_age=300)
def show_image(request: HttpRequest, name: str, kind: str) -> FileResponse:
    """A picture that a page shows."""
    path = FOLDER / f"{name}.{kind}"
    if path.suffix not in IMAGES or not path.is_file():
        raise Http404("There is no such picture.")
    return FileResponse(path.open("rb"), content_type=IMAGES[path.suffix])
