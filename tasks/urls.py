from django.urls import path

from tasks.views import (
    board,
    daily,
    health,
    log,
    mail_links,
    quick,
    ready,
    reports,
    review,
    search,
    tasks,
    today,
    welcome,
)

app_name = "tasks"

urlpatterns = [
    path("", today.today, name="today"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("today/three/", daily.take_three, name="three"),
    path("today/catch-up/", daily.catch_up, name="catch_up"),
    path("put-off/<uuid:pk>/undo/", daily.put_back, name="put_back"),
    path("ready/", ready.ready, name="ready"),
    path("ready/hide/", ready.dismiss, name="ready_hide"),
    path("board/", board.board, name="board"),
    path("board/version", board.version, name="board_version"),
    path("board/do-first/", board.fires, name="fires"),
    path("board/suggestion/", board.dismiss_nudge, name="dismiss_nudge"),
    path("moves/<uuid:pk>/undo/", board.move_back, name="move_back"),
    path("moves/together/<uuid:batch>/undo/", board.moves_back, name="moves_back"),
    # /tasks/
    path("tasks/new/", tasks.new, name="new"),
    path("tasks/add/", quick.add, name="add"),
    path("tasks/finished/", tasks.finished, name="finished"),
    path("tasks/urgent/", daily.urgent, name="urgent"),
    path("tasks/<uuid:pk>/", tasks.task, name="task"),
    path("tasks/<uuid:pk>/edit/", tasks.edit, name="edit"),
    path("tasks/<uuid:pk>/move/", board.move, name="move"),
    path("tasks/<uuid:pk>/today/", daily.choose, name="choose"),
    path("tasks/<uuid:pk>/done/", tasks.done, name="done"),
    path("tasks/<uuid:pk>/later/", tasks.later, name="later"),
    path("tasks/<uuid:pk>/date/undo/", tasks.plan_back, name="plan_back"),
    path("tasks/<uuid:pk>/drop/", tasks.drop, name="drop"),
    path("tasks/<uuid:pk>/reopen/", tasks.reopen, name="reopen"),
    # /log/
    path("log/", log.log, name="log"),
    path("log/<uuid:pk>/edit/", log.edit, name="interaction_edit"),
    path("log/<uuid:pk>/delete/", log.delete, name="interaction_delete"),
    # /review/
    path("review/", review.review, name="review"),
    path("review/<str:day>/", review.review_week, name="review_week"),
    path("search/", search.search, name="search"),
    # Where links in mails lead
    path("f/<str:token>/done/", mail_links.done, name="mail_done"),
    path("f/<str:token>/later/", mail_links.later, name="mail_later"),
    path("f/<str:token>/undo/", mail_links.undo, name="mail_undo"),
    path("f/<str:token>/move-all/", mail_links.move_all, name="mail_move_all"),
    path("f/<str:token>/moved/", mail_links.moved, name="mail_moved"),
    path("u/<str:token>/pause/", mail_links.pause, name="mail_pause"),
    path("u/<str:token>/skip/", mail_links.skip, name="mail_skip"),
    path("u/<str:token>/", mail_links.stop, name="mail_stop"),
    path("webhooks/<slug:provider>/", reports.reports, name="reports"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
]
