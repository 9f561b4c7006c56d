"""Verbs about consignments: plan, translate, ask leave, pack, send, receive, claim."""
