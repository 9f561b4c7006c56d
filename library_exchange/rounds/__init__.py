"""Exchange rounds of many libraries, and their clearing."""
