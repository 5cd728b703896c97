"""django-stubs with one thing more: LoginRequired lets only people with an account into a view."""

from mypy.plugin import AttributeContext
from mypy.types import Type, UnionType, get_proper_type
from mypy_django_plugin.main import NewSemanalDjangoPlugin


class Plugin(NewSemanalDjangoPlugin):
    def get_attribute_hook(self, fullname):
        if fullname == "django.http.request.HttpRequest.user":
            return signed_in_user
        return super().get_attribute_hook(fullname)


def signed_in_user(context: AttributeContext) -> Type:
    """The type of request.user without AnonymousUser; open views ask is_authenticated anyway."""
    found = get_proper_type(context.default_attr_type)
    if not isinstance(found, UnionType):
        return found
    known = [item for item in found.items if "AnonymousUser" not in str(item)]
    return UnionType.make_union(known)


def plugin(version):
    return Plugin
