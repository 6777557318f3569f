"""Nothing is written of a person while a fact of persons is being written: neither can miss the other.

Whoever registers, or files for whose document it is, holds the lock with others who do, before it looks whose the document is; whoever
writes a fact of persons, such as that two records are one, holds it alone, before it looks at the participations, and that is rare.
"""

from service_runtime.locks import Lock

PERSON_FACTS = Lock("registration.person_facts")
