"""Typst, in a process of its own: `python -I press.py` with a job on standard input.

A long record takes half a gigabyte while it is set, and typst keeps what it has once set in memory:
a web worker would never be small again. This process ends with its document, has no settings, no
secrets and no database, and sees an empty folder. It must not import anything of the product.

In: {"source": typst, "inputs": {name: text}}. Out: the PDF; or, with the status REFUSED, why not,
on standard error.
"""

import json
import sys
from tempfile import TemporaryDirectory

REFUSED = 3


def main() -> int:
    """Set one document."""
    from typst import Compiler, Fonts, TypstError

    job = json.load(sys.stdin)
    with TemporaryDirectory(prefix="document-") as empty:
        compiler = Compiler(
            job["source"].encode(),
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            # What the machine has besides typst's own serves signs which those lack.
            font_paths=Fonts(include_system_fonts=True),
            sys_inputs=job["inputs"],
        )
        try:
            pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"])
        except TypstError as error:
            sys.stderr.write(error.diagnostic)
            return REFUSED
    assert isinstance(pdf, bytes)  # in other formats it is a list of pages
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
