"""A definition with one of everything, to be spoilt in one place at a time."""

SOUND = """
key = "sound"
version = 1
title = "Sound"
perspective = "client"
construct = "alliance"
direction = "higher-is-worse"
validated = true
licence = "original"
attribution = "Invented for a test."
citation = "None."
languages = ["en", "es"]
items = [
    { key = "first", number = 1, safety = true, loinc = "44250-9" },
    { key = "second", number = 2, reversed = true },
]
questions = [{ key = "why", options = ["yes", "no"] }, { key = "how" }]
subscales = [{ key = "half", items = ["first"] }]

[scale]
minimum = 0
maximum = 3
anchors = [0, 3]

[composite]
rule = "sum"
minimum_answered = 1
range = [0, 6]

[bands]
citation = "None."
steps = [{ key = "low", lowest = 0 }, { key = "high", lowest = 4 }]

[[cutoffs]]
key = "caseness"
value = 4
citation = "None."

[reliable_change]
points = 2.5
citation = "None."

[prior]
mu = 2
tau = 1.0
sigma = 1.0
nu0 = 8
basis = "Invented for a test."

[loinc]
panel = "44249-1"
total = "44261-6"

[wording.en]
title = "Sound"
instructions = "Answer."
anchors = { 0 = "Never", 3 = "Always" }
items = { first = "One.", second = "Two." }
subscales = { half = "Half" }
bands = { low = "Low", high = "High" }
questions.why = { text = "Why?", options = { yes = "Yes", no = "No" } }
questions.how = { text = "How?" }

[wording.es]
title = "Sano"
instructions = "Responde."
anchors = { 0 = "Nunca", 3 = "Siempre" }
items = { first = "Uno.", second = "Dos." }
subscales = { half = "Mitad" }
bands = { low = "Bajo", high = "Alto" }
questions.why = { text = "¿Por qué?", options = { yes = "Sí", no = "No" } }
questions.how = { text = "¿Cómo?" }
"""

WITHOUT_WORDING = SOUND[: SOUND.index("[wording.en]")].replace('["en", "es"]', "[]")


def changed(old: str, new: str) -> str:
    """The sound definition with one change, which must really be one."""
    assert SOUND.count(old) >= 1
    return SOUND.replace(old, new, 1)
