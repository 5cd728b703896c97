from tasks.forms.log import InteractionForm, LogForm
from tasks.forms.tasks import LaterForm, MoveForm, QuickTaskForm, TaskDoneForm, TaskForm
from tasks.forms.welcome import WelcomeFormSet

__all__ = [
    "InteractionForm",
    "LaterForm",
    "LogForm",
    "MoveForm",
    "QuickTaskForm",
    "TaskDoneForm",
    "TaskForm",
    "WelcomeFormSet",
]
