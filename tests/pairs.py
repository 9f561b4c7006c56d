"""Two libraries in the hands of a test: they agree, fill boxes, send them and receive them."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.deals.models import Agreement, Box
from library_exchange.deals.queries import accounts, boxes
from library_exchange.deals.rules.agreements import AgreementEvent
from library_exchange.deals.rules.boxes import BoxEvent
from library_exchange.deals.rules.settling import SettlementEvent
from library_exchange.deals.schemas import AgreementInput, SettlementInput
from library_exchange.deals.services import agreements, consigning, settling
from library_exchange.deals.services.boxes import answering, selecting
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Unit
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import ClaimEvent
from library_exchange.shipping.rules.codes import LineState as Travelling
from library_exchange.shipping.schemas import NewParcel, Permit, Reasoned, Scanned, Weighed
from library_exchange.shipping.services import claims, packing, permits
from library_exchange.shipping.services import night as shipping_night
from library_exchange.shipping.services import transit as shipping_transit
from tests.makers import CLAIMED, a_reason, carry_out_night, why_claimed


class Pair:
    """Two libraries with an agreement, who fill boxes and send them."""

    def __init__(self, heihe, amur):
        self.heihe, self.amur, self.at = heihe, amur, now()

    def agrees(self, **terms):
        with transaction() as session:
            given = AgreementInput(partner_id=self.amur.id, **terms)
            made = agreements.draft(session, self.heihe.librarian, given, self.at)
            agreements.take(session, self.heihe.librarian, made, AgreementEvent.PROPOSE, self.at)
            agreements.take(session, self.amur.librarian, made, AgreementEvent.ACCEPT, self.at)
            return made.id

    def agreement(self, number):
        with reading() as session:
            return session.get_one(Agreement, number)

    def moves_agreement(self, number, event, by):
        with transaction() as session:
            agreements.take(session, by.librarian, session.get_one(Agreement, number), event, self.at)

    def opens(self, by=None):
        by = by or self.heihe
        other = self.amur if by is self.heihe else self.heihe
        with transaction() as session:
            return selecting.open_box(session, by.librarian, other.id, self.at).id

    def ticks(self, box, who, *offers):
        with transaction() as session:
            selecting.tick(session, who.librarian, session.get_one(Box, box), offers, offers, self.at)

    def does(self, box, event, by):
        with transaction() as session:
            answering.take(session, by.librarian, session.get_one(Box, box), BoxEvent(event), self.at)

    def counters(self, box, by, *offers):
        with transaction() as session:
            chosen = {line.id for line in self.lines(box) if line.offer_id in offers}
            answering.counter(session, by.librarian, session.get_one(Box, box), chosen, self.at)

    def agrees_on(self, box):
        self.does(box, "propose", self.heihe)
        self.does(box, "accept", self.amur)

    def box(self, box):
        with reading() as session:
            return session.get_one(Box, box)

    def lines(self, box, receiver=None):
        with reading() as session:
            found = boxes.lines_of(session, session.get_one(Box, box))
            return [line for line in found if receiver is None or line.receiver_id == receiver.id]

    def states(self, box):
        return {line.offer_id: str(line.state) for line in self.lines(box)}

    def consigns(self, box, by=None):
        with transaction() as session:
            made = consigning.consign(session, (by or self.heihe).librarian, session.get_one(Box, box), self.at)
            numbers = [each.id for each in made]
        for number in numbers:
            self.completes(number)
        return numbers

    def completes(self, number):
        """Give each title of a consignment what its papers print."""
        with transaction() as session:
            for line in contents_of(session, session.get_one(Consignment, number)).lines:
                line.title_zh, line.title_ru = line.title_zh or "书名", line.title_ru or "Название"
                line.weight_g, line.value_minor = line.weight_g or 400, line.value_minor or 100
                session.add(line)

    def side(self, library_id):
        return self.heihe if library_id == self.heihe.id else self.amur

    def giver_of(self, number):
        with reading() as session:
            return session.get_one(Consignment, number).consignor_id

    def sends(self, number):
        """Clear, pack and hand over a consignment."""
        with transaction() as session:
            it = session.get_one(Consignment, number)
            giver, receiver = self.side(it.consignor_id).librarian, self.side(it.consignee_id).librarian
            permits.make_ready(session, giver, it, self.at)
            for each in contents_of(session, it).clearances:
                if each.state == "to_prepare":
                    for line in contents_of(session, it).lines:
                        line.annotation_zh = line.annotation_ru = "x"
                        line.year, line.publisher = line.year or 2000, line.publisher or "x"
                        session.add(line)
                    permits.submit(session, receiver, it, each, self.at)
                    granted = {line.id for line in contents_of(session, it).lines}
                    permits.answer(session, receiver, it, each, granted, Permit(permit_no="1"), self.at)
            service = next(
                each for each in services_for(session, it.mode, "CN" if giver.library_id == self.heihe.id else "RU")
            )
            parcel = packing.open_parcel(session, giver, it, NewParcel(service_id=service.id), self.at)
            session.flush()
            for line in contents_of(session, it).going:
                packing.scan(session, giver, it, Scanned(code=str(line.number), parcel_id=parcel.id), self.at)
            weighed = Weighed(tracking_no="RR123456785CN", is_estimated=True)
            packing.weigh(session, giver, it, session.get_one(Parcel, parcel.id), weighed, self.at)
            packing.pack(session, giver, it, self.at)
            shipping_transit.hand_over(session, giver, it, None, self.at)

    def receives(self, number, **faults):
        """Receive everything that is still to come well, but for the lines with `faults`, by number: `n1="missing"`."""
        with transaction() as session:
            it = session.get_one(Consignment, number)
            found = {
                line.id: Travelling(faults.get(f"n{line.number}", "good"))
                for line in contents_of(session, it).lines
                if line.state is Travelling.EXPECTED
            }
            shipping_transit.receive(
                session, self.side(it.consignee_id).librarian, it, found, self.at, why_claimed(found)
            )

    def argues(self, number, event, by, chosen=None):
        with transaction() as session:
            it = session.get_one(Consignment, number)
            claim = session.scalars(sa.select(Claim).where(col(Claim.consignment_id) == number)).first()
            if claim is not None:
                said = Reasoned(**a_reason(event, claim.fault))
                claims.take(
                    session, by.librarian, it, claim, ClaimEvent(event), self.at, chosen, said, Travelling.DAMAGED
                )

    def complains(self, number):
        with transaction() as session:
            it = session.get_one(Consignment, number)
            good = [line for line in contents_of(session, it).lines if line.state is Travelling.GOOD]
            if good:
                who = self.side(it.consignee_id).librarian
                shipping_transit.complain(session, who, it, good[0], Travelling.DAMAGED, self.at, said=CLAIMED)

    def loses(self, number):
        self.at += timedelta(days=90)
        with transaction() as session:
            carry_out_night(shipping_night.VERBS, session, self.at)
        with transaction() as session:
            it = session.get_one(Consignment, number)
            shipping_transit.declare_lost(session, self.side(it.consignee_id).librarian, it, self.at)

    def balance(self, unit=Unit.PIECES):
        with reading() as session:
            return ledger.balance(session, self.heihe.id, self.amur.id).get(unit, 0)

    def settles(self, remedy, amount, by):
        other = self.amur if by is self.heihe else self.heihe
        with transaction() as session:
            given = SettlementInput(remedy=remedy, unit="pieces", amount=amount)
            return settling.propose(session, by.librarian, other.id, given, self.at).id

    def answers(self, number, event, by):
        with transaction() as session:
            row = accounts.get_settlement(session, by.librarian, number)
            settling.take(session, by.librarian, row, SettlementEvent(event), self.at)


def books(library, n, language, **more):
    return [library.offers(f"Book {library.id} {n}", None, language=language, **more) for n in range(n)]


def line_of(pair, offer_id):
    """Return the number of the consignment's line about an offer."""
    with reading() as session:
        ids = {line.offer_id: line.id for line in boxes.lines_of(session, session.get_one(Box, pair.id))}
        found = session.scalars(sa.select(ConsignmentLine).where(col(ConsignmentLine.subject_id) == ids[offer_id]))
        return found.one().number
