"""The tables of this room."""

import django.db.models.deletion
from django.db import migrations, models

from homeward.foundation.guard.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Proposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=2)),
                    ('reason', models.TextField(help_text='why, and from what')),
                    ('changes', models.JSONField()),
                    ('status', models.CharField(choices=[('open', 'Open'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                    ('proposed_by', models.BigIntegerField()),
                    ('proposed_at', models.DateTimeField()),
                    ('decided_by', models.BigIntegerField(null=True)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decision', models.TextField(blank=True, help_text='why it was rejected or withdrawn')),
                ],
                options={
                    'verbose_name': 'proposal to change a law',
                    'ordering': ['-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('approved', 'rejected')), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='law_proposal_two_persons')],
                },
            ),
            migrations.CreateModel(
                name='Subscription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user_id', models.BigIntegerField()),
                    ('state', models.CharField(max_length=2)),
                    ('since', models.DateTimeField()),
                    ('shipped', models.CharField(blank=True, default='', max_length=64)),
                ],
                options={
                    'verbose_name': 'subscription to a law',
                    'constraints': [models.UniqueConstraint(fields=('user_id', 'state'), name='law_subscription_once')],
                },
            ),
            migrations.CreateModel(
                name='LawVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(max_length=2)),
                    ('number', models.PositiveIntegerField()),
                    ('content', models.JSONField(help_text='in the shape of the data files')),
                    ('in_force_from', models.DateTimeField()),
                    ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='version', to='law.proposal')),
                ],
                options={
                    'verbose_name': 'version of a law',
                    'constraints': [models.UniqueConstraint(fields=('state', 'number'), name='law_version_number')],
                },
            ),
        ])
    ]
