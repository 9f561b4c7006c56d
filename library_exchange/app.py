"""The whole house: every room meets the others here, and only here."""

from typing import Any

from flask import Flask

from library_exchange.accounts import absence_views, leaving, own_page, rates, security, sign_in_stages
from library_exchange.accounts import room as accounts
from library_exchange.address_requests import queries as address_queries
from library_exchange.address_requests import room as address_requests
from library_exchange.answer_links import display as letter_display
from library_exchange.answer_links import queries as answer_link_queries
from library_exchange.answer_links import room as answer_links
from library_exchange.answer_links.services import letters as answer_letters
from library_exchange.api_keys import room as api_keys
from library_exchange.authority_control import room as authority_control
from library_exchange.border_transfers import room as border_transfers
from library_exchange.catalogue import resources
from library_exchange.catalogue import room as catalogue
from library_exchange.catalogue.followers import FOLLOWERS, WITHDRAWING
from library_exchange.catalogue.queries import availability
from library_exchange.catalogue.queries.pages import titles_held
from library_exchange.catalogue.services import index
from library_exchange.catalogue.services.items import NOTING
from library_exchange.consignment_papers import display as papers_display
from library_exchange.consignment_papers import room as consignment_papers
from library_exchange.copy_cataloguing import display as copy_cataloguing_display
from library_exchange.copy_cataloguing import resources as targets
from library_exchange.copy_cataloguing import room as copy_cataloguing
from library_exchange.core import bilingual, db, doors, health, i18n, kept_files, logs, schema
from library_exchange.core.bilingual import Desk
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import _l
from library_exchange.core.rights import Access
from library_exchange.core.settings import Settings
from library_exchange.core.worklist import OVERSEEN, WAITING
from library_exchange.correspondence import discussions, topics, translation_queries
from library_exchange.correspondence import display as correspondence_display
from library_exchange.correspondence import room as correspondence
from library_exchange.correspondence import texts as correspondence_texts
from library_exchange.correspondence.services import translation_requests as translation_services
from library_exchange.deals import models as deal_models
from library_exchange.deals import room as deals
from library_exchange.deals import texts as agreement_texts
from library_exchange.deals.queries import accounts as deal_accounts
from library_exchange.deals.queries import boxes as deal_boxes
from library_exchange.deals.rules.agreements import TEXTS_KIND as AGREEMENT_TEXTS
from library_exchange.deals.services import consigning as deals_consigning
from library_exchange.deals.services import replacing
from library_exchange.delivery import display as delivery_display
from library_exchange.delivery import room as delivery
from library_exchange.demo.people import ACCOUNTS, PLATFORM_CONTACT
from library_exchange.directory import catalogue_feeds, lending, letter_partners
from library_exchange.directory import room as directory
from library_exchange.directory import texts as library_texts
from library_exchange.directory import views as directory_views
from library_exchange.directory.texts import NAMES_KIND
from library_exchange.directory.texts import TEXTS_KIND as LIBRARY_TEXTS
from library_exchange.door_keeping import guarding
from library_exchange.door_keeping import room as door_keeping
from library_exchange.duplicates import room as duplicates
from library_exchange.exchange_lists import room as exchange_lists
from library_exchange.exchange_lists.queries.list_imports import came_by
from library_exchange.exports import room as exports
from library_exchange.handovers import room as handovers
from library_exchange.harvesting import resources as harvests
from library_exchange.harvesting import room as harvesting
from library_exchange.help_pages import room as help_pages
from library_exchange.hit_reasons import display as hit_reasons
from library_exchange.holdings import room as own_holdings
from library_exchange.holdings.resources import ORIGINS
from library_exchange.holdings.services.history import note_copy
from library_exchange.imports import room as imports
from library_exchange.joining import room as joining
from library_exchange.known_titles import room as known_titles
from library_exchange.known_titles.queries import typed_names
from library_exchange.learned_forms import room as learned_forms
from library_exchange.leaving import room as leaving_room
from library_exchange.leaving.services import transitions as departures
from library_exchange.ledger import room as ledger
from library_exchange.ledger import subjects as entry_subjects
from library_exchange.library_names import texts as name_texts
from library_exchange.loan_consignments import display as loan_subjects
from library_exchange.loan_consignments import queries as loan_consignment_queries
from library_exchange.loan_consignments import room as loan_consignments
from library_exchange.loan_consignments.services import hearing as loans_hearing
from library_exchange.loan_consignments.services import letting_go
from library_exchange.loan_messages import display as messages_display
from library_exchange.loan_messages import room as loan_messages
from library_exchange.loan_pictures import display as pictures_display
from library_exchange.loan_pictures import room as loan_pictures
from library_exchange.loan_printouts import room as loan_printouts
from library_exchange.loan_threads import display as loan_threads_display
from library_exchange.loan_threads import queries as loan_threads
from library_exchange.loans import checks, condition, fees_display, loan_papers, other_systems, waiting_messages
from library_exchange.loans import room as loans
from library_exchange.loans import ways_back as loan_ways_back
from library_exchange.loans.queries import parcels as loan_parcels
from library_exchange.loans.queries.copies import promised_items
from library_exchange.loans.queries.figures import count_loans
from library_exchange.loans.services import notices
from library_exchange.loans.thread import THREADS
from library_exchange.mail import room as mail
from library_exchange.new_requests import display as new_requests_display
from library_exchange.new_requests import room as new_requests
from library_exchange.new_requests import sending as new_requests_sending
from library_exchange.new_requests import title_followers as loan_followers
from library_exchange.notifications import room as notifications
from library_exchange.offers import display as offers_display
from library_exchange.offers import remark_texts as offer_remark_texts
from library_exchange.offers import room as offers
from library_exchange.offers.queries import corrections, holdings, matching
from library_exchange.offers.queries import gifts as offer_gifts
from library_exchange.offers.queries import lists as offer_lists
from library_exchange.offers.queries import title_followers as offer_followers
from library_exchange.offers.queries.barcodes import barcodes_of
from library_exchange.offers.services import leaving_copies
from library_exchange.offers.views import proposals as offer_proposals
from library_exchange.operation import room as operation
from library_exchange.operation import state as service_state
from library_exchange.own_editions import display as own_editions
from library_exchange.personal_data import room as personal_data
from library_exchange.practice import room as practice
from library_exchange.practice_exchange import room as practice_exchange
from library_exchange.programmes import discussions as book_list_discussions
from library_exchange.programmes import room as programmes
from library_exchange.programmes import texts as programme_texts
from library_exchange.programmes.services import arrivals as pledges_travel
from library_exchange.programmes.services import consigning as pledges_consigning
from library_exchange.protocols import room as protocols
from library_exchange.protocols.iso18626 import display as wire_display
from library_exchange.protocols.iso18626 import jobs as wire_jobs
from library_exchange.protocols.iso18626 import peer as wire
from library_exchange.protocols.iso18626 import queries as wire_queries
from library_exchange.protocols.oai_pmh import peer as oai_pmh
from library_exchange.protocols.sru import peer as sru
from library_exchange.reader_applications import room as reader_applications
from library_exchange.reader_files import room as reader_files
from library_exchange.reader_requests import display as reader_requests_display
from library_exchange.reader_requests import room as reader_requests
from library_exchange.reader_requests.queries import unfinished_of_reader
from library_exchange.reading_lists import room as reading_lists
from library_exchange.reconciliation import room as reconciliation
from library_exchange.reconciliation import texts as remark_texts
from library_exchange.reconciliation.texts import TEXTS_KIND as REMARK_TEXTS
from library_exchange.references import display as references_display
from library_exchange.references import linked_data as references_linked
from library_exchange.references import room as references
from library_exchange.regulations import room as regulations
from library_exchange.rest_api import room as rest_api
from library_exchange.rest_api.views import door as rest_door
from library_exchange.retention import room as retention
from library_exchange.rights_explained import room as rights_explained
from library_exchange.rounds import models as round_models
from library_exchange.rounds import room as rounds
from library_exchange.rounds import texts as round_texts
from library_exchange.rounds.queries.market import being_cleared, in_closed_lists
from library_exchange.rounds.rules.rounds import ROUND_TEXTS
from library_exchange.rounds.services import consigning as rounds_consigning
from library_exchange.rounds.services.sending import SUBJECT_KIND as ROUND_LINE
from library_exchange.scheduled_imports import resources as fetching
from library_exchange.scheduled_imports import room as scheduled_imports
from library_exchange.search_alerts import room as search_alerts
from library_exchange.search_by_fields import room as search_by_fields
from library_exchange.search_help import room as search_help
from library_exchange.second_factors import requiring as second_factor_requiring
from library_exchange.second_factors import room as second_factors
from library_exchange.shipping import claim_texts
from library_exchange.shipping import room as shipping
from library_exchange.shipping import texts as consignment_texts
from library_exchange.shipping.claim_texts import TEXTS_KIND as CLAIM_TEXTS
from library_exchange.shipping.display import papers as consignment_papers_shown
from library_exchange.shipping.display import subjects as consignment_subjects
from library_exchange.shipping.queries import addressed, consignment_tasks
from library_exchange.shipping.rules.shipments import TEXTS_KIND as CONSIGNMENT_TEXTS
from library_exchange.shipping.services import accounted, events, held_back, own_procedures, replacements, scanning
from library_exchange.shipping.services import letters as shipping_letters
from library_exchange.shipping.services import titles as consignment_titles
from library_exchange.standing_exchange import display as standing_display
from library_exchange.standing_exchange import room as standing_exchange
from library_exchange.standing_exchange.queries import consigned as serial_issues
from library_exchange.standing_exchange.services import consigning as issues_consigning
from library_exchange.statistics import room as statistics
from library_exchange.statistics import title_loans
from library_exchange.subject_browsing import room as subject_browsing
from library_exchange.succession import room as succession
from library_exchange.supplier_order import room as supplier_order
from library_exchange.tracking_corrections import room as tracking_corrections
from library_exchange.want_alerts import room as want_alerts
from library_exchange.web import addresses, guard, once, pages, ways_back
from library_exchange.web import policy as web_policy
from library_exchange.web.pages import Way
from library_exchange.web.races import SecondTry
from library_exchange.web_discovery import room as web_discovery
from library_exchange.web_discovery.views import crawlers, search_feed
from library_exchange.webhooks import resources as webhook_sending
from library_exchange.webhooks import room as webhooks
from library_exchange.work_queue import room as work_queue
from library_exchange.work_queue import sieves as work_queue_sieves
from library_exchange.work_queue.queries import lists as work_lists

FILLINGS: tuple[tuple[Hook[Any], str, Any], ...] = (
    (health.TROUBLES, "operation", service_state.count_troubles),
    (availability.PROMISES, "loans", promised_items()),
    (availability.PROMISES, "offers", holdings.promised_items()),
    (matching.UNDECIDED, "rounds", being_cleared()),
    (corrections.CLOSED_LISTS, "rounds", in_closed_lists()),
    (offer_lists.CAME_BY, "exchange_lists", came_by),
    (loan_papers.PAPERS, "loan_printouts", loan_printouts.papers_shown),
    (answer_link_queries.OPEN_AT, "leaving", leaving_room.open_things),
    (departures.STILL_GOING, "succession", succession.has_holdings_under_way),
    (catalogue_feeds.GO_ELSEWHERE, "succession", succession.handing_holdings_over),
    (lending.CHANGES, "catalogue", index.announce_library),
    (lending.NOT_CONNECTED, "protocols", wire_queries.not_connected),
    (topics.KINDS, loan_threads.KIND, topics.TopicKind(loan_threads.partners, loan_threads.describe)),
    (topics.KINDS, deal_boxes.KIND, topics.TopicKind(deal_boxes.partners_of, deal_boxes.describe)),
    (
        bilingual.DESKS,
        "correspondence",
        Desk(
            translation_queries.awaited_among,
            translation_services.texts_changed,
            translation_queries.declined,
            translation_queries.answered,
            correspondence_display.beneath,
            translation_queries.is_awaited,
        ),
    ),
    *((bilingual.TEXTS, kind, texts) for kind, texts in correspondence_texts.TEXTS.items()),
    (bilingual.TEXTS, REMARK_TEXTS, remark_texts.TEXTS),
    (bilingual.TEXTS, CLAIM_TEXTS, claim_texts.TEXTS),
    (bilingual.TEXTS, offer_remark_texts.TEXTS_KIND, offer_remark_texts.TEXTS),
    (bilingual.TEXTS, LIBRARY_TEXTS, library_texts.TEXTS),
    (bilingual.TEXTS, NAMES_KIND, name_texts.TEXTS),
    (bilingual.TEXTS, AGREEMENT_TEXTS, agreement_texts.TEXTS),
    (bilingual.TEXTS, CONSIGNMENT_TEXTS, consignment_texts.TEXTS),
    (bilingual.TEXTS, ROUND_TEXTS, round_texts.TEXTS),
    *((bilingual.TEXTS, kind, texts) for kind, texts in programme_texts.TEXTS.items()),
    (discussions.KINDS, book_list_discussions.LIST, book_list_discussions.of_list),
    (discussions.KINDS, book_list_discussions.TITLE, book_list_discussions.of_title),
    (events.LISTENERS, loan_parcels.KIND, loans_hearing.hear),
    (consignment_subjects.SUBJECTS, loan_parcels.KIND, loan_subjects.subjects),
    (events.LISTENERS, serial_issues.KIND, issues_consigning.hear),
    (consignment_subjects.SUBJECTS, serial_issues.KIND, standing_display.subjects),
    (own_procedures.OWN_PROCEDURES, serial_issues.KIND, issues_consigning.OWN_PROCEDURE),
    (consignment_papers_shown.PAPERS, "consignment_papers", papers_display.papers),
    (own_procedures.OWN_PROCEDURES, loan_parcels.KIND, loans_hearing.OWN_PROCEDURE),
    (scanning.CODES, loan_parcels.KIND, loan_consignment_queries.codes),
    (scanning.CODES, ROUND_LINE, barcodes_of(round_models.RoundLine)),
    (scanning.CODES, deal_boxes.KIND, barcodes_of(deal_models.BoxLine)),
    (events.LISTENERS, ROUND_LINE, rounds_consigning.hear),
    (events.LISTENERS, deal_boxes.KIND, deals_consigning.hear),
    (events.LISTENERS, pledges_consigning.SUBJECT_KIND, pledges_travel.hear),
    (accounted.ACCOUNTS, ROUND_LINE, rounds_consigning.counting),
    (accounted.ACCOUNTS, deal_boxes.KIND, deal_accounts.counting),
    (replacements.REPLACEMENTS, ROUND_LINE, replacing.in_place_of(round_models.RoundLine)),
    (replacements.REPLACEMENTS, deal_boxes.KIND, replacing.in_place_of(deal_models.BoxLine)),
    (FOLLOWERS, "loans", loan_followers.FOLLOWER),
    (FOLLOWERS, "offers", offer_followers.OFFERS),
    (FOLLOWERS, "wants", offer_followers.WANTS),
    (NOTING, "holdings", note_copy),
    (WITHDRAWING, "offers", leaving_copies.withdraw_offers_of),
    (resources.LOANS, "loans", count_loans),
    (resources.REFERENCES, "references", references_display.shown),
    (references_linked.GIFTS, "offers", offer_gifts.gifts_of),
    (resources.OFFERED, "offers", offers_display.offered_of),
    (resources.TITLE_LOANS, "statistics", title_loans.history),
    (resources.WHY, "hit_reasons", hit_reasons.told),
    (resources.OWN_EDITIONS, "own_editions", own_editions.shown),
    (typed_names.REMEMBERED, "shipping", consignment_titles.recalled),
    (directory_views.TITLES, "catalogue", titles_held),
    (ORIGINS, "copy_cataloguing", copy_cataloguing_display.origin),
    (consignment_tasks.ADDRESSES, "address_requests", address_queries.kept),
    (addressed.ENTERED, "address_requests", address_queries.entered_parts),
    (held_back.HELD_BACK, loan_parcels.KIND, letting_go.held_back),
    (shipping_letters.WRITTEN_OFF, loan_parcels.KIND, loan_consignment_queries.written_off),
    (loan_ways_back.WAYS_BACK, "loan_consignments", loan_subjects.address_back),
    (loan_ways_back.WAYS_BACK, "work_queue", work_queue_sieves.address_back),
    (checks.CHECKS, "new_requests", new_requests_display.checks),
    (checks.BESIDE, "new_requests", new_requests_sending.told_beside),
    (checks.CHECKS, "delivery", delivery_display.checks),
    (THREADS, "loan_threads", loan_threads_display.of_loan),
    (condition.CONDITIONS, "loan_pictures", pictures_display.condition),
    (other_systems.EXCHANGES, "answer_links", letter_display.of_loan),
    (other_systems.EXCHANGES, "protocols", wire_display.of_loan),
    (waiting_messages.WAITING_MESSAGES, "loan_messages", messages_display.waiting_messages),
    (letter_partners.REACHED_BY_LETTER, "answer_links", answer_link_queries.reached_by_letter),
    (notices.BY_LETTER, "answer_links", answer_letters.take_over),
    (entry_subjects.TELLERS, "loans", fees_display.about),
    (entry_subjects.TELLERS, "standing_exchange", standing_display.about),
    (sign_in_stages.STANDINGS, "second_factors", second_factor_requiring.standing),
    (guard.RESTING, "absences", absence_views.told_at_door),
    (leaving.UNFINISHED, "reader_requests", unfinished_of_reader),
    (own_page.TELLERS, "reader_requests", reader_requests_display.waiting_for_reader),
    (own_page.TELLERS, "offers", offer_proposals.answers_to),
    (own_page.TELLERS, "leaving", leaving_room.told_administrator),
    (own_page.WORK, "work_queue", work_lists.count_all),
    (own_page.COUNTERS, "reader_requests", reader_requests_display.count_for_reader),
    (own_page.COUNTERS, "offers", offer_proposals.count_answers_to),
    (own_page.COUNTERS, "leaving", leaving_room.count_for_administrator),
)
"""What lower rooms ask, under which name a higher one answers, and what it answers."""
DOORS = (
    rest_door.DOOR,
    oai_pmh.DOOR,
    sru.DOOR,
    wire.DOOR,
    search_feed.DOOR,
    crawlers.DOOR,
    wire_jobs.DOOR,
    fetching.DOOR,
    harvests.DOOR,
    webhook_sending.DOOR,
    targets.DOOR,
)
"""Doors for machines, as the page of who runs the platform lists them."""
LANGUAGE_PREFIX = "/<any(zh, ru, en):lang>"
ROOMS = (
    accounts.ROOM,
    answer_links.ROOM,
    api_keys.ROOM,
    catalogue.ROOM,
    authority_control.ROOM,
    duplicates.ROOM,
    exports.ROOM,
    imports.ROOM,
    scheduled_imports.ROOM,
    harvesting.ROOM,
    own_holdings.ROOM,
    copy_cataloguing.ROOM,
    known_titles.ROOM,
    search_by_fields.ROOM,
    search_help.ROOM,
    second_factors.ROOM,
    subject_browsing.ROOM,
    consignment_papers.ROOM,
    address_requests.ROOM,
    tracking_corrections.ROOM,
    correspondence.ROOM,
    deals.ROOM,
    delivery.ROOM,
    directory.ROOM,
    door_keeping.ROOM,
    joining.ROOM,
    leaving_room.ROOM,
    succession.ROOM,
    handovers.ROOM,
    ledger.ROOM,
    loan_consignments.ROOM,
    loan_messages.ROOM,
    loan_pictures.ROOM,
    loan_printouts.ROOM,
    loans.ROOM,
    mail.ROOM,
    new_requests.ROOM,
    notifications.ROOM,
    exchange_lists.ROOM,
    offers.ROOM,
    personal_data.ROOM,
    retention.ROOM,
    rights_explained.ROOM,
    border_transfers.ROOM,
    practice.ROOM,
    practice_exchange.ROOM,
    programmes.ROOM,
    protocols.ROOM,
    reader_applications.ROOM,
    reader_files.ROOM,
    reader_requests.ROOM,
    references.ROOM,
    reading_lists.ROOM,
    reconciliation.ROOM,
    rest_api.ROOM,
    search_alerts.ROOM,
    learned_forms.ROOM,
    regulations.ROOM,
    rounds.ROOM,
    shipping.ROOM,
    standing_exchange.ROOM,
    statistics.ROOM,
    help_pages.ROOM,
    operation.ROOM,
    supplier_order.ROOM,
    want_alerts.ROOM,
    web_discovery.ROOM,
    webhooks.ROOM,
    work_queue.ROOM,
)

NAVIGATION = (
    Way(_l("Platform"), "accounts.platform"),
    Way(_l("Work queue"), "loans.queue", is_for_staff=True),
    Way(_l("Messages"), "correspondence.messages", is_for_staff=True),
    Way(_l("Search"), "catalogue.search"),
    Way(_l("Exchange desk"), "offers.desk", is_for_staff=True),
    Way(_l("Consignments"), "shipping.index", is_for_staff=True),
    Way(_l("Libraries"), "directory.index", is_seldom=True),
    Way(_l("Book exchange"), "offers.offers", is_seldom=True),
    Way(_l("Exchange rounds"), "rounds.rounds", is_seldom=True),
    Way(_l("Programmes"), "programmes.index", is_seldom=True),
    Way(_l("Figures"), "statistics.figures", is_seldom=True),
    Way(_l("My requests"), "loans.mine", is_seldom=True),
    Way(_l("Names"), "catalogue.names", is_for_staff=True, is_seldom=True),
    Way(_l("Titles that may be one"), "duplicates.listed", is_seldom=True),
    Way(_l("Our holdings"), "holdings.listed", is_for_staff=True, is_seldom=True),
    Way(_l("Imports"), "imports.listed", is_for_staff=True, is_seldom=True),
    Way(_l("Readers"), "accounts.readers", is_for_staff=True, is_seldom=True),
    Way(_l("People"), "accounts.people", is_for_staff=True, is_seldom=True),
    Way(_l("Letters to partners"), "answer_links.letters", is_for_staff=True, is_seldom=True),
    Way(_l("Libraries that ask to join"), "joining.applications", is_seldom=True),
    Way(_l("Libraries that leave"), "leaving.listed", is_seldom=True),
    Way(_l("Partners by letter"), "answer_links.partners", is_seldom=True),
    Way(_l("Mail"), "notifications.mail", is_seldom=True),
    Way(_l("Messages that wait"), "loans.waiting", is_seldom=True),
    Way(_l("Partners' systems"), "protocols.partners", is_seldom=True),
    Way(_l("State of the service"), "operation.state", is_seldom=True),
    Way(_l("Interfaces for other programs"), "door_keeping.listed", is_seldom=True),
    Way(_l("Claims to decide"), "shipping.disputes", is_seldom=True),
    Way(_l("Rules of post and customs"), "shipping.rules", is_seldom=True),
    Way(_l("Exchange rates"), "ledger.exchange_rates", is_for_staff=True, is_seldom=True),
    Way(_l("Practice"), "practice.overview", is_for_staff=True, is_seldom=True),
)


def create_app(settings: Settings | None = None, **config: Any) -> Flask:
    """Return the application for `settings` (from the environment if not given); `config` overrides Flask's."""
    settings = settings or Settings()
    app = SecondTry(__name__)
    app.extensions["settings"] = settings
    app.config.update(_flask_config(settings) | config)
    addresses.init_app(app)
    logs.init_app(settings)
    db.init_app(app, settings.database)
    health.init_app(app)
    kept_files.init_app(app)
    schema.init_app(app)
    i18n.init_app(app, settings.translations_dir)
    app.config["CONTACT"] = settings.contact or (PLATFORM_CONTACT if settings.is_demo else "")
    app.jinja_env.globals["platform_contact"] = app.config["CONTACT"]
    if settings.is_demo:
        app.config["DEMO_ACCOUNTS"] = ACCOUNTS
    resources.init_app(app)
    for hook, name, filling in FILLINGS:
        hook.fill(app, name, filling)
    for door in DOORS:
        doors.DOORS.fill(app, door.name, door)
    WAITING.fill(app, "rooms", tuple(kind for room in ROOMS for kind in room.waiting))
    OVERSEEN.fill(app, "rooms", tuple(kind for room in ROOMS for kind in room.overseen))
    security.init_app(app)
    guard.init_app(app, joined_rights())
    second_factor_requiring.init_app(app)
    ways_back.init_app(app)
    pages.init_app(app, NAVIGATION, settings.is_demo, settings.trusted_proxies)
    once.init_app(app)
    for room in ROOMS:
        for blueprint in room.blueprints:
            app.register_blueprint(blueprint, url_prefix=LANGUAGE_PREFIX)
        for feed in room.feeds:
            app.register_blueprint(feed)
            pages.csrf.exempt(feed)
    second_factor_requiring.limit(app)
    guarding.init_app(app)
    operation.init_app(app)
    rates.limit_pages(app, guarding.covered(app))
    return app


def joined_rights() -> dict[str, Access]:
    """Return the rights of all rooms as one table; raises ValueError if two rooms speak of one route."""
    joined: dict[str, Access] = {}
    for routes in (web_policy.ROUTES, *(room.routes for room in ROOMS)):
        if twice := joined.keys() & routes.keys():
            raise ValueError(f"routes with two policies: {sorted(twice)}")
        joined |= routes
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
