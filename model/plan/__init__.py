"""Facts to the flat network: activities, who waits for whom, crews, capital, calendars."""

from model.plan.build import Pattern, make_plan
from model.plan.network import Plan

__all__ = ["Pattern", "Plan", "make_plan"]
