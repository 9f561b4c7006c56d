"""Letters: composed from templates, queued, and delivered to addresses, in whichever language is asked for."""
