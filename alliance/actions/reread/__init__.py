"""Reading every rating of a clinic anew, in bulk.

After another prior was applied, or ratings were brought in from elsewhere. What it leaves behind is
what `alliance.actions.reading.replay` would, client by client; readings that differ are superseded
and stay as what was shown. It raises no signals: nobody is asked today about a session of last
year.
"""

from alliance.actions.reread.clinic import Reread, chunks, reread, store_of_engine

__all__ = ["Reread", "chunks", "reread", "store_of_engine"]
