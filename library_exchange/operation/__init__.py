"""How the service goes, for who runs it: readiness, figures for a monitor, a page with warnings and what to do."""
