"""Each text that somebody types: the other side may ask for it in its language, or here stands why it need not."""

import sqlalchemy as sa
from sqlmodel import AutoString, SQLModel

from library_exchange.app import FILLINGS
from library_exchange.core import bilingual

SHORTEST = 100
"""Of a column that may hold a text; numbers and codes are shorter."""
TELLING = ("note", "words", "remark", "reason", "comment", "text", "answer")
"""Parts of names of columns that hold what somebody says, however short they are."""

HALVES = {
    "exchange_agreement.note_zh exchange_agreement.note_ru": "agreement",
    "consignment_line.title consignment_line.title_zh consignment_line.title_ru": "consignment",
    "consignment_line.annotation_zh consignment_line.annotation_ru": "consignment",
    "exchange_round.name_zh exchange_round.name_ru": "round",
    "programme.name_zh programme.name_ru programme.note_zh programme.note_ru": "programme",
    "book_list.name_zh book_list.name_ru book_list.note_zh book_list.note_ru": "book-list",
    "book_list_title.title book_list_title.title_zh book_list_title.title_ru": "book-list",
    "book_list_title.why_zh book_list_title.why_ru": "book-list",
    "library_words.text": "library_words",
}
"""Texts of which a half may be asked for, by the kind of subject that is registered for them."""
OWN_WORDS = {
    "thread_message.text": "message",
    "discussion_post.text": "post",
    "reconciliation_remark.text": "remark",
    "consignment_claim_reason.words": "claim_words",
    "exchange_offer.remark": "offer_remark",
}
"""What stays as it was written, and whose translation stands beneath it."""
EXCUSED = {
    "They are what was asked for, and its answer, themselves.": "translation_request.text translation_request.answer "
    "application_meaning.answer",
    "Only staff of the library that keeps it reads it, or its own reader.": (
        "exchange_list_import.filename exchange_list_import_line.text exchange_list_import_line.detail "
        "exchange_want_proposal.note holding.note item.place import.filename import_doubt.number "
        "import_doubt.kept_as loan_request.reader_note loan_request.reader_answer loan_request.close_note "
        "loan_request.asked_of_reader membership.invited_name membership.block_words reader_application.words "
        "reader_application.reason_words reader_application.name reader_application.email reading_list.name "
        "rejection.reason rejection.detail saved_filter.query search_alert.query scheduled_import.url webhook.url "
        "scheduled_import.username parted_file.filename file_part.filename "
        "harvest_source.url harvest_source.name harvest_source.set_spec harvest_source.prefix harvest.reason "
        "scheduled_run.reason withdrawal.note export.asked answer_link.number user.name user.email delivered_file.name "
        "letter_words.subject letter_words.opening letter_words.closing letter_words.letter user.password "
        "sign_in.agent second_factor.pending second_factor.secret "
        "passkey.name passkey.handle passkey.credential_id passkey.public_key"
    ),
    "Who wrote it, or reads it, has no account yet: it goes by letter as it was written, under a reason that is told in"
    " the reader's language.": (
        "library_application.words library_application.reason_words library_application.person_name "
        "library_application.person_function library_application.email library_application.mailbox "
        "library_application.name_zh library_application.name_ru library_application.name_en"
    ),
    "The partner sits in another system: nobody can be asked for it here, a message in reply asks.": (
        "iso18626_message.note iso18626_message.error_text received_message.error_text"
    ),
    "A code tells the reason in every language; this stands beside it where the library wrote it.": (
        "library_closure.note_zh library_closure.note_ru library_closure.note_en"
    ),
    "It is written for the post and the customs, in the language that they ask for.": (
        "customs_details.comments postal_address.recipient postal_address.street entered_address.local_street "
        "entered_address.latin_street"
    ),
    "The name of a library in each language is its administrators' to write; the platform proposes it by rule.": (
        "library.name_zh library.name_ru library.name_en library.mailbox library.website"
    ),
    "Every language is written when it is set up.": (
        "catalogue_target.name_zh catalogue_target.name_ru catalogue_target.name_en "
        "carrier_service.name_zh carrier_service.name_ru carrier_service.name_en carrier_service.source_note "
        "customs_code.source_note shipping_threshold.source_note exchange_round.name_en programme.name_en "
        "exchange_rate.source"
    ),
    "Titles, names and numbers of a book stand as in the book; the catalogue tells them in other scripts.": (
        "bibliographic_record.title_key bibliographic_record.author_key bibliographic_record.part_key "
        "bibliographic_record.sort_title bibliographic_record.sort_author bibliographic_record.folded "
        "book_list_title.transliteration book_list_title.author book_list_title.publisher classification.number "
        "consignment_line.transliteration consignment_line.author consignment_line.publisher "
        "exchange_edition_choice.title_key exchange_offer.title exchange_offer.translated_title exchange_offer.author "
        "exchange_offer.publisher exchange_offer.series exchange_offer.title_key exchange_offer.series_key "
        "exchange_offer.volume_key exchange_offer.author_keys exchange_offer.folded exchange_want.title "
        "exchange_want.author exchange_want.series exchange_want.title_key exchange_want.series_key "
        "exchange_want.volume_key exchange_want.folded exchange_want_author.key exchange_want_proposal.title "
        "exchange_want_proposal.author holding.call_number loan_request.call_number identifier.value "
        "identifier.as_given record_part.title record_part.volume record_part.number record_part.publisher "
        "standing_serial.title standing_serial.translated_title text_form.value variant.value variant_key.key "
        "title_translation.source_key title_translation.source_text title_translation.text "
        "title_translation.annotation authority_change.name authority_change.other_name person_link.name "
        "title_change.name title_change.other_name work_link.name bibliographic_record.year_text learned_form.key "
        "learned_form.value"
    ),
    "A machine writes or reads it, or it is a number or an address.": (
        "catalogue_target.address catalogue_target.record_schema catalogue_target.username catalogue_target.password "
        "catalogue_target.index_title target_answer.asked target_answer.detail found_record.problem "
        "copied_record.number api_answer.body api_answer.location exchange_agreement.paper_reference "
        "exchange_round_lists.content iso18626_end_point.url "
        "iso18626_end_point.sealed_key iso18626_end_point.addresses iso18626_request.request_id "
        "iso18626_request.supplier_request_id iso18626_request.partner_value iso18626_request.own_value "
        "iso18626_symbol.value loan_request.search_text loan_request.delivered_url mail.recipient mail.subject "
        "file_piece.name machine.host "
        "mail.message_id mail.filename nightly_run.error outbox.key outbox.last_error scheduled_import.etag "
        "scheduled_import.sealed_password parted_file.digest file_part.digest file_part.stored_name "
        "scheduled_import.last_modified harvested_record.identifier harvested_record.number harvest.detail "
        "sent_form.location source_record.source_id source_record_before.source_id "
        "webhook_delivery.body webhook_delivery.answer"
    ),
}
"""Why nobody is asked for a text in the other language, and the columns of which that is true."""


def texts_of_tables() -> set[str]:
    """Return the columns that may hold a text, like `table.column`."""
    return {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.String | AutoString)
        and not isinstance(column.type, sa.Enum)
        and ((column.type.length or SHORTEST) >= SHORTEST or any(word in column.name.split("_") for word in TELLING))
    }


def in_table(*columns: str) -> list[str]:
    return [each for line in columns for each in line.split()]


def test_each_text_can_be_asked_for_in_the_other_language_or_is_excused():
    told = in_table(*HALVES, *OWN_WORDS, *EXCUSED.values())
    assert len(told) == len(set(told)), "a column stands in one place"
    assert texts_of_tables() - set(told) == set(), "say who can be asked for it, or why nobody need be"
    known = {f"{table.name}.{column.name}" for table in SQLModel.metadata.tables.values() for column in table.columns}
    assert set(told) - known == set(), "columns that are gone"


def test_each_kind_is_registered_and_own_words_stay_as_they_were_written():
    texts = {name: filling for hook, name, filling in FILLINGS if hook is bilingual.TEXTS}
    assert {*HALVES.values(), *OWN_WORDS.values()} - texts.keys() == set()
    assert {name for name, each in texts.items() if each.own_words} == set(OWN_WORDS.values())
