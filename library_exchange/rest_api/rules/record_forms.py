"""In which forms records are told: by what `Accept` names, and by the `profile` of MARC beside it."""

from library_exchange.references.rules.forms import OF_RECORD, Form

JSON = "application/json"
FORMS = {
    JSON: None,
    "application/marcxml+xml": Form.MARC21_XML,
    "application/marc": Form.MARC21,
    OF_RECORD[Form.JSON_LD].media_type: Form.JSON_LD,
    OF_RECORD[Form.RIS].media_type: Form.RIS,
    OF_RECORD[Form.BIBTEX].media_type: Form.BIBTEX,
    OF_RECORD[Form.CSL].media_type: Form.CSL,
}
"""By what `Accept` names; which family of MARC, `profile` says beside."""
PROFILES = {
    (form, "unimarc"): wanted for form, wanted in ((Form.MARC21_XML, Form.UNIMARC_XML), (Form.MARC21, Form.UNIMARC))
} | {
    (Form.MARC21_XML, "rusmarc"): Form.RUSMARC_XML,
    (Form.MARC21, "rusmarc"): Form.RUSMARC,
    (Form.MARC21_XML, "cnmarc"): Form.CNMARC_XML,
    (Form.MARC21, "cnmarc"): Form.CNMARC,
}
UNION_FORMS = {"application/mods+xml": "mods", "application/dc+xml": "oai_dc"}
"""Those in which other catalogues harvest, by what `Accept` names."""
FOUND_FORMS = {"application/marcxml+xml": "marc21"} | UNION_FORMS
"""Those in which a search tells whole records, which lie written."""
FOUND_PROFILES = {("application/marcxml+xml", "unimarc"): "unimarc"}
