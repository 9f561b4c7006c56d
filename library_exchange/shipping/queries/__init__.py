"""Reading consignments, what they hold, and the dated rules."""
