"""How names are shown in lists, sorted without being opened, and found without being read.

Addresses are found too, whole ones.

Pure, but for the keys behind the blind indexes.
"""

import unicodedata

from practice import encryption

# Two letters order a list well enough and say little about a person.
SORT_LETTERS = 2
# A search by more letters than this finds the same people.
LONGEST_PREFIX = 12


def folded(text: str) -> str:
    """Lower case without accents, so that "Lucía" is found by "lucia"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def short(name: str) -> str:
    """'Mara Lindqvist' → 'Mara L.', the form in which a client is named on pages."""
    first, *rest = name.split() or ["?"]
    return f"{first} {rest[-1][0]}." if rest else first


def sort_key(name: str) -> str:
    """The first letters of the first name: the order in which 'Mara L.' is looked for."""
    return folded(name)[:SORT_LETTERS]


def search_digests(name: str, *, clinic_id: int) -> set[bytes]:
    """Digests of every beginning of every word of the name."""
    words = folded(name).split()
    beginnings = {
        word[:length] for word in words for length in range(1, min(len(word), LONGEST_PREFIX) + 1)
    }
    return {encryption.blind_index(beginning, clinic_id=clinic_id) for beginning in beginnings}


def email_digest(address: str) -> bytes:
    """By which an address is found at a sign-in, which knows no clinic. Empty for none."""
    normal = unicodedata.normalize("NFC", address.strip().lower())  # accents are of the address
    return encryption.installation_index(normal, purpose="client e-mail") if normal else b""


def query_digests(query: str, *, clinic_id: int) -> set[bytes]:
    """Digests to look for: all of them must be among a name's."""
    return {
        encryption.blind_index(word[:LONGEST_PREFIX], clinic_id=clinic_id)
        for word in folded(query).split()
    }
