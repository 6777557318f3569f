"""The policy book: numbers and dates that differ by region and year, as data with their sources."""

from policy_parameters.areas import area_name, areas_below, full_area_name, is_known_area, towns_of
from policy_parameters.book_files import Problem
from policy_parameters.checker import check_book
from policy_parameters.parameter import ParameterValue, PolicyNotKnown, Status, Unit
from policy_parameters.policy_book import PolicyBook, PolicyBookBroken, load_policy_book
from policy_parameters.rule_cases import check_cases, main_check
from policy_parameters.rule_facts import Answer, Area, Decision, Facts, FactsRefused, When, Year, Yuan

__all__ = [
    "Answer",
    "Area",
    "Decision",
    "Facts",
    "FactsRefused",
    "ParameterValue",
    "PolicyBook",
    "PolicyBookBroken",
    "PolicyNotKnown",
    "Problem",
    "Status",
    "Unit",
    "When",
    "Year",
    "Yuan",
    "area_name",
    "areas_below",
    "check_book",
    "check_cases",
    "full_area_name",
    "is_known_area",
    "load_policy_book",
    "main_check",
    "towns_of",
]
