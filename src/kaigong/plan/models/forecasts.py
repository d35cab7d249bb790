"""Forecasts of the year 年度预测: what a morning expected, kept so that it can be held to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaigong.wording import say


class YearForecast(models.Model):
    """What a zone's year would come to by what was known on a day.

    Amounts are in the zone's currency unit. `spreads` keeps a thousand even quantiles each of
    `amount`, `starts` and `completions`; `months` the P10, P50, P80 and P90 of the sum at the end
    of each month to come. `totals` holds the three sums of every run, float32 one behind the other,
    compressed: for what-ifs, which play one project anew.
    """

    zone = models.ForeignKey("accounts.Zone", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()  # the last one whose reports count
    made_at = models.DateTimeField()
    runs = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    amount_target = models.DecimalField(max_digits=20, decimal_places=2)
    starts_target = models.PositiveIntegerField()
    completions_target = models.PositiveIntegerField()
    amount_chance = models.FloatField()
    starts_chance = models.FloatField()
    completions_chance = models.FloatField()
    all_chance = models.FloatField()
    done_amount = models.DecimalField(max_digits=20, decimal_places=2)
    spreads = models.JSONField()
    months = models.JSONField()
    learned = models.JSONField()  # what was learned and from how many, what was assumed
    totals = models.BinaryField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["zone", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "on"], name="year_forecast_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.on}"


class Basis(models.TextChoices):
    """What a project's part was played by."""

    NETWORK = "network", say("施工计划", "Its plan")
    PACE = "pace", say("月计划与进度", "Monthly plan and pace")


class ForecastProject(models.Model):
    """What one project would come to; `variance_share` is its part of the spread of the sum."""

    forecast = models.ForeignKey(YearForecast, on_delete=models.CASCADE, related_name="projects")
    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    planned_amount = models.DecimalField(max_digits=20, decimal_places=2)
    done_amount = models.DecimalField(max_digits=20, decimal_places=2)
    p10 = models.DecimalField(max_digits=20, decimal_places=2)
    p50 = models.DecimalField(max_digits=20, decimal_places=2)
    p90 = models.DecimalField(max_digits=20, decimal_places=2)
    amount_chance = models.FloatField(null=True)  # of its plan of the year
    variance_share = models.FloatField()
    missed_amount = models.DecimalField(  # below its plan, on average where the year is missed
        max_digits=20, decimal_places=2
    )
    start_chance = models.FloatField(null=True)
    completion_chance = models.FloatField(null=True)

    class Meta:
        ordering = ["forecast", "-variance_share", "id"]
        constraints = [
            models.UniqueConstraint(fields=["forecast", "project"], name="forecast_project_once")
        ]

    def __str__(self) -> str:
        return f"{self.forecast_id} {self.project_id}"


class ForecastFront(models.Model):
    """What the projects of one front would come to together; without one those in none.

    `spreads` is as in `YearForecast`, with two hundred quantiles each.
    """

    forecast = models.ForeignKey(YearForecast, on_delete=models.CASCADE, related_name="fronts")
    front = models.ForeignKey("plan.Front", on_delete=models.CASCADE, null=True, related_name="+")
    spreads = models.JSONField()

    class Meta:
        ordering = ["forecast", "id"]
        constraints = [
            models.UniqueConstraint(fields=["forecast", "front"], name="forecast_front_once")
        ]

    def __str__(self) -> str:
        return f"{self.forecast_id} {self.front_id}"


class ActionKind(models.TextChoices):
    ISSUE = "issue", say("按期解决问题", "Solve an issue in time")
    CONDITION = "condition", say("按期给开工要素", "Have a start-up condition in time")
    REMEDY = "remedy", say("采取措施", "Take a remedy")
    START = "start", say("按期开工", "Begin in time")
    PACE = "pace", say("跟上月计划", "Keep to the monthly plan")


class ForecastAction(models.Model):
    """What could be done, and what it would bring within the same runs.

    Of an issue it is what solving it by its deadline at the latest is worth, its price 问题的价:
    `slip_days` says by how many days it moves what its project is to reach, on average.
    """

    forecast = models.ForeignKey(YearForecast, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=10, choices=ActionKind.choices)
    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="+")
    issue = models.ForeignKey(
        "coordination.Issue", on_delete=models.CASCADE, null=True, related_name="+"
    )
    activity_key = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300, blank=True)
    words_en = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True)
    slip_days = models.FloatField(null=True)
    gain_amount = models.DecimalField(max_digits=20, decimal_places=2)
    gain_chance = models.FloatField()
    gain_all_chance = models.FloatField()

    class Meta:
        ordering = ["forecast", "-gain_chance", "-gain_amount", "id"]
        indexes = [models.Index(fields=["issue", "forecast"], name="forecast_action_of_issue")]

    def __str__(self) -> str:
        return f"{self.forecast_id} {self.kind}"


class IssueTie(models.Model):
    """Where in a plan an issue stands 卡在哪里; without one the forecast assumes a place."""

    issue = models.OneToOneField("coordination.Issue", on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(
        "plan.Activity", on_delete=models.CASCADE, related_name="issue_ties"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.activity_id}"
