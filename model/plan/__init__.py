"""Facts to the flat network: activities, who waits for whom, crews, capital, calendars."""

from model.plan.build import make_plan
from model.plan.network import Plan

__all__ = ["Plan", "make_plan"]
