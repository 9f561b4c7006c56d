"""Record formats: MARC 21, UNIMARC, RUSMARC and CNMARC read from bytes."""
