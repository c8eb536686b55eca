"""What invented people are called, what they say, and what is written about them."""

import random

_FIRST = (
    "Abel Adaeze Alba Amadou Anouk Asha Bela Carys Chike Dalia Davit Eira Elif Emre Farah "
    "Femi Gael Hana Idris Ines Ivo Jana Kalea Kofi Leda Lior Maren Milos Nadia Noor Odile "
    "Oskar Paloma Quim Rania Ruben Saba Soren Tala Tomas Uma Vera Wim Xenia Yara Yusuf Zofia "
    "Zuri Lucía José"
)
_LAST = (
    "Abara Adler Arslan Bakker Banerjee Castellanos Cohen Dahl Demir Eriksen Fairweather "
    "Farouk Gallo Haddad Hughes Ibáñez Ivanova Jansen Kaur Kowalski Lindqvist Mbeki Moreau "
    "Nakamura Novák Obi Okafor Petrov Quispe Rahman Rossi Sandoval Santos Silva Tanaka Toledo "
    "Ustinov Vargas Weiss Yilmaz"
)
WISH = "To talk about Tuesday first, before it slips away again."
_WORDS = (
    "We went back to what happened at work and stayed with the part that was hard to say aloud. "
    "She noticed the pull to make it smaller than it was, and slowed down when I asked about it. "
    "What helped was putting the two weeks side by side: what was planned, and what was possible."
)


def name(chance: random.Random) -> str:
    """A first and a last name."""
    return f"{chance.choice(_FIRST.split())} {chance.choice(_LAST.split())}"


def note_content() -> dict[str, object]:
    """A note of ordinary length, in the shape in which it is stored."""
    return {
        "sections": {"data": _WORDS, "assessment": _WORDS[:180], "plan": _WORDS[180:]},
        "alliance": {"validation": "welcomed", "agenda": "accepted", "rationale": "unsure"},
        "interventions": ["cbt", "mindfulness"],
        "plan": "Ask before giving a task, and begin with how last week's went.",
        "promise": "To look up the group on Thursdays.",
    }


def draft_answers(chance: random.Random) -> dict[str, object]:
    """A check-in with everything answered and nothing sent, as the portal keeps it."""
    return {
        "wellbeing": wellbeing(chance),
        "wish": WISH,
        "alliance": {
            key: chance.randint(6, 9) for key in ("understood", "safe", "goals", "fit", "say")
        },
        "tension": "little",
        "tension_words": "The homework felt like failing.",
        "request": "raise",
        "at": "review",
    }


def wellbeing(chance: random.Random) -> dict[str, int]:
    """Answers to the wellbeing check."""
    return {key: chance.randint(3, 9) for key in ("mood", "managed", "connected", "facing")}
