"""The addresses of allauth that this node needs, under allauth's own names.

Whatever is not listed does not exist: nobody signs up, and no e-mail opens an account.
"""

from django.urls import include, path

from homeward.foundation.access import views

RECOVERY_CODES = [
    path("", views.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("generate/", views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("download/", views.DownloadCodes.as_view(), name="mfa_download_recovery_codes"),
]
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("logout/", views.SignOut.as_view(), name="account_logout"),
    path("inactive/", views.Inactive.as_view(), name="account_inactive"),
    path("reauthenticate/", views.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("2fa/", views.SecondFactor.as_view(), name="mfa_index"),
    path("2fa/authenticate/", views.EnterCode.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", views.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", include(RECOVERY_CODES)),
]
