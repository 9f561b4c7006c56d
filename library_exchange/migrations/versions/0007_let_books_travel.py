"""let books travel in consignments.

Revision: 0007, after 0006.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = ()
depends_on = None


SINCE = date(2026, 1, 1)
TO_CHECK = "public sources, 2026; not legal advice: check with the post or customs office and set anew"
THRESHOLDS = (
    ("old_book_years", 50, "years", "older books stop and ask: thresholds of 50 and 100 years are in use"),
    ("cn22_limit", 300, "SDR", "CN22 below, CN23 at and above: postal union form rules"),
    ("sdr_rate_cny", 970, "fen per SDR", "about 9.70 CNY"),
    ("sdr_rate_rub", 11000, "kopecks per SDR", "about 110 RUB"),
    ("advance_list_days", 10, "days", "Khabarovsk customs asked for the list beforehand (2018)"),
    ("permit_lead_days", 45, "days", "notice 13 of 2010; one to two months are usual"),
    ("claim_days", 30, "days", "rule of the exchange"),
    ("overdue_days", 30, "days", "rule of the exchange"),
    ("claim_silence_days", 28, "days", "rule of the exchange: 20 working days"),
    ("parcel_cap_g", 20000, "g", "largest parcel of the road post over the Amur bridge"),
    ("m_bag_tag_width_mm", 140, "mm", "postal union: tag of 90 x 140 mm"),
    ("m_bag_tag_height_mm", 90, "mm", "postal union: tag of 90 x 140 mm"),
    ("clearance_import_cn_permanent", 1, "yes or no", "notice 13 of 2010: gifts and exchange, permit before arrival"),
    ("clearance_import_cn_temporary", 0, "yes or no", "no rule found for loans"),
    ("clearance_import_ru_permanent", 1, "yes or no", "customs asks for the list in advance"),
    ("clearance_import_ru_temporary", 0, "yes or no", "no rule found for loans"),
    ("clearance_export_cn_permanent", 0, "yes or no", "old books are asked about one by one"),
    ("clearance_export_cn_temporary", 0, "yes or no", "old books are asked about one by one"),
    ("clearance_export_ru_permanent", 0, "yes or no", "old books are asked about one by one"),
    ("clearance_export_ru_temporary", 0, "yes or no", "old books are asked about one by one"),
)
CUSTOMS_CODES = (
    ("book", "4901 99"),
    ("sheet", "4901 10"),
    ("dictionary", "4901 91"),
    ("periodical_daily", "4902 10"),
    ("periodical", "4902 90"),
    ("picture_book", "4903 00"),
    ("music", "4904 00"),
    ("map", "4905 90"),
)
# code, names, mode, kind, country, largest weight, tracked, insured, printed matter only, usual days
SERVICES = (
    (
        *("parcel", "国际包裹", "Международная посылка", "International parcel"),
        *("post", "parcel", None, 20000, True, True, False, 25),
    ),
    (
        *("small-packet", "国际小包", "Мелкий пакет", "Small packet"),
        *("post", "small_packet", None, 2000, True, False, False, 20),
    ),
    (
        *("printed-paper", "国际印刷品", "Бандероль", "Printed papers"),
        *("post", "small_packet", None, 5000, False, False, True, 30),
    ),
    (
        *("m-bag", "印刷品专袋（M袋）", "Мешок «М» с печатными изданиями", "M-bag of printed matter"),
        *("post", "m_bag", None, 30000, False, False, True, 40),
    ),
    (
        *("gateway", "经口岸中转馆集运", "Через транзитную библиотеку", "Through the gateway library"),
        *("gateway", "parcel", None, 20000, True, False, False, 15),
    ),
    (
        *("delegation", "随团携带", "С делегацией", "Carried by a delegation"),
        *("delegation", "parcel", None, 20000, False, False, False, 7),
    ),
)


def _fill() -> None:
    """Give the dated rules a beginning; the platform's administrators set them anew on a page."""
    dated = {"valid_from": SINCE}
    rules = sa.table(
        "shipping_threshold",
        *(sa.column(name) for name in ("code", "value", "unit", "source_note")),
        sa.column("valid_from", sa.Date()),
    )
    op.bulk_insert(
        rules,
        [
            {"code": code, "value": value, "unit": unit, "source_note": f"{note}; {TO_CHECK}"} | dated
            for code, value, unit, note in THRESHOLDS
        ],
    )
    codes = sa.table(
        "customs_code",
        *(sa.column(name) for name in ("code", "hs_code", "source_note")),
        sa.column("valid_from", sa.Date()),
    )
    op.bulk_insert(
        codes, [{"code": code, "hs_code": hs, "source_note": TO_CHECK} | dated for code, hs in CUSTOMS_CODES]
    )
    names = (
        *("code", "name_zh", "name_ru", "name_en", "mode", "kind", "country", "max_g"),
        *("is_tracked", "is_insured", "is_printed_matter", "usual_days"),
    )
    booleans = {"is_tracked", "is_insured", "is_printed_matter", "is_offered"}
    services = sa.table(
        "carrier_service",
        *(sa.column(name, sa.Boolean() if name in booleans else None) for name in names),
        sa.column("is_offered", sa.Boolean()),
        sa.column("source_note"),
    )
    rest = {"is_offered": True, "source_note": TO_CHECK}
    op.bulk_insert(services, [dict(zip(names, row, strict=True)) | rest for row in SERVICES])


def upgrade() -> None:
    """Bring the schema forward."""
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "carrier_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_ru", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column(
            "mode", sa.Enum("post", "gateway", "delegation", name="mode", native_enum=False, length=12), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum("parcel", "small_packet", "m_bag", name="parcelkind", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("max_g", sa.Integer(), nullable=False),
        sa.Column("is_tracked", sa.Boolean(), nullable=False),
        sa.Column("is_insured", sa.Boolean(), nullable=False),
        sa.Column("is_printed_matter", sa.Boolean(), nullable=False),
        sa.Column("usual_days", sa.Integer(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("source_note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("kind IN ('parcel', 'small_packet', 'm_bag')", name=op.f("ck_carrier_service_known_kind")),
        sa.CheckConstraint("mode IN ('post', 'gateway', 'delegation')", name=op.f("ck_carrier_service_known_mode")),
        sa.CheckConstraint("max_g > 0 AND usual_days > 0", name=op.f("ck_carrier_service_sensible_limits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_service")),
        sa.UniqueConstraint("code", name=op.f("uq_carrier_service_code")),
    )
    op.create_table(
        "customs_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("hs_code", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source_note", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customs_code")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_customs_code_code_valid_from")),
    )
    op.create_table(
        "shipping_threshold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source_note", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_threshold")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_shipping_threshold_code_valid_from")),
    )
    op.create_table(
        "consignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("giver_gateway_id", sa.Integer(), nullable=True),
        sa.Column("receiver_gateway_id", sa.Integer(), nullable=True),
        sa.Column(
            "purpose", sa.Enum("permanent", "temporary", name="purpose", native_enum=False, length=12), nullable=False
        ),
        sa.Column(
            "mode", sa.Enum("post", "gateway", "delegation", name="mode", native_enum=False, length=12), nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "awaiting_clearance",
                "ready",
                "packed",
                "in_transit",
                "at_gateway",
                "overdue",
                "received",
                "in_claim",
                "lost",
                "closed",
                "cancelled",
                name="shipmentstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("eta_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (state IN ('closed', 'cancelled'))",
            name=op.f("ck_consignment_closed_has_a_date"),
        ),
        sa.CheckConstraint("currency IN ('CNY', 'RUB')", name=op.f("ck_consignment_known_currency")),
        sa.CheckConstraint("mode IN ('post', 'gateway', 'delegation')", name=op.f("ck_consignment_known_mode")),
        sa.CheckConstraint("purpose IN ('permanent', 'temporary')", name=op.f("ck_consignment_known_purpose")),
        sa.CheckConstraint(
            "state IN ('planned', 'awaiting_clearance', 'ready', 'packed', 'in_transit', 'at_gateway', 'overdue', 'received', 'in_claim', 'lost', 'closed', 'cancelled')",
            name=op.f("ck_consignment_known_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('in_transit', 'at_gateway', 'overdue') OR (handed_on IS NOT NULL AND eta_on IS NOT NULL)",
            name=op.f("ck_consignment_under_way_has_dates"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('received', 'in_claim') OR received_at IS NOT NULL",
            name=op.f("ck_consignment_received_has_a_date"),
        ),
        sa.CheckConstraint("giver_id <> receiver_id", name=op.f("ck_consignment_two_parties")),
        sa.ForeignKeyConstraint(
            ["giver_gateway_id"], ["library.id"], name=op.f("fk_consignment_giver_gateway_id_library")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["library.id"], name=op.f("fk_consignment_giver_id_library")),
        sa.ForeignKeyConstraint(
            ["receiver_gateway_id"], ["library.id"], name=op.f("fk_consignment_receiver_gateway_id_library")
        ),
        sa.ForeignKeyConstraint(["receiver_id"], ["library.id"], name=op.f("fk_consignment_receiver_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment")),
        sa.UniqueConstraint("number", name=op.f("uq_consignment_number")),
    )
    with op.batch_alter_table("consignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consignment_giver_gateway_id"), ["giver_gateway_id"], unique=False)
        batch_op.create_index("ix_consignment_giver_id_state", ["giver_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_consignment_receiver_gateway_id"), ["receiver_gateway_id"], unique=False)
        batch_op.create_index("ix_consignment_receiver_id_state", ["receiver_id", "state"], unique=False)

    op.create_table(
        "title_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=500), nullable=False),
        sa.Column("source_text", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("annotation", sa.String(length=500), nullable=True),
        sa.Column(
            "status",
            sa.Enum("glossary", "manual", "suggested", name="translationstatus", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_title_translation_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_translation")),
        sa.UniqueConstraint("source_key", "language", name=op.f("uq_title_translation_source_key_language")),
    )
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column(
            "direction", sa.Enum("export", "import", name="direction", native_enum=False, length=8), nullable=False
        ),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_needed",
                "to_prepare",
                "submitted",
                "granted",
                "partly_granted",
                "refused",
                name="clearancestate",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("permit_no", sa.String(length=60), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("direction IN ('export', 'import')", name=op.f("ck_clearance_known_direction")),
        sa.CheckConstraint(
            "state IN ('not_needed', 'to_prepare') OR submitted_on IS NOT NULL",
            name=op.f("ck_clearance_submitted_has_a_date"),
        ),
        sa.CheckConstraint(
            "state IN ('not_needed', 'to_prepare', 'submitted', 'granted', 'partly_granted', 'refused')",
            name=op.f("ck_clearance_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_clearance_consignment_id_consignment")
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_clearance_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
        sa.UniqueConstraint("consignment_id", "direction", name=op.f("uq_clearance_consignment_id_direction")),
    )
    op.create_table(
        "consignment_leg",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_consignment_leg_two_ends")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_consignment_leg_consignment_id_consignment")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["library.id"], name=op.f("fk_consignment_leg_from_id_library")),
        sa.ForeignKeyConstraint(["to_id"], ["library.id"], name=op.f("fk_consignment_leg_to_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_leg")),
        sa.UniqueConstraint("consignment_id", "seq", name=op.f("uq_consignment_leg_consignment_id_seq")),
    )
    op.create_table(
        "parcel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("tracking_no", sa.String(length=40), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open", "in_transit", "at_gateway", "received", "lost", name="parcelstate", native_enum=False, length=12
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state IN ('open', 'in_transit', 'at_gateway', 'received', 'lost')", name=op.f("ck_parcel_known_state")
        ),
        sa.CheckConstraint("weight_g > 0", name=op.f("ck_parcel_weighs_something")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_parcel_consignment_id_consignment")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["carrier_service.id"], name=op.f("fk_parcel_service_id_carrier_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("consignment_id", "number", name=op.f("uq_parcel_consignment_id_number")),
        sa.UniqueConstraint("id", "consignment_id", name=op.f("uq_parcel_id_consignment_id")),
    )
    op.create_table(
        "consignment_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=30), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column(
            "purpose", sa.Enum("permanent", "temporary", name="purpose", native_enum=False, length=12), nullable=False
        ),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("transliteration", sa.String(length=500), nullable=True),
        sa.Column("title_zh", sa.String(length=500), nullable=True),
        sa.Column("title_ru", sa.String(length=500), nullable=True),
        sa.Column("author", sa.String(length=300), nullable=True),
        sa.Column("publisher", sa.String(length=200), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("isbn", sa.String(length=17), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("value_minor", sa.Integer(), nullable=True),
        sa.Column(
            "material",
            sa.Enum(
                "book",
                "sheet",
                "dictionary",
                "periodical_daily",
                "periodical",
                "picture_book",
                "music",
                "map",
                name="material",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("annotation_zh", sa.String(length=500), nullable=True),
        sa.Column("annotation_ru", sa.String(length=500), nullable=True),
        sa.Column("parcel_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "expected",
                "good",
                "missing",
                "damaged",
                "wrong",
                "substituted",
                "lost",
                "not_cleared",
                "released",
                name="linestate",
                native_enum=False,
                length=14,
            ),
            nullable=False,
        ),
        sa.Column("old_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "material IN ('book', 'sheet', 'dictionary', 'periodical_daily', 'periodical', 'picture_book', 'music', 'map')",
            name=op.f("ck_consignment_line_known_material"),
        ),
        sa.CheckConstraint("purpose IN ('permanent', 'temporary')", name=op.f("ck_consignment_line_known_purpose")),
        sa.CheckConstraint(
            "state <> 'good' OR counted_at IS NOT NULL", name=op.f("ck_consignment_line_good_is_counted")
        ),
        sa.CheckConstraint(
            "state <> 'lost' OR counted_at IS NULL", name=op.f("ck_consignment_line_lost_is_never_counted")
        ),
        sa.CheckConstraint(
            "state IN ('expected', 'good', 'missing', 'damaged', 'wrong', 'substituted', 'lost', 'not_cleared', 'released')",
            name=op.f("ck_consignment_line_known_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('not_cleared', 'released') OR parcel_id IS NULL",
            name=op.f("ck_consignment_line_dropped_is_unpacked"),
        ),
        sa.CheckConstraint("copies BETWEEN 1 AND 1000", name=op.f("ck_consignment_line_some_copies")),
        sa.CheckConstraint(
            "(subject_kind IS NULL) = (subject_id IS NULL)", name=op.f("ck_consignment_line_whole_subject")
        ),
        sa.CheckConstraint("weight_g > 0 AND value_minor >= 0", name=op.f("ck_consignment_line_sensible_figures")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_consignment_line_consignment_id_consignment")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id", "consignment_id"],
            ["parcel.id", "parcel.consignment_id"],
            name=op.f("fk_consignment_line_parcel_id_consignment_id_parcel"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_line")),
        sa.UniqueConstraint("consignment_id", "number", name=op.f("uq_consignment_line_consignment_id_number")),
    )
    with op.batch_alter_table("consignment_line", schema=None) as batch_op:
        batch_op.create_index("ix_consignment_line_parcel_id", ["parcel_id"], unique=False)
        batch_op.create_index(
            "one_journey_at_a_time",
            ["subject_kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("state = 'expected'"),
            postgresql_where=sa.text("state = 'expected'"),
        )

    op.create_table(
        "clearance_title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clearance_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clearance_id"], ["clearance.id"], name=op.f("fk_clearance_title_clearance_id_clearance")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["consignment_line.id"], name=op.f("fk_clearance_title_line_id_consignment_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_title")),
        sa.UniqueConstraint("clearance_id", "line_id", name=op.f("uq_clearance_title_clearance_id_line_id")),
    )
    with op.batch_alter_table("clearance_title", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearance_title_line_id"), ["line_id"], unique=False)

    op.create_table(
        "consignment_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column(
            "fault",
            sa.Enum(
                "expected",
                "good",
                "missing",
                "damaged",
                "wrong",
                "substituted",
                "lost",
                "not_cleared",
                "released",
                name="linestate",
                native_enum=False,
                length=14,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "opened",
                "substitute_offered",
                "resend_offered",
                "refused",
                "escalated",
                "resolved",
                name="claimstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "credited",
                "substituted",
                "resent",
                "stands",
                "fund",
                "withdrawn",
                name="outcome",
                native_enum=False,
                length=12,
            ),
            nullable=True,
        ),
        sa.Column("has_proof_of_posting", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'resolved') = (outcome IS NOT NULL)", name=op.f("ck_consignment_claim_resolved_has_an_outcome")
        ),
        sa.CheckConstraint(
            "state IN ('opened', 'substitute_offered', 'resend_offered', 'refused', 'escalated', 'resolved')",
            name=op.f("ck_consignment_claim_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_consignment_claim_consignment_id_consignment")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["consignment_line.id"], name=op.f("fk_consignment_claim_line_id_consignment_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_claim")),
    )
    with op.batch_alter_table("consignment_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consignment_claim_consignment_id"), ["consignment_id"], unique=False)
        batch_op.create_index(
            "one_open_claim_per_line",
            ["line_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('resolved')"),
            postgresql_where=sa.text("state NOT IN ('resolved')"),
        )

    # ### end Alembic commands ###
    _fill()


def downgrade() -> None:
    """Take the schema back."""
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table("consignment_claim", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_claim_per_line",
            sqlite_where=sa.text("state NOT IN ('resolved')"),
            postgresql_where=sa.text("state NOT IN ('resolved')"),
        )
        batch_op.drop_index(batch_op.f("ix_consignment_claim_consignment_id"))

    op.drop_table("consignment_claim")
    with op.batch_alter_table("clearance_title", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clearance_title_line_id"))

    op.drop_table("clearance_title")
    with op.batch_alter_table("consignment_line", schema=None) as batch_op:
        batch_op.drop_index(
            "one_journey_at_a_time",
            sqlite_where=sa.text("state = 'expected'"),
            postgresql_where=sa.text("state = 'expected'"),
        )
        batch_op.drop_index("ix_consignment_line_parcel_id")

    op.drop_table("consignment_line")
    op.drop_table("parcel")
    op.drop_table("consignment_leg")
    op.drop_table("clearance")
    op.drop_table("title_translation")
    with op.batch_alter_table("consignment", schema=None) as batch_op:
        batch_op.drop_index("ix_consignment_receiver_id_state")
        batch_op.drop_index(batch_op.f("ix_consignment_receiver_gateway_id"))
        batch_op.drop_index("ix_consignment_giver_id_state")
        batch_op.drop_index(batch_op.f("ix_consignment_giver_gateway_id"))

    op.drop_table("consignment")
    op.drop_table("shipping_threshold")
    op.drop_table("customs_code")
    op.drop_table("carrier_service")
    # ### end Alembic commands ###
