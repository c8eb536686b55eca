"""Writes about people in care."""

from clients.actions.client import add_client, change_client, end_therapy, resume_therapy
from clients.actions.consent import give_consent, withdraw_consent
from clients.actions.contribution import (
    contribute,
    see_contributions,
    withdraw_contribution,
)
from clients.actions.exercise import (
    bring_back_exercise,
    give_exercise,
    put_away_exercise,
    report_exercise,
    report_exercises,
)
from clients.actions.goal import (
    act_on_goal,
    agree_goal,
    agree_goal_together,
    comment_on_goal,
    disagree_goal,
    propose_goal,
    propose_goals,
    rate_goal,
    rate_goals,
    reach_goal,
    resume_goal,
    reword_goal,
    set_goal_aside,
)
from clients.actions.library import put_back_text, take_out_text, write_text
from clients.actions.plan import agree_plan, comment_on_plan, write_plan
from clients.actions.preference import say_preference
from clients.actions.reach import reach_again
from clients.actions.statement import answer_statement, make_statement
from clients.actions.strength import name_strength, take_back_strength

__all__ = [
    "act_on_goal",
    "add_client",
    "agree_goal",
    "agree_goal_together",
    "agree_plan",
    "answer_statement",
    "bring_back_exercise",
    "change_client",
    "comment_on_goal",
    "comment_on_plan",
    "contribute",
    "disagree_goal",
    "end_therapy",
    "give_consent",
    "give_exercise",
    "make_statement",
    "name_strength",
    "propose_goal",
    "propose_goals",
    "put_away_exercise",
    "put_back_text",
    "rate_goal",
    "rate_goals",
    "reach_again",
    "reach_goal",
    "report_exercise",
    "report_exercises",
    "resume_goal",
    "resume_therapy",
    "reword_goal",
    "say_preference",
    "see_contributions",
    "set_goal_aside",
    "take_back_strength",
    "take_out_text",
    "withdraw_consent",
    "withdraw_contribution",
    "write_plan",
    "write_text",
]
