"""The directory in pure terms: calendars of working days."""
