"""Names of states, steps and kinds, and sentences about them: consignments, parcels, titles, permissions, claims."""
