"""The third engine: an index in a cluster of OpenSearch, for networks that outgrow the machine of the service."""
