"""Figures of the exchange: who gave and received how much, which places it reaches, the yearly report."""
