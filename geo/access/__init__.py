"""Who may do what: roles, every action that there is, and one table of rules. Deny by default."""

from geo.access.people import Doer, Member, Person, Standing, person_from, signed_in_until
from geo.access.rules import RULES, Action, Role, Rule, allowed, least_role

__all__ = [
    "RULES", "Action", "Doer", "Member", "Person", "Role", "Rule", "Standing", "allowed",
    "least_role", "person_from", "signed_in_until",
]  # fmt: skip
