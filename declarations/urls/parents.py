app_name = "parents"
urlpatterns = []
