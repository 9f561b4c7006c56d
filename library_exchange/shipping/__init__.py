"""Consignments, parcels, carriers, clearance and claims, for loans and exchanges alike."""
