"""The tables of this room."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='QuietHours',
                fields=[
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='quiet_hours', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('starts', models.TimeField()),
                    ('ends', models.TimeField()),
                    ('zone', models.CharField(max_length=60)),
                ],
            ),
            migrations.CreateModel(
                name='DutyRole',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('name', models.CharField(blank=True, max_length=100)),
                    ('kind', models.CharField(choices=[('working', 'Answers first'), ('supervisor', 'Supervisor: told when nobody answers'), ('oversight', 'Oversight: told last')], default='working', max_length=20)),
                    ('always', models.BooleanField(default=True)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_roles', to='access.team')),
                ],
            ),
            migrations.CreateModel(
                name='HandOver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('note', models.TextField(max_length=4000)),
                    ('given_at', models.DateTimeField()),
                    ('acknowledged_at', models.DateTimeField(null=True)),
                    ('form_token', models.UUIDField(null=True, unique=True)),
                    ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duty.dutyrole')),
                ],
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=160, unique=True)),
                    ('kind', models.CharField(max_length=60)),
                    ('params', models.JSONField(default=dict)),
                    ('url', models.CharField(max_length=300)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('compartment', models.CharField(blank=True, choices=[('investigation', 'Investigation'), ('crisis', 'Crisis'), ('finance', 'Finance'), ('victims', 'Victims')], max_length=20)),
                    ('subject_kind', models.CharField(max_length=40)),
                    ('subject_id', models.CharField(max_length=40)),
                    ('occasion', models.CharField(default='told', max_length=20)),
                    ('urgency', models.CharField(choices=[('routine', 'Routine'), ('urgent', 'Urgent'), ('life', 'Life at risk')], default='routine', max_length=20)),
                    ('told', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('raised_at', models.DateTimeField()),
                    ('created_by', models.BigIntegerField(null=True)),
                    ('climbs', models.BooleanField(default=True)),
                    ('step', models.DurationField(null=True)),
                    ('steps', models.PositiveSmallIntegerField(default=0)),
                    ('escalate_at', models.DateTimeField(null=True)),
                    ('acknowledged_at', models.DateTimeField(null=True)),
                    ('closed_at', models.DateTimeField(null=True)),
                    ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('role', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duty.dutyrole')),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.team')),
                ],
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('addressed', models.BooleanField(default=True)),
                    ('told_at', models.DateTimeField()),
                    ('created_by', models.BigIntegerField(null=True)),
                    ('mail', models.CharField(choices=[('none', 'None: e-mail is off, or there is no address'), ('waiting', 'Waiting'), ('sent', 'Handed to the mail server'), ('failed', 'Could not be sent'), ('needless', 'Not needed any more')], default='none', max_length=20)),
                    ('mail_after', models.DateTimeField(null=True)),
                    ('mail_tries', models.PositiveSmallIntegerField(default=0)),
                    ('mail_fault', models.CharField(blank=True, max_length=60)),
                    ('mailed_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='duty.notice')),
                ],
            ),
            migrations.CreateModel(
                name='Shift',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(choices=[(1, 'First'), (2, 'Second'), (3, 'Third')], default=1)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('created_by', models.BigIntegerField(null=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('cancelled_at', models.DateTimeField(null=True)),
                    ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='duty.dutyrole')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Task',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=60)),
                    ('params', models.JSONField(default=dict)),
                    ('url', models.CharField(max_length=300)),
                    ('case_id', models.BigIntegerField(null=True)),
                    ('compartment', models.CharField(blank=True, choices=[('investigation', 'Investigation'), ('crisis', 'Crisis'), ('finance', 'Finance'), ('victims', 'Victims')], max_length=20)),
                    ('role', models.CharField(blank=True, max_length=40)),
                    ('subject_kind', models.CharField(max_length=40)),
                    ('subject_id', models.CharField(max_length=40)),
                    ('status', models.CharField(choices=[('not_started', 'Not started'), ('in_progress', 'In progress'), ('done', 'Done'), ('not_applicable', 'Not applicable')], default='not_started', max_length=20)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('created_by', models.BigIntegerField(null=True)),
                    ('changed_by', models.BigIntegerField(null=True)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('due_at', models.DateTimeField(null=True)),
                    ('done_at', models.DateTimeField(null=True)),
                    ('life_at_risk', models.BooleanField(default=False)),
                    ('remind_at', models.DateTimeField(null=True)),
                    ('escalate_after', models.DurationField(null=True)),
                    ('next_notice_at', models.DateTimeField(null=True)),
                    ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('duty_role', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duty.dutyrole')),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='access.team')),
                ],
            ),
            migrations.AddField(
                model_name='notice',
                name='task',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duty.task'),
            ),
            migrations.CreateModel(
                name='Channel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Telephone'), ('radio', 'Radio'), ('other', 'Other way')], max_length=20, verbose_name='way')),
                    ('address', models.CharField(max_length=254)),
                    ('order', models.PositiveSmallIntegerField(default=1)),
                    ('added_at', models.DateTimeField(auto_now_add=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channels', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'address'), name='duty_channel_once')],
                },
            ),
            migrations.AddConstraint(
                model_name='dutyrole',
                constraint=models.UniqueConstraint(fields=('team', 'code'), name='duty_dutyrole_once'),
            ),
            migrations.AddIndex(
                model_name='handover',
                index=models.Index(fields=['receiver', 'acknowledged_at'], name='duty_handover_receiver'),
            ),
            migrations.AddIndex(
                model_name='delivery',
                index=models.Index(fields=['user', 'told_at'], name='duty_delivery_user'),
            ),
            migrations.AddIndex(
                model_name='delivery',
                index=models.Index(fields=['created_by'], name='duty_delivery_maker'),
            ),
            migrations.AddIndex(
                model_name='delivery',
                index=models.Index(condition=models.Q(('mail', 'waiting')), fields=['mail_after'], name='duty_delivery_mail'),
            ),
            migrations.AddConstraint(
                model_name='delivery',
                constraint=models.UniqueConstraint(fields=('notice', 'user'), name='duty_delivery_once'),
            ),
            migrations.AddIndex(
                model_name='shift',
                index=models.Index(fields=['role', 'ends_at'], name='duty_shift_role'),
            ),
            migrations.AddIndex(
                model_name='shift',
                index=models.Index(fields=['user', 'ends_at'], name='duty_shift_user'),
            ),
            migrations.AddIndex(
                model_name='shift',
                index=models.Index(fields=['ends_at'], name='duty_shift_ends'),
            ),
            migrations.AddConstraint(
                model_name='shift',
                constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='duty_shift_lasts'),
            ),
            migrations.AddIndex(
                model_name='task',
                index=models.Index(fields=['subject_kind', 'subject_id'], name='duty_task_subject'),
            ),
            migrations.AddIndex(
                model_name='task',
                index=models.Index(fields=['team', 'done_at'], name='duty_task_team'),
            ),
            migrations.AddIndex(
                model_name='task',
                index=models.Index(fields=['created_by'], name='duty_task_maker'),
            ),
            migrations.AddIndex(
                model_name='task',
                index=models.Index(fields=['changed_by'], name='duty_task_changer'),
            ),
            migrations.AddIndex(
                model_name='task',
                index=models.Index(fields=['case_id', 'compartment'], name='duty_task_case'),
            ),
            migrations.AddIndex(
                model_name='task',
                index=models.Index(condition=models.Q(('next_notice_at__isnull', False)), fields=['next_notice_at'], name='duty_task_clock'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=django.contrib.postgres.indexes.GinIndex(fields=['told'], name='duty_notice_told'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(fields=['created_by'], name='duty_notice_maker'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(condition=models.Q(('closed_at', None)), fields=['task'], name='duty_notice_task'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(condition=models.Q(('closed_at', None), ('escalate_at__isnull', False)), fields=['escalate_at'], name='duty_notice_clock'),
            ),
        ])
    ]
