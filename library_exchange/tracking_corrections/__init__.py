"""Tracking numbers of parcels put right after the carrier has them: with a trace, and the other libraries are told."""
