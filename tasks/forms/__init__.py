from tasks.forms.asks import AnswerForm, AskForm
from tasks.forms.board import DismissForm, FiresForm, MoveForm
from tasks.forms.interactions import InteractionForm
from tasks.forms.log import LogForm
from tasks.forms.quick import QuickTaskForm
from tasks.forms.tasks import LaterForm, TaskDoneForm, TaskForm
from tasks.forms.welcome import WelcomeFormSet

__all__ = [
    "AnswerForm",
    "AskForm",
    "DismissForm",
    "FiresForm",
    "InteractionForm",
    "LaterForm",
    "LogForm",
    "MoveForm",
    "QuickTaskForm",
    "TaskDoneForm",
    "TaskForm",
    "WelcomeFormSet",
]
