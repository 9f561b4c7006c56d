"""Doors of the room: consignments and their packing, decisions and papers, the dated rules."""
