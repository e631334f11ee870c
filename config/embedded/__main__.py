"""`python -m config.embedded DATA_DIR`: the supervisor of that folder's server; commands start it, people need not.
`python -m config.embedded --remove DATA_DIR` deletes a DATA_DIR that nobody uses, with its cluster, wherever that lies.
"""

import sys
from pathlib import Path

from config.embedded import session, supervisor

if __name__ == "__main__":
    if sys.argv[1:2] == ["--remove"]:
        session.remove(Path(sys.argv[2]).absolute())
        sys.exit(0)
    sys.exit(supervisor.main(sys.argv[1:]))
