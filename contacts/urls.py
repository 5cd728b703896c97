
app_name = "contacts"

urlpatterns: list = []
organisation_urlpatterns: list = []
import_urlpatterns: list = []
