from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class ColleagueManager(BaseUserManager):
    def create_superuser(self, email, password):
        colleague = self.model(email=email, is_staff=True, is_superuser=True)
        colleague.set_password(password)
        colleague.save()
        return colleague


class Colleague(AbstractBaseUser, PermissionsMixin):
    """Users without a name to log in with, and without first and last names."""

    email = models.EmailField(unique=True)
    called = models.CharField(max_length=100, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = ColleagueManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
