"""Engines of full-text search compared in one run: ours, and peers that many services use."""
