"""To whom the table of rights opens each door, written out by hand: whoever widens one has to say so here too."""

import pytest

from library_exchange.app import joined_rights
from library_exchange.core.actor import ANONYMOUS, Actor, Role

PEOPLE = {
    "nobody": ANONYMOUS,
    "without library": Actor("person", user_id=1),
    "reader": Actor("person", library_id=1, user_id=2, roles=frozenset({Role.READER})),
    "librarian": Actor("person", library_id=1, user_id=3, roles=frozenset({Role.LIBRARIAN})),
    "admin": Actor("person", library_id=1, user_id=4, roles=frozenset({Role.LIBRARY_ADMIN})),
    "platform": Actor("person", user_id=5, is_platform_admin=True),
}
SIGNED_IN = set(PEOPLE) - {"nobody"}
STAFF = {"librarian", "admin"}
DOORS = [
    (
        set(PEOPLE),
        """
        static web.root web.permalink web.request_permalink web.healthz web.set_theme watching.readyz watching.metrics
        second_factors.prove second_factors.passkey_challenge second_factors.prove_by_passkey
        second_factors.sign_in_by_passkey
        security.login security.logout security.forgot_password security.reset_password accounts.invitation
        catalogue.home catalogue.search catalogue.advanced catalogue.suggest catalogue.record catalogue.person
        catalogue.work catalogue.search_help correspondence.discussion directory.index directory.show
        directory.logo_file
        offers.offers offers.wants feeds.offers feeds.wants openurl.arrive rounds.rule rounds.rounds rounds.round
        rounds.lists_file rounds.results_file offers.offers_file offers.wants_file programmes.list_file
        programmes.programme_file
        programmes.index programmes.show programmes.show_list programmes.show_title
        references.record_file references.hits_file
        subject_browsing.top subject_browsing.scheme subject_browsing.show
        web_discovery.description web_discovery.suggestions web_documents.search_feed web_documents.robots
        web_documents.sitemap web_documents.sitemap_of_pages web_documents.sitemap_part
        statistics.figures statistics.report statistics.report_file answer_links.show answer_links.answer
        help_pages.contents help_pages.show help_pages.about help_pages.privacy rights_explained.show
        developers.show api.openapi api.libraries api.library api.records api.record api.holdings api.holding api.items
        api.item api.add_items api.change_item api.withdraw_item api.tell_states api.loans api.loan api.make_loan
        api.add_record api.change_holding api.replace_holding api.imports api.import_
        api.take_step api.offers api.wants api.consignments api.consignment api.account api.events
        delivery_links.fetch iso18626.receive oai_pmh.answer sru.answer accounts.whom_to_ask
        joining.ask joining.asked joining.confirm
        reader_applications.ask reader_applications.asked reader_applications.confirm search_alerts.stop
        """,
    ),
    (
        SIGNED_IN,  # each of these narrows further by whose the thing behind the door is
        """
        security.change_password accounts.start accounts.me reading_lists.lists reading_lists.begin
        reading_lists.show reading_lists.rename reading_lists.forget reading_lists.choose reading_lists.keep
        reading_lists.remove search_alerts.mine search_alerts.keep search_alerts.forget
        accounts.answer_invitation accounts.act_for
        accounts.sign_ins accounts.end_sign_in second_factors.mine second_factors.begin second_factors.confirm
        second_factors.renew_codes second_factors.turn_off second_factors.new_passkey_challenge
        second_factors.add_passkey second_factors.take_passkey_away
        personal_data.mine personal_data.my_file personal_data.ask_erasure personal_data.withdraw
        accounts.end_other_sign_ins directory.edit directory.calendar directory.set_weekdays directory.add_closure
        directory.remove_closure directory.our_house directory.names directory.words directory.logo
        directory.remove_logo leaving.show leaving.announce leaving.take succession.show succession.ask succession.take
        notifications.letters notifications.letter notifications.preview_letter
        notifications.set_letter notifications.reset_letter
        rounds.move_round rounds.change_form rounds.change_round rounds.remind
        rounds.manifest loans.mine loans.show loans.act
        loans.add_picture loans.arrived_damaged loans.picture loans.remove_picture
        shipping.picture shipping.answer_claim delivery.open_copy directory.partner_fees ledger.exchange_rates
        answer_links.letters answer_links.letter answer_links.write_again answer_links.on_paper
        answer_links.enter answer_links.end_partner
        """,
    ),
    (
        STAFF | {"platform"},
        """
        duplicates.listed duplicates.compare duplicates.decide duplicates.find_other duplicates.choose_sources
        duplicates.split duplicates.changes duplicates.undo
        """,
    ),
    (STAFF | {"reader"}, "offers.propose offers.send_proposal loans.new loans.ask loans.ask_again"),
    ({"reader"}, "reading_lists.order"),
    ({"admin", "platform"}, "border_transfers.listed border_transfers.file"),
    (
        {"admin"},
        """
        accounts.people accounts.invite accounts.change_role accounts.end_membership accounts.away accounts.call_back
        accounts.end_sign_ins_of
        second_factors.of_colleagues second_factors.reset_colleague personal_data.erase retention.set_own
        api_keys.listed api_keys.make api_keys.revoke
        webhooks.listed webhooks.register webhooks.pause webhooks.resume webhooks.roll webhooks.end
        webhooks.send_test webhooks.send_again webhooks.send_failed_again
        scheduled_imports.keep scheduled_imports.fetch_now scheduled_imports.stop
        harvesting.add harvesting.ask_again harvesting.choose harvesting.harvest_now harvesting.harvest_all
        harvesting.pause harvesting.go_on harvesting.end
        """,
    ),
    (
        {"platform"},
        """
        copy_cataloguing.targets copy_cataloguing.target copy_cataloguing.new_target copy_cataloguing.add_target
        copy_cataloguing.change_target copy_cataloguing.switch_target copy_cataloguing.try_target
        copy_cataloguing.remove_target
        joining.applications joining.application joining.ask_meaning joining.admit joining.decline leaving.listed
        accounts.platform accounts.end_sign_ins_by_address answer_links.partners answer_links.add_partner
        rounds.new_round rounds.plan_round notifications.mail notifications.show_mail
        shipping.disputes shipping.rules loans.waiting protocols.partners protocols.partner protocols.connect
        protocols.change protocols.give_key protocols.send_again
        second_factors.lost operation.state operation.try_again
        retention.of_platform retention.set_of_platform
        door_keeping.listed door_keeping.show door_keeping.switch door_keeping.set_limits door_keeping.set_key_limit
        """,
    ),
]
"""Who passes which doors; every other one is for the staff of libraries alone."""
NAMED = {door: who for who, doors in DOORS for door in doors.split()}


def test_no_door_is_named_that_is_not_there():
    assert NAMED.keys() - joined_rights().keys() == set()


@pytest.mark.parametrize("name", PEOPLE)
def test_the_table_of_rights_opens_to_each_the_doors_said_here_and_no_other(name):
    opened = {door for door, access in joined_rights().items() if access.allows(PEOPLE[name])}
    said = {door for door in joined_rights() if name in NAMED.get(door, STAFF)}
    assert (opened - said, said - opened) == (set(), set())
