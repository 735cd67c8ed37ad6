"""The instructor's side: run untrusted notebooks in a sandbox and judge them outside it."""

import sys
from typing import Any

# Where it can, jsonschema compiles a grammar of addresses when it is imported: a second in every
# process, for a check that no notebook asks for. It goes on without where there is none.
_modules: dict[str, Any] = sys.modules
_modules.setdefault("rfc3987_syntax", None)
