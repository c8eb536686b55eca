"""Do the rules cost what is said of them? `make calibrate` measures it.

Everything is simulated with known truth; nothing here reads a database or a patient's answer.
"""
