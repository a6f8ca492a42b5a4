"""One person's whole record as an encrypted file for the next unit, and taking such a file in.

What belongs to the person goes with its uids; what a row points at elsewhere (a department, a post, a mentor) goes as
text beside its uid. At the next unit, service in the old one is history: statuses, departments and posts become lines
of the work history there, unless the file is of the same unit. Nothing that cannot stand as a row is lost: it is
kept as text, in a paper of its own.
"""

from desktop.services.person_package.opening import LEFT_BEHIND, SUFFIX, Item, Package, look, personal_kinds
from desktop.services.person_package.sending import Sent, new_password, send_out, tree
from desktop.services.person_package.taking import Known, TakeIn, Taken, preview, take_in

__all__ = [
    "LEFT_BEHIND",
    "SUFFIX",
    "Item",
    "Known",
    "Package",
    "Sent",
    "TakeIn",
    "Taken",
    "look",
    "new_password",
    "personal_kinds",
    "preview",
    "send_out",
    "take_in",
    "tree",
]
