"""What might have bettered EB-t, kept as evidence: docs/decisions/0004-the-rule.md.

Each candidate is a baseline that says how improbable the next rating is and takes it in. They all
run frozen like EB-t, so that only the way of expecting differs.
"""
