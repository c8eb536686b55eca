"""The clinic admin's pages about instruments."""
