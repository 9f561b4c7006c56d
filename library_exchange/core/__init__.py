"""What every room stands on: sessions, errors, outbox, clock, languages, settings, audit, actors."""
