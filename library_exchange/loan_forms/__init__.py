"""Requests on paper: the request as a form to be stamped, and the certificate that it was looked for near by first."""
