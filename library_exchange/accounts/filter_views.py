"""Doors of saved filters: keep one, see all of a list, rename, share, delete."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from library_exchange.accounts import saved_filters
from library_exchange.accounts.models import SavedFilter
from library_exchange.accounts.schemas import LONGEST_FILTER_NAME, FilterName, NewFilter
from library_exchange.accounts.views import bp
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.refused_forms import RefusedForm


@bp.get("/staff/filters/<page>")
def filters(page: str) -> Any:
    """Show the filters of a list, with what may be changed of each."""
    return _page(page)


@bp.post("/staff/filters")
def keep_filter() -> Any:
    """Keep a filter under a name; what is wrong with it is shown beside the others."""
    try:
        new = parse(NewFilter, request.form)
        with transaction() as session:
            kept = saved_filters.keep(session, current_actor(), new, now())
            back_url = _address(kept)
    except InvalidInput as refused:
        return _page(request.form.get("page", ""), request.form, refused.fields), refused.status
    flash(_("The filter is kept."), "ok")
    return redirect(back_url)


@bp.post("/staff/filters/<int(max=2147483647):filter_id>/rename")
def rename_filter(filter_id: int) -> Any:
    """Rename a filter, share it or no more."""
    with transaction() as session:
        page = saved_filters.get_filter(session, current_actor(), filter_id).page
        try:
            saved_filters.rename(session, current_actor(), filter_id, parse(FilterName, request.form), now())
        except InvalidInput as refused:
            sent = RefusedForm("rename", filter_id, request.form, refused.fields)
            return _page(page, errors=sent.summary, sent=sent), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("accounts.filters", page=page))


@bp.post("/staff/filters/<int(max=2147483647):filter_id>/forget")
def forget_filter(filter_id: int) -> Any:
    """Delete a filter, once somebody has said that it shall be."""
    with transaction() as session:
        kept = saved_filters.forget(session, current_actor(), filter_id, now())
        page, name = kept.page, kept.name
        told = _("The name goes from the list; the requests stay as they are.")
        if kept.is_shared:
            told = _("The name goes from the list of all your colleagues; the requests stay as they are.")
        ask(Question(_("Delete the filter"), told, url_for("accounts.filters", page=page), name))
    flash(_("The filter is deleted."), "ok")
    return redirect(url_for("accounts.filters", page=page))


def _address(kept: SavedFilter) -> str:
    endpoint, _label = saved_filters.LISTS[kept.page]
    return f"{url_for(endpoint)}?{kept.query}"


def _page(
    page: str,
    given: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    sent: RefusedForm | None = None,
) -> str:
    if page not in saved_filters.LISTS:
        raise NotFound("no-such-list")
    endpoint, label = saved_filters.LISTS[page]
    actor = current_actor()
    with reading() as session:
        found = [_shown(each) for each in saved_filters.filters_of(session, actor, page)]
    return render_template(
        "accounts/filters.html",
        page=page,
        list={"url": url_for(endpoint), "label": label},
        found=found,
        given=given or {},
        errors=errors or {},
        sent=sent or RefusedForm(),
        longest=LONGEST_FILTER_NAME,
    )


def _shown(kept: SavedFilter) -> dict[str, Any]:
    actor = current_actor()
    return {
        "id": kept.id,
        "name": kept.name,
        "lang": html_lang(script_of(kept.name)),
        "url": _address(kept),
        "is_shared": kept.is_shared,
        "is_mine": kept.user_id == actor.user_id,
        "may_change": saved_filters.may_change(actor, kept),
    }
