"""A middleware that says in headers which statements a request took."""

from collections import Counter

from django.db import connection


def count_queries(get_response):
    def respond(request):
        counted = Counter()

        def count(execute, sql, params, many, context):
            counted[sql.lstrip("(").split(None, 1)[0].upper()] += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Statements"] = str(
            sum(counted[verb] for verb in ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE"))
        )
        return response

    return respond
