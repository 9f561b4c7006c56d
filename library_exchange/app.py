"""The whole house: every room meets the others here, and only here."""

from typing import Any

from flask import Flask

from library_exchange.accounts import jobs as accounts_jobs
from library_exchange.accounts import models as accounts_models
from library_exchange.accounts import policy as accounts_policy
from library_exchange.accounts import security
from library_exchange.accounts import views as accounts_views
from library_exchange.catalogue import equipment
from library_exchange.catalogue import jobs as catalogue_jobs
from library_exchange.catalogue import models as catalogue_models
from library_exchange.catalogue import policy as catalogue_policy
from library_exchange.catalogue.queries import availability
from library_exchange.catalogue.queries.pages import titles_held
from library_exchange.catalogue.services import index
from library_exchange.catalogue.views import asking as asking_views
from library_exchange.catalogue.views import authority as authority_views
from library_exchange.catalogue.views import help as help_views
from library_exchange.catalogue.views import imports as import_views
from library_exchange.catalogue.views import naming as naming_views
from library_exchange.catalogue.views import record_names as record_names_views
from library_exchange.core import db, i18n, logs, schema
from library_exchange.core.i18n import _l
from library_exchange.core.rights import Access
from library_exchange.core.settings import Settings
from library_exchange.correspondence import boards, subjects
from library_exchange.correspondence import models as correspondence_models
from library_exchange.correspondence import policy as correspondence_policy
from library_exchange.correspondence import views as correspondence_views
from library_exchange.demo.people import ACCOUNTS
from library_exchange.directory import lending
from library_exchange.directory import models as directory_models
from library_exchange.directory import policy as directory_policy
from library_exchange.directory import views as directory_views
from library_exchange.exchange import jobs as exchange_jobs
from library_exchange.exchange import policy as exchange_policy
from library_exchange.exchange.models import deals as exchange_deals_models
from library_exchange.exchange.models import lists as exchange_list_models
from library_exchange.exchange.models import rounds as exchange_round_models
from library_exchange.exchange.queries import boxes as exchange_boxes
from library_exchange.exchange.queries import held
from library_exchange.exchange.services import replacing, rounds_travel, travel
from library_exchange.exchange.services.rounds.sending import SUBJECT_KIND as ROUND_LINE
from library_exchange.exchange.views import accounts as exchange_accounts
from library_exchange.exchange.views import agreements as exchange_agreements
from library_exchange.exchange.views import boxes as exchange_box_views
from library_exchange.exchange.views import desk as exchange_desk
from library_exchange.exchange.views import feeds as exchange_feeds
from library_exchange.exchange.views import intake as exchange_lists
from library_exchange.exchange.views import lines as exchange_lines
from library_exchange.exchange.views import own_round as exchange_own_round
from library_exchange.exchange.views import proposals as exchange_proposals
from library_exchange.exchange.views import public as exchange_public
from library_exchange.exchange.views import rounds as exchange_rounds
from library_exchange.ledger import models as ledger_models
from library_exchange.loans import jobs as loans_jobs
from library_exchange.loans import models as loans_models
from library_exchange.loans import policy as loans_policy
from library_exchange.loans import views as loans_views
from library_exchange.loans.queries import threads as loan_threads
from library_exchange.loans.queries.copies import promised_items
from library_exchange.loans.queries.figures import count_loans
from library_exchange.notifications import jobs as notifications_jobs
from library_exchange.notifications import models as notifications_models
from library_exchange.notifications import policy as notifications_policy
from library_exchange.notifications import views as notifications_views
from library_exchange.programmes import boards as book_list_boards
from library_exchange.programmes import models as programmes_models
from library_exchange.programmes import policy as programmes_policy
from library_exchange.programmes.services import travel as pledges_travel
from library_exchange.programmes.views import lists as book_list_views
from library_exchange.programmes.views import programmes as programmes_views
from library_exchange.shipping import models as shipping_models
from library_exchange.shipping import policy as shipping_policy
from library_exchange.shipping.services import news, replacements
from library_exchange.shipping.views import consignments as shipping_views
from library_exchange.shipping.views import dated as shipping_rules_views
from library_exchange.shipping.views import decisions as shipping_decision_views
from library_exchange.shipping.views import pictures as shipping_picture_views
from library_exchange.statistics import policy as statistics_policy
from library_exchange.statistics import views as statistics_views
from library_exchange.web import addresses, guard, pages
from library_exchange.web import policy as web_policy
from library_exchange.web.pages import Way

LANGUAGE_PREFIX = "/<any(zh, ru, en):lang>"
CATALOGUE = {
    view.bp for view in (asking_views, authority_views, help_views, import_views, naming_views, record_names_views)
}
"""One blueprint, told of its doors by each of these modules."""
EXCHANGE = {
    view.bp
    for view in (
        *(exchange_desk, exchange_lists, exchange_lines, exchange_own_round),
        *(exchange_proposals, exchange_public, exchange_rounds),
        *(exchange_agreements, exchange_box_views, exchange_accounts),
    )
}
PROGRAMMES = {programmes_views.bp, book_list_views.bp}
SHIPPING = {shipping_views.bp, shipping_decision_views.bp, shipping_picture_views.bp, shipping_rules_views.bp}
BLUEPRINTS = (
    *CATALOGUE,
    directory_views.bp,
    accounts_views.bp,
    loans_views.bp,
    *EXCHANGE,
    *PROGRAMMES,
    *SHIPPING,
    correspondence_views.bp,
    notifications_views.bp,
    statistics_views.bp,
)
POLICIES = (
    web_policy,
    catalogue_policy,
    directory_policy,
    accounts_policy,
    loans_policy,
    exchange_policy,
    programmes_policy,
    shipping_policy,
    correspondence_policy,
    notifications_policy,
    statistics_policy,
)
TABLES = (
    accounts_models,
    catalogue_models,
    correspondence_models,
    directory_models,
    exchange_deals_models,
    exchange_list_models,
    exchange_round_models,
    ledger_models,
    loans_models,
    notifications_models,
    programmes_models,
    shipping_models,
)
"""Modules whose tables the migrations make."""
WORK = (accounts_jobs, catalogue_jobs, exchange_jobs, loans_jobs, notifications_jobs)

NAVIGATION = (
    Way(_l("Work queue"), "loans.queue", is_for_staff=True),
    Way(_l("Messages"), "correspondence.messages", is_for_staff=True),
    Way(_l("Search"), "catalogue.search"),
    Way(_l("Exchange desk"), "exchange.desk", is_for_staff=True),
    Way(_l("Consignments"), "shipping.index", is_for_staff=True),
    Way(_l("Libraries"), "directory.index", is_seldom=True),
    Way(_l("Book exchange"), "exchange.offers", is_seldom=True),
    Way(_l("Programmes"), "programmes.index", is_seldom=True),
    Way(_l("Figures"), "statistics.figures", is_seldom=True),
    Way(_l("My requests"), "loans.mine", is_seldom=True),
    Way(_l("Names"), "catalogue.names", is_for_staff=True, is_seldom=True),
    Way(_l("Imports"), "catalogue.imports", is_for_staff=True, is_seldom=True),
    Way(_l("People"), "accounts.people", is_for_staff=True, is_seldom=True),
    Way(_l("Mail"), "notifications.mail", is_seldom=True),
    Way(_l("Messages that wait"), "loans.waiting", is_seldom=True),
    Way(_l("Rules of post and customs"), "shipping.rules", is_seldom=True),
)


def create_app(settings: Settings | None = None, **config: Any) -> Flask:
    """Return the application for `settings` (from the environment if not given); `config` overrides Flask's."""
    settings = settings or Settings()
    app = Flask(__name__)
    app.extensions["settings"] = settings
    app.config.update(_flask_config(settings) | config)
    addresses.init_app(app)
    logs.init_app(settings)
    db.init_app(app, settings.database)
    schema.init_app(app)
    i18n.init_app(app, settings.translations_dir)
    if settings.is_demo:
        app.config["DEMO_ACCOUNTS"] = ACCOUNTS
    for work in WORK:
        work.init_app(app)
    _introduce_rooms(app)
    security.init_app(app)
    guard.init_app(app, joined_rights())
    pages.init_app(app, NAVIGATION, settings.is_demo, settings.trusted_proxies)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=LANGUAGE_PREFIX)
    app.register_blueprint(exchange_feeds.bp)
    return app


def _introduce_rooms(app: Flask) -> None:
    """Give lower rooms what they ask of higher ones."""
    availability.count_as_promised("loans", promised_items())
    availability.count_as_promised("exchange", held.promised_items())
    lending.listen("catalogue", index.announce_library)
    subjects.let_be_written_about(loan_threads.KIND, subjects.SubjectKind(loan_threads.partners, loan_threads.describe))
    news.listen(ROUND_LINE, rounds_travel.hear)
    subjects.let_be_written_about(
        exchange_boxes.KIND, subjects.SubjectKind(exchange_boxes.partners_of, exchange_boxes.describe)
    )
    news.listen(exchange_boxes.KIND, travel.hear)
    replacements.arrange(ROUND_LINE, replacing.in_place_of(exchange_round_models.RoundLine))
    replacements.arrange(exchange_boxes.KIND, replacing.in_place_of(exchange_deals_models.BoxLine))
    news.listen(pledges_travel.SUBJECT_KIND, pledges_travel.hear)
    boards.let_be_discussed(book_list_boards.LIST, book_list_boards.of_list)
    boards.let_be_discussed(book_list_boards.TITLE, book_list_boards.of_title)
    app.extensions[equipment.LOANS] = count_loans
    app.extensions[directory_views.TITLES] = titles_held


def joined_rights() -> dict[str, Access]:
    """Return the rights of all rooms as one table; raises ValueError if two rooms speak of one route."""
    joined: dict[str, Access] = {}
    for policy in POLICIES:
        if twice := joined.keys() & policy.ROUTES.keys():
            raise ValueError(f"routes with two policies: {sorted(twice)}")
        joined |= policy.ROUTES
    return joined


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret("secret_key"),
        "MAX_CONTENT_LENGTH": settings.upload_limit_mb * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "bridge" if settings.is_demo else "__Host-bridge",
        "SESSION_COOKIE_SECURE": not settings.is_demo,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
        "WTF_CSRF_TIME_LIMIT": None,
    }
