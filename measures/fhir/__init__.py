"""Instruments and answers as FHIR R4 resources, as described in docs/fhir.md."""
