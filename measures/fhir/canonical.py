"""The names by which FHIR systems know things: addresses that identify and need not resolve."""

from measures.instrument import Instrument, Item

# ".example" is reserved (RFC 2606): nobody can own the host, so the name can never mean anything
# else, and nothing is ever fetched from it.
ROOT = "https://alliance.example/fhir"

# The product's own extensions; docs/fhir.md says what stands in each.
DEFINITION = f"{ROOT}/StructureDefinition/instrument"
WORDING = f"{ROOT}/StructureDefinition/wording"
SCORED_ITEM = f"{ROOT}/StructureDefinition/scored-item"
ANCHOR = f"{ROOT}/StructureDefinition/anchor"
SCORE = f"{ROOT}/StructureDefinition/score"
EXTENSIONS = frozenset({DEFINITION, WORDING, SCORED_ITEM, ANCHOR, SCORE})

# The standard's own.
LOINC = "http://loinc.org"
ORDINAL_VALUE = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
# What later editions call the same thing.
ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
MIN_VALUE = "http://hl7.org/fhir/StructureDefinition/minValue"
MAX_VALUE = "http://hl7.org/fhir/StructureDefinition/maxValue"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
ITEM_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"

# People are named by their code within this system, never by a name.
CLIENT_CODES = f"{ROOT}/NamingSystem/client"

# linkIds of what is shown and not asked. No key has a dot, so none can be taken for these.
INSTRUCTIONS = "form.instructions"
CAUTION = "form.caution"


def questionnaire_url(instrument: Instrument, language: str | None = None) -> str:
    """Return the canonical address of an instrument in a language, or of its definition alone."""
    address = f"{ROOT}/Questionnaire/{instrument.key}"
    return f"{address}/{language}" if language else address


def canonical(instrument: Instrument, language: str) -> str:
    """Return the address with the version, as a response names the form it answers."""
    return f"{questionnaire_url(instrument, language)}|{instrument.version}"


def answer_codes(instrument: Instrument, question: str | None = None) -> str:
    """Return the code system of the answers to the items, or to one unscored question."""
    address = f"{ROOT}/CodeSystem/{instrument.key}"
    return f"{address}/{question}" if question else address


def is_choice(instrument: Instrument) -> bool:
    """Whether every answer to an item has words of its own, so that it is a choice among them."""
    scale = instrument.scale
    # They are distinct and on the scale: counting them is enough, however long the scale is.
    return len(scale.anchors) == scale.maximum - scale.minimum + 1


def points(instrument: Instrument, item: Item, answer: int) -> float:
    """Return what an answer to an item counts, in score points, a reversed item reversed."""
    scale = instrument.scale
    return scale.points(scale.minimum + scale.maximum - answer if item.reversed else answer)
