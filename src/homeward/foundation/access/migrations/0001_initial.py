"""The tables of this room."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('username', models.CharField(help_text='as sign_in_name writes it', max_length=80, unique=True, verbose_name='sign-in name')),
                    ('full_name', models.CharField(max_length=200, verbose_name='name')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                    ('authority', models.CharField(help_text='code in the directory', max_length=20, verbose_name='authority')),
                    ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('officer', 'Investigator'), ('finance', 'Financial investigator'), ('central', 'Central authority officer'), ('support', 'Victim support officer'), ('drafter', 'Law drafter'), ('supervisor', 'Supervisor'), ('overseer', 'Oversight'), ('administrator', 'Administrator')], max_length=20), default=list, size=None)),
                    ('language', models.CharField(default='en', max_length=10)),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('authority', models.CharField(help_text='code in the directory', max_length=20)),
                    ('members', models.ManyToManyField(related_name='teams', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='CaseMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case_id', models.BigIntegerField()),
                    ('compartment', models.CharField(choices=[('investigation', 'Investigation'), ('crisis', 'Crisis'), ('finance', 'Finance'), ('victims', 'Victims')], max_length=20)),
                    ('is_lead', models.BooleanField(default=False)),
                    ('granted_at', models.DateTimeField(auto_now_add=True)),
                    ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['user', 'compartment'], name='access_casemember_user')],
                    'constraints': [models.UniqueConstraint(fields=('case_id', 'user', 'compartment'), name='access_casemember_once')],
                },
            ),
            migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                    ('form', models.CharField(help_text='which form, such as cases:add_person', max_length=60)),
                    ('subject', models.CharField(help_text='what it is about, as the page names it', max_length=120)),
                    ('content', models.BinaryField(help_text="the fields, locked with the vault's key")),
                    ('saved_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(db_index=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'form', 'subject'), name='access_draft_once')],
                },
            ),
            migrations.CreateModel(
                name='Glass',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case_id', models.BigIntegerField()),
                    ('case_reference', models.CharField(max_length=24)),
                    ('compartments', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('investigation', 'Investigation'), ('crisis', 'Crisis'), ('finance', 'Finance'), ('victims', 'Victims')], max_length=20), size=None)),
                    ('reason', models.TextField(help_text='as the person wrote it')),
                    ('broken_at', models.DateTimeField()),
                    ('broken_in', models.BigIntegerField(help_text='the transaction, in which it opens nothing yet')),
                    ('expires_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('review_by', models.DateTimeField()),
                    ('reviewed_at', models.DateTimeField(null=True)),
                    ('verdict', models.CharField(blank=True, choices=[('justified', 'Justified'), ('not_justified', 'Not justified')], max_length=20)),
                    ('review_reason', models.TextField(blank=True)),
                    ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='glasses', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['user', 'expires_at'], name='access_glass_user'), models.Index(fields=['case_id'], name='access_glass_case'), models.Index(fields=['reviewed_at', 'review_by'], name='access_glass_review')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('broken_at'), '+', models.Value(datetime.timedelta(seconds=14400))))), name='access_glass_hours')],
                },
            ),
        ])
    ]
