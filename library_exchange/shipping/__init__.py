"""Consignments, parcels, carriers, border papers, clearance and claims, for loans and exchanges alike."""
