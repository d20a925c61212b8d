"""One table to read from, one to write to."""

from django.db import models
from django.utils import timezone


class Person(models.Model):
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name


class Note(models.Model):
    person = models.ForeignKey(Person, models.PROTECT)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.text
