"""The French captions of the forms CN 22 and CN 23, as the Universal Postal Union prints them; never translated."""

FRENCH = {
    "customs_declaration": "Déclaration en douane",
    "form_note": "Peut être ouvert d’office",
    "operator": "Opérateur désigné",
    "from": "De",
    "to": "À",
    "sender_reference": "Référence en douane de l’expéditeur (si elle existe)",
    "item_number": "Nº de l’envoi (code à barres, s’il existe)",
    "importer_reference": (
        "Référence de l’importateur (si elle existe) (code fiscal/nº de TVA/code de l’importateur) (facultatif)"
    ),
    "importer_phone": "Nº de téléphone/fax/e-mail de l’importateur (si connus)",
    "description": "Description détaillée du contenu",
    "quantity": "Quantité",
    "weight": "Poids net (en kg)",
    "value": "Valeur",
    "hs_code": "Nº tarifaire du SH",
    "origin": "Pays d’origine des marchandises",
    "total_gross": "Poids brut total (en kg)",
    "total_value": "Valeur totale",
    "charges": "Frais de port/Frais",
    "category": "Catégorie de l’envoi",
    "tick_gift": "Cadeau",
    "tick_documents": "Documents",
    "tick_sample": "Échantillon commercial",
    "tick_returned": "Retour de marchandise",
    "tick_sale": "Vente de marchandises",
    "tick_other": "Autre (veuillez préciser)",
    "explanation": "Explication",
    "comments": (
        "Observations (p. ex. marchandise soumise à la quarantaine/à des contrôles sanitaires, phytosanitaires "
        "ou à d’autres restrictions)"
    ),
    "licence": "Licence. Nº de la/des licences",
    "certificate": "Certificat. Nº du/des certificats",
    "invoice": "Facture. Nº de la facture",
    "official": "Bureau d’origine/Date de dépôt",
    "certify": (
        "Je certifie que les renseignements donnés dans la présente déclaration en douane sont exacts et que cet "
        "envoi ne contient aucun objet dangereux ou interdit par la législation ou la réglementation postale ou "
        "douanière."
    ),
    "signature": "Date et signature de l’expéditeur",
    "quantity_and_description": "Quantité et description détaillée du contenu",
    "weight_kg": "Poids (en kg)",
    "tariff_and_origin": "Pour les envois commerciaux seulement: nº tarifaire du SH et pays d’origine (si connus)",
    "certify_small": (
        "Je, soussigné dont le nom et l’adresse figurent sur l’envoi, certifie que les renseignements donnés dans la "
        "présente déclaration sont exacts et que cet envoi ne contient aucun objet dangereux ou interdit par la "
        "législation ou la réglementation postale ou douanière."
    ),
    "total": "Total",
    "continuation": "Feuille supplémentaire",
    "carried": "À reporter",
    "brought": "Report",
}
"""By the name of the word in `labels.PAPER`."""
