"""`python -m config.embedded DATA_DIR`: the supervisor of that folder's server. Commands start it; people need not."""

import sys

from config.embedded.supervisor import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
